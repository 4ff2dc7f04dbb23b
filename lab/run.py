"""The page *Run*."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from .pages import get, render
from .workspace import Workspace


def routes(workspace: Workspace) -> list[BaseRoute]:
    """Return the addresses of the page."""
    page = _Page(workspace)
    return [get("/runs", page.show)]


class _Page:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def show(self, request: Request) -> Response:
        """Show the page."""
        return render(request, "soon.html", title="Run")
