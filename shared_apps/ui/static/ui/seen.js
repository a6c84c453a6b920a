// Whoever types is at work: no session ends under a half-written form. When it has ended, what was typed stays.
const MINUTE = 60_000;
const notice = document.querySelector("[data-signed-out]");
let told = Date.now();
let signedOut = false;

function tell() {
    if (!notice || signedOut || Date.now() - told < MINUTE) return;
    told = Date.now();
    fetch("/account/seen/", { redirect: "manual" }).catch(() => {});
}

for (const sign of ["input", "keydown"]) document.addEventListener(sign, tell, { passive: true });

document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr?.status !== 401 || !notice) return;
    signedOut = true;
    notice.hidden = false;
    notice.scrollIntoView({ block: "nearest" });
    notice.querySelector("a")?.focus();
});

// Signing in again changes the token that forms carry; the form that waited sends the one that holds now.
document.addEventListener("htmx:configRequest", (event) => {
    if (!signedOut) return;
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
    if (token) event.detail.parameters.csrfmiddlewaretoken = token;
});

document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful || !signedOut) return;
    signedOut = false;
    notice.hidden = true;
});
