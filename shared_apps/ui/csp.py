"""The Content-Security-Policy: everything from ourselves, nothing inline. Settings take it as it is.

No page of Svod has an inline script, an inline style or an address of another host; bars and marks are
SVG attributes. ``img-src data:`` is for pictures made on the spot (QR codes), ``blob:`` is not allowed.
"""

from csp.constants import NONE, SELF

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
