// Appearance: applied at once, kept in a cookie by the server.
const root = document.documentElement;
root.classList.add("has-scripts");

document.addEventListener("change", async (event) => {
    const form = event.target.closest(".look-box [data-look]");
    if (!form) return;
    if (event.target.name === "language") return form.requestSubmit();
    root.dataset[event.target.name] = event.target.value;
    await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
});
