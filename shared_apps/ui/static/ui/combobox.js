// Combobox by the ARIA pattern: options come from a PickPage as HTML, the value waits in a hidden input.
const parts = (input) => {
    const box = input.closest("[data-pick]");
    return {
        value: box.querySelector("[data-value]"),
        list: box.querySelector("[role=listbox]"),
        status: box.querySelector("[data-status]"),
    };
};
const options = (list) => [...list.querySelectorAll("[role=option]")];
let timer;
let asked = 0;

function close(input) {
    parts(input).list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
}

function mark(input, option) {
    for (const each of options(parts(input).list)) each.setAttribute("aria-selected", String(each === option));
    if (!option) return;
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
}

function take(input, option) {
    input.value = option.dataset.label;
    parts(input).value.value = option.dataset.value;
    close(input);
    parts(input).value.dispatchEvent(new Event("change", { bubbles: true }));
}

async function ask(input) {
    const turn = ++asked;
    const url = new URL(input.dataset.url, location.href);
    url.searchParams.set("q", input.value);
    const { list, status } = parts(input);
    const response = await fetch(url, { headers: { "HX-Request": "true" } });
    if (!response.ok || turn !== asked || document.activeElement !== input) return;
    list.innerHTML = await response.text();
    options(list).forEach((option, number) => { option.id = `${list.id}_${number}`; });
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    status.textContent = options(list).length || list.textContent.trim();
}

document.addEventListener("input", (event) => {
    const input = event.target;
    if (!input.matches?.("[data-pick] [role=combobox]")) return;
    parts(input).value.value = "";
    clearTimeout(timer);
    timer = setTimeout(() => ask(input), 180);
});

document.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches?.("[data-pick] [role=combobox]")) return;
    const { list } = parts(input);
    const all = options(list);
    const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) return void ask(input);
        const step = event.key === "ArrowDown" ? 1 : -1;
        const from = now < 0 && step < 0 ? 0 : now;
        mark(input, all[(from + step + all.length) % all.length]);
    } else if (event.key === "Enter" && !list.hidden && now >= 0) {
        event.preventDefault();
        take(input, all[now]);
    } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        event.stopPropagation();
        close(input);
    } else if (event.key === "Tab" && !list.hidden) {
        if (now >= 0) take(input, all[now]);
        close(input);
    }
});

document.addEventListener("mousedown", (event) => {
    const option = event.target.closest?.("[data-pick] [role=option]");
    if (!option) return;
    event.preventDefault();
    take(option.closest("[data-pick]").querySelector("[role=combobox]"), option);
});

document.addEventListener("focusout", (event) => {
    if (event.target.matches?.("[data-pick] [role=combobox]")) close(event.target);
});
