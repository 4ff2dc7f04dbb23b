"""Which page answers which address, and what is done at the start and at the end."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from ..report.html import STYLE
from ..report.svg import CHART_STYLE
from . import agency, compare, run, scenarios, standard, take_away, why_not
from .pages import EXCEPTIONS, HERE, error_page, get, token_page
from .safety import COOKIE, MOST_FIELDS, Access, Guard
from .workspace import Workspace

PAGES = (agency, standard, scenarios, run, compare, why_not, take_away)
"""The modules of the pages; each has ``routes(workspace)``."""


def create_app(workspace: Workspace, access: Access | None = None) -> Starlette:
    """Return the lab as an application of the ASGI kind.

    Parameters
    ----------
    workspace : Workspace
        What the pages are about; closed when the application ends.
    access : Access or None
        Who may ask; None for this machine alone.
    """
    access = Access() if access is None else access

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        yield
        workspace.close()

    routes: list[BaseRoute] = [
        get("/", lambda request: RedirectResponse("/agency", 303)),
        Route("/enter", _enter, methods=["GET", "POST"]),
        get("/report.css", lambda request: Response(STYLE + CHART_STYLE, media_type="text/css")),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]
    for page in PAGES:
        routes += page.routes(workspace)
    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers=EXCEPTIONS,
        middleware=[
            Middleware(Guard, access=access, refuse=error_page, ask_token=token_page),
        ],
    )
    app.state.access, app.state.workspace = access, workspace
    return app


async def _enter(request: Request) -> Response:
    """Open a session for who knows the token."""
    access: Access = request.app.state.access
    if request.method != "POST":
        return token_page(200)
    form: FormData = await request.form(max_files=0, max_fields=MOST_FIELDS)
    if not access.opens(str(form.get("given", ""))):
        return token_page(403, "That is not the token of this lab.")
    answer = RedirectResponse("/", 303)
    answer.set_cookie(COOKIE, access.session, httponly=True, samesite="strict")
    return answer
