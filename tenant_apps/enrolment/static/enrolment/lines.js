/* «Выбрать всех»: ticks and unticks every student that is offered. The page works without it. */
const form = document.querySelector(".students-pick");

function boxes() {
    return [...form.querySelectorAll('input[name="students"]')];
}

function refresh(all) {
    const ticked = boxes().filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && ticked < boxes().length;
}

if (form) {
    const holder = form.querySelector("template[data-pick-all]");
    const field = form.querySelector(".field.choices");
    if (holder && field) {
        field.querySelector("legend").after(holder.content.cloneNode(true));
        const all = field.querySelector("[data-all]");
        all.addEventListener("change", () => boxes().forEach((box) => { box.checked = all.checked; }));
        form.addEventListener("change", (event) => { if (event.target !== all) refresh(all); });
        refresh(all);
    }
}
