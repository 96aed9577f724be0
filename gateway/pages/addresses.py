"""The address of the page that is looked at, with its whole query: no link of ours may lose what was asked for."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from starlette.requests import Request

MOMENT = ("as_of", "at")
"""Where somebody looks at the past: every link among such pages stays there."""
OF_ONE_VIEW = frozenset({"lang"})
"""Said of one view of the page, not of what it shows."""


def here(request: Request, **changed: str) -> str:
    """The same page with these parameters changed; an empty one is left out."""
    kept = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in changed and name not in OF_ONE_VIEW
    ]
    query = urlencode([*kept, *((name, value) for name, value in changed.items() if value)])
    return request.url.path + (f"?{query}" if query else "")


def moment(request: Request) -> dict[str, str]:
    """`as_of` or `at`, where the visitor looks at the past."""
    return {name: value for name in MOMENT if (value := request.query_params.get(name))}


def then(request: Request, href: str) -> str:
    """A link to what was known at the same moment."""
    seen = urlencode(moment(request))
    return f"{href}{'&' if '?' in href else '?'}{seen}" if seen else href


def safe_next(wanted: str) -> str:
    """Only a path of our own: a login page must not send anybody elsewhere."""
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return "/"
    return wanted
