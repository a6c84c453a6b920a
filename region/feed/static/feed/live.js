// Numbers that renew themselves. The reader keeps his place: focus, open menus, scrolled tables. A number that changed
// is marked for a moment. A page in a hidden tab does not ask.
const NUMBERS = "numbers";
const FRESH_MS = 4000;
let kept = null;

const asks = (element) => element?.matches?.("[data-poll]");
const places = (root, selector) => [...root.querySelectorAll(selector)];

// Where an element stands: its table, its row, and its words.
function address(element) {
    const table = element.closest("[data-figures]")?.dataset.figures ?? "";
    const row = element.closest("tr")?.firstElementChild?.textContent.trim() ?? "";
    return [element.tagName, table, row, element.getAttribute("aria-label") ?? element.textContent.trim()].join("|");
}

function keep(root) {
    const active = document.activeElement;
    return {
        focus: active && active !== document.body && (root.contains(active) || active.closest("#head")) ? address(active) : "",
        open: places(root, "details[open] > summary").map(address),
        scrolled: places(root, ".scroll").map((box) => [box.getAttribute("aria-label"), box.scrollLeft, box.scrollTop]),
        totals: new Map(places(document, "[data-total]").map((each) => [each.dataset.total, each.textContent])),
    };
}

function putBack(root, before) {
    for (const summary of places(root, "details > summary")) {
        if (before.open.includes(address(summary))) summary.parentElement.open = true;
    }
    for (const [label, left, top] of before.scrolled) {
        const box = places(root, ".scroll").find((each) => each.getAttribute("aria-label") === label);
        if (box) box.scrollTo(left, top);
    }
    if (before.focus && document.activeElement === document.body) {
        const all = places(document, "#head a, #numbers a, #numbers summary, #numbers .scroll, #numbers button");
        all.find((each) => address(each) === before.focus)?.focus({ preventScroll: true });
    }
}

function markChanged(before) {
    for (const each of places(document, "[data-total]")) {
        const was = before.totals.get(each.dataset.total);
        if (was === undefined || was === each.textContent) continue;
        each.classList.add("fresh");
        setTimeout(() => each.classList.remove("fresh"), FRESH_MS);
    }
}

// A question without an answer (the server restarts, the net is down) is said beside the freshness, and asked again.
for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(failure, (event) => {
        if (!asks(event.detail.elt)) return;
        event.stopImmediatePropagation();
        document.querySelector("[data-lost]")?.removeAttribute("hidden");
    }, true);
}
document.addEventListener("htmx:afterRequest", (event) => {
    if (asks(event.detail.elt) && event.detail.successful) document.querySelector("[data-lost]")?.setAttribute("hidden", "");
});

document.addEventListener("htmx:beforeRequest", (event) => {
    if (asks(event.detail.elt) && document.hidden) event.preventDefault();
});

document.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, target } = event.detail;
    const isAnswer = asks(requestConfig?.elt);
    if (isAnswer && !requestConfig.elt.isConnected) {
        event.detail.shouldSwap = false;  // the reader has asked for something else since
        return;
    }
    const numbers = document.getElementById(NUMBERS);
    if (numbers && target === numbers) kept = { ...keep(numbers), isAnswer };
});

document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== NUMBERS || !kept) return;
    const before = kept;
    kept = null;
    putBack(event.target, before);
    if (before.isAnswer) markChanged(before);
    const told = document.querySelector("#head [data-count]");
    const live = document.getElementById("live");
    if (told && live && live.textContent !== told.textContent) live.textContent = told.textContent;
});

// A municipality and an organisation are chosen one instead of the other.
document.addEventListener("change", (event) => {
    const form = event.target.closest?.("[data-territory]");
    const municipality = form?.querySelector("[name=municipality]");
    const picked = form?.querySelector("[name=organisation]");
    if (!municipality || !picked) return;
    if (event.target === municipality) {
        picked.value = "";
        form.querySelector("[name=organisation_text]").value = "";
    } else if (event.target === picked && picked.value) {
        municipality.value = "";
    }
}, true);

document.addEventListener("visibilitychange", () => {
    const poll = document.querySelector("[data-poll]");
    if (!document.hidden && poll && window.htmx) window.htmx.ajax("GET", poll.getAttribute("hx-get"), { source: poll, target: "#pulse" });
});
