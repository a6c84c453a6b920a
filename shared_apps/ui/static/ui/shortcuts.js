// Single-letter shortcuts, by the place of the key, so that they work in the Russian layout.
// Off by choice (data-keys="off"), and never while something is typed or a dialog is open.
const LETTERS = { KeyG: "g", KeyN: "n", KeyE: "e" };
let going = 0;

function typing(target) {
    return target.closest?.("input, textarea, select, [contenteditable], [role=grid], [role=combobox], [role=listbox]");
}

function follow(selector) {
    const link = document.querySelector(selector);
    link?.click();
    return Boolean(link);
}

function act(event) {
    const slash = event.code === "Slash";
    if (event.key === "?" || (slash && event.shiftKey)) {
        document.getElementById("keys")?.showModal();
        return true;
    }
    if (event.key === "/" || slash) {
        const box = document.querySelector("main [data-search]") ?? document.querySelector("[data-search]");
        box?.focus();
        box?.select();
        return Boolean(box);
    }
    if (event.shiftKey) return false;
    if (Date.now() - going < 1500) {
        going = 0;
        const letter = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "";
        return letter !== "" && follow(`[data-go="${letter}"]`);
    }
    const letter = LETTERS[event.code];
    if (letter === "g") going = Date.now();
    return letter === "g" || (letter !== undefined && follow(`main [data-key="${letter}"]`));
}

document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.code === "KeyS" && !event.altKey) {
        const form = event.target.closest?.("form[data-guard]") ?? document.querySelector("main form.form");
        if (form) {
            event.preventDefault();
            form.requestSubmit();
        }
        return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.documentElement.dataset.keys === "off") return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (act(event)) event.preventDefault();
});
