// Rows of a table by keys: j next, k previous, o open. A table that fits its place needs no scrolling of its own,
// and then its head sticks to the window.
const STEPS = { KeyJ: 1, KeyK: -1 };

function pick(rows, row) {
    for (const other of rows) other.classList.toggle("picked", other === row);
    const place = row.querySelector("a[href]") ?? row;
    if (place === row) row.tabIndex = -1;
    place.focus();
    row.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
    if (document.documentElement.dataset.keys === "off" || document.querySelector("dialog[open]")) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable], [role=grid]")) return;
    const step = STEPS[event.code];
    if (!step && event.code !== "KeyO") return;
    const rows = [...document.querySelectorAll("table[data-rows] > tbody > tr")];
    const now = rows.findIndex((row) => row.contains(document.activeElement) || row.classList.contains("picked"));
    if (step && rows.length) {
        const next = now < 0 ? 0 : Math.min(Math.max(now + step, 0), rows.length - 1);
        pick(rows, rows[next]);
        event.preventDefault();
    } else if (!step && now >= 0) {
        rows[now].querySelector("a[href]")?.click();
        event.preventDefault();
    }
});

const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
        const table = target.firstElementChild;
        const fits = Boolean(table) && table.offsetWidth <= target.clientWidth && !target.closest(".data");
        target.classList.toggle("fits", fits);
        if (fits) target.removeAttribute("tabindex");
        else target.tabIndex = 0;
    }
});
const watchAll = (root) => root.querySelectorAll(".scroll").forEach((each) => watch.observe(each));
watchAll(document);
document.addEventListener("htmx:afterSettle", (event) => watchAll(event.target));
