// Forms: sent once, not left by accident, focus on the summary of errors; filters that follow the hand.
const dirty = new WeakSet();
let leaving = false;

function release(form) {
    delete form.dataset.busy;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-guard]")) return;
    if (form.dataset.busy) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
    }
    form.dataset.busy = "1";
    leaving = true;
    for (const button of form.querySelectorAll("[type=submit]")) button.setAttribute("aria-disabled", "true");
}, true);

window.addEventListener("pageshow", () => {
    leaving = false;
    document.querySelectorAll("form[data-busy]").forEach(release);
});

document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form[data-guard]");
    if (!form) return;
    const moved = event.detail.xhr?.getResponseHeader("HX-Redirect");
    if (moved) return;
    leaving = false;
    release(form);
});

document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-dirty]");
    if (form) dirty.add(form);
});

document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-cancel]")) leaving = true;
    const link = event.target.closest?.("[data-summary] a[href^='#']");
    if (!link) return;
    const field = document.querySelector(CSS.escape ? `#${CSS.escape(link.hash.slice(1))}` : link.hash);
    field?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    field?.scrollIntoView({ block: "center" });
    event.preventDefault();
});

window.addEventListener("beforeunload", (event) => {
    if (leaving || ![...document.querySelectorAll("form[data-dirty]")].some((form) => dirty.has(form))) return;
    event.preventDefault();
    event.returnValue = "";
});

// A form that came back with mistakes holds what was typed and is not saved.
document.addEventListener("htmx:afterSettle", (event) => {
    const summary = event.target.querySelector?.("[data-summary]");
    if (!summary) return;
    summary.focus();
    const form = summary.closest("form[data-dirty]");
    if (form) dirty.add(form);
});
document.querySelector("[data-summary]")?.focus();

// Filters: a pause in typing is enough, and empty values stay out of the address.
const KEPT = ["sort", "per", "columns"];
let pause;
document.addEventListener("input", (event) => {
    if (!event.target.matches?.("[data-filters] [type=search]")) return;
    clearTimeout(pause);
    const box = event.target;
    pause = setTimeout(() => box.dispatchEvent(new Event("change", { bubbles: true })), 350);
});
for (const asked of ["change", "submit"]) {
    // Enter asks at once: the pause of the same words would ask a second time, under the reader's hand.
    document.addEventListener(asked, (event) => {
        if (event.target.closest?.("[data-filters]")) clearTimeout(pause);
    });
}

document.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.matches?.("[data-filters]")) return;
    const values = event.detail.formData;
    for (const name of KEPT) values.delete(name);
    for (const [name, value] of new URLSearchParams(location.search)) {
        if (KEPT.includes(name)) values.append(name, value);
    }
    for (const name of new Set([...values.keys()])) {
        if (name !== "columns" && values.getAll(name).every((value) => value === "")) values.delete(name);
    }
});
