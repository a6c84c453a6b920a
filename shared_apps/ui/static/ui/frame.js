// The shell: side navigation on narrow screens, menus, dialogs, what is announced after a swap.
const sidebar = document.getElementById("menu");
const opener = document.querySelector("[data-menu]");

function toggleSidebar(open) {
    sidebar.classList.toggle("open", open);
    opener.setAttribute("aria-expanded", String(open));
    (open ? sidebar.querySelector("a[href]:not([data-menu-close])") ?? sidebar : opener).focus();
}

if (sidebar && opener) {
    opener.setAttribute("role", "button");
    opener.setAttribute("aria-expanded", "false");
    opener.setAttribute("aria-controls", "menu");
}

function closeMenus(except) {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
        if (menu !== except) menu.open = false;
    }
}

document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest(selector);
    closeMenus(at("details.menu"));
    if (at("[data-menu]") || at("[data-menu-close]")) {
        event.preventDefault();
        toggleSidebar(!sidebar.classList.contains("open"));
    } else if (sidebar?.classList.contains("open") && !at("#menu")) {
        toggleSidebar(false);
    }
    const open = at("[data-open]");
    if (open) document.getElementById(open.dataset.open)?.showModal();
    if (at("[data-close]") || event.target.matches("dialog")) at("dialog")?.close();
});

document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.("details.menu[open]") ?? document.querySelector("details.menu[open]");
    if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
    } else if (sidebar?.classList.contains("open")) {
        toggleSidebar(false);
    }
});

for (const button of document.querySelectorAll("[data-open]")) button.hidden = false;

const live = document.getElementById("live");

function showOpenTab() {
    const tab = document.querySelector(".tabs [aria-current]");
    const row = tab?.closest(".tabs");
    if (row && row.scrollWidth > row.clientWidth) row.scrollLeft = tab.offsetLeft - row.offsetLeft - 16;
}

showOpenTab();

document.addEventListener("htmx:afterSettle", (event) => {
    showOpenTab();
    const count = event.target.closest?.("[data-announce]")?.querySelector("[data-count]");
    if (live && count) live.textContent = count.textContent;
});

for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => {
        if (event.detail.xhr?.status === 401) return; // seen.js says what to do
        const notice = document.querySelector("[data-failure]");
        if (!notice) return;
        notice.hidden = false;
        notice.scrollIntoView({ block: "nearest" });
    });
}
