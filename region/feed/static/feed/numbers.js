// Tables of numbers that lead on: Tab stops once in a row, arrows go from number to number. Without scripts each number
// is a stop of its own.
const ROW = "[data-figures] table[data-rows] > tbody > tr";
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const links = (place) => [...place.querySelectorAll("a[href]")];

function settle() {
    for (const row of document.querySelectorAll(ROW)) {
        for (const link of links(row).slice(1)) link.tabIndex = -1;
    }
}

// The number in the same column of the next row that has any.
function below(row, cell, step) {
    for (let next = row; (next = step > 0 ? next.nextElementSibling : next.previousElementSibling);) {
        const found = links(next.cells[cell.cellIndex] ?? next)[0] ?? links(next)[0];
        if (found) return found;
    }
    return null;
}

document.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const link = event.target.closest?.("a[href]");
    const row = link?.closest(ROW);
    if (!row) return;
    const [down, aside] = step;
    const all = links(row);
    const found = down ? below(row, link.closest("th, td"), down) : all[all.indexOf(link) + aside];
    if (found) found.focus();
    event.preventDefault();
});

settle();
document.addEventListener("htmx:afterSettle", settle);
