// The button "Print" of a page made for the printer; without scripts the browser's own menu does the same.
for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
}
