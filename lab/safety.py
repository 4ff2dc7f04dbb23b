"""Who may ask the lab, and how much they may send.

A page of another site can send requests to this machine, also under a name of its own that it has
turned to this address (DNS rebinding). So every request must name a host that is the lab's, every
changing one must come from a page of the lab and carry the token that stands in it, and one from
elsewhere needs the session that the token of ``--token-file`` opens.
"""

from __future__ import annotations

import ipaddress
import logging
import secrets
import traceback
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 64 * 2**20
"""Most bytes of a request."""

MOST_FIELDS = 20_000
"""Most fields of a form."""

COOKIE = "samehands"
"""Name of the cookie of a session."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names of this machine that no other site can have."""

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)
"""What pages may load: nothing from elsewhere, no script or style within the page."""

REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-downloads; "
    "frame-ancestors 'self'"
)
"""For a report that is shown whole: its own style, and nothing else."""

_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    # With no-referrer, browsers would send "Origin: null" with the lab's own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_OPEN = ("/enter", "/report.css", "/static/")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Access:
    """Who may ask.

    Parameters
    ----------
    host : str
        Address that the lab listens at.
    token : str or None
        What opens a session; None where only this machine can ask.
    form_token : str
        Stands in every page, and must come with every changing request.
    session : str
        Value of the cookie of a session.
    """

    host: str = "127.0.0.1"
    token: str | None = None
    form_token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    session: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def is_own(self, host: str) -> bool:
        """Whether a Host header names the lab; an address cannot be turned here by a name."""
        try:
            parts = urlsplit(f"//{host}")
            name, _ = parts.hostname or "", parts.port
        except ValueError:
            return False
        if name in {"localhost", "127.0.0.1", "::1", self.host}:
            return True
        return self.token is not None and _is_address(name)

    def opens(self, given: str) -> bool:
        """Whether a text is the token that opens a session."""
        return self.token is not None and secrets.compare_digest(
            given.encode(), self.token.encode()
        )

    def is_known(self, headers: Headers) -> bool:
        """Whether a request belongs to a session, where one is needed."""
        if self.token is None:
            return True
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return False
        return found is not None and secrets.compare_digest(
            found.value.encode(), self.session.encode()
        )


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def refusal_of(access: Access, method: str, headers: Headers) -> tuple[int, str] | None:
    """Return status and words for a request that is refused whatever it asks, else None."""
    host = headers.get("host", "")
    if not access.is_own(host):
        return 400, "This is not an address of the lab."
    if method in ("GET", "HEAD"):
        return None
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        return 403, "This request does not come from a page of the lab."
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return 403, "This request does not come from a page of the lab."
    length = headers.get("content-length", "")
    if not length.isdigit():
        return 411, "The request does not say how long it is."
    if int(length) > LARGEST:
        return 413, f"At most {LARGEST // 2**20} MB can be sent at once."
    return None


class Guard:
    """Refuses what must not be answered, and marks every answer: the outermost layer.

    Parameters
    ----------
    app : ASGI application
        The lab.
    access : Access
        Who may ask.
    refuse : callable
        Makes a page of a status and words.
    ask_token : callable
        Makes the page that asks for the token.
    """

    def __init__(
        self,
        app: ASGIApp,
        access: Access,
        refuse: Callable[[int, str], Response],
        ask_token: Callable[[], Response],
    ) -> None:
        self._app = app
        self._access = access
        self._refuse = refuse
        self._ask_token = ask_token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        has_begun = False

        async def marked(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await (self._refused(scope) or self._app)(scope, receive, marked)
        except Exception as error:
            # What an error says may name a client, so the log has only its kind and place.
            place = traceback.extract_tb(error.__traceback__)[-1]
            _LOG.error("%s at %s:%s", type(error).__name__, place.filename, place.lineno)
            if not has_begun:
                says = "Something went wrong here that should not; the log says where."
                await self._refuse(500, says)(scope, receive, marked)

    def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        found = refusal_of(self._access, scope["method"], headers)
        if found is not None:
            return self._refuse(*found)
        if self._access.is_known(headers) or _starts(scope["path"], _OPEN):
            return None
        return self._ask_token()


def _starts(path: str, names: Collection[str]) -> bool:
    return any(path == name or (name.endswith("/") and path.startswith(name)) for name in names)
