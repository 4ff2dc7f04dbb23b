"""What all pages share: the frame, the navigation, forms with their token, pages of errors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from ..model.errors import InputError, InputFault, SamehandsError
from .safety import MOST_FIELDS, Access

NAVIGATION = (
    ("Agency", "/agency"),
    ("Standard", "/standard"),
    ("Run", "/runs"),
    ("Compare", "/compare"),
    ("Why not", "/why-not"),
    ("Take away", "/take-away"),
)
"""The pages, as the navigation shows them."""


def _number(value: float | None) -> str:
    """Return a whole number in words of a page; what runs do not know yet is None."""
    return "none yet" if value is None else f"{value:,.0f}"


HERE = Path(__file__).resolve().parent
_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["number"] = _number
_LARGEST_FIELD = 4 * 2**20
_STATUS = {
    400: "This request is not right",
    401: "Who are you?",
    403: "This is refused",
    404: "There is no such page",
    405: "This page cannot be asked for like that",
    411: "This request is not right",
    413: "This is too large",
    422: "This cannot be done",
    500: "Something went wrong",
}


def render(
    request: Request, template: str, *, title: str, status: int = 200, **context: object
) -> HTMLResponse:
    """Return a page.

    Parameters
    ----------
    request : Request
        What is answered; the page is told the token of its forms and which link is current.
    template : str
        File in ``templates``.
    title : str
        Heading and title.
    status : int
        Status of the answer.
    **context
        What the template shows.
    """
    return HTMLResponse(fill(request, template, title=title, **context), status)


def fill(request: Request, template: str, **context: object) -> Markup:
    """Return a template filled in: a page, or a part of one that is sent by itself."""
    access = cast("Access", request.app.state.access)
    shown = {
        "navigation": NAVIGATION,
        "path": request.url.path,
        "token": access.form_token,
        "workspace": request.app.state.workspace,
        **context,
    }
    return Markup(_TEMPLATES.get_template(template).render(shown))


def error_page(status: int, words: str, faults: tuple[InputFault, ...] = ()) -> HTMLResponse:
    """Return the page of an error: what is wrong in words, and nothing of how the lab is made."""
    text = _TEMPLATES.get_template("error.html").render(
        title=_STATUS.get(status, "This did not work"),
        words=words,
        faults=faults,
        navigation=NAVIGATION,
        path="",
        token="",
    )
    return HTMLResponse(text, status)


def token_page(status: int = 401, words: str = "") -> HTMLResponse:
    """Return the page that asks for the token of ``--token-file``."""
    text = _TEMPLATES.get_template("enter.html").render(
        title=_STATUS[401], words=words, navigation=(), path="", token=""
    )
    return HTMLResponse(text, status)


def on_http_error(request: Request, error: Exception) -> Response:
    """Answer a request for what is not there, or that is not right."""
    assert isinstance(error, HTTPException)
    words = {
        404: "The address may be of another day: the lab keeps nothing but project files.",
        405: "Follow a link, or press a button of a page.",
    }
    return error_page(error.status_code, words.get(error.status_code, error.detail))


def on_refused(request: Request, error: Exception) -> Response:
    """Answer with everything that the library says is wrong."""
    faults = error.problems if isinstance(error, InputError) else ()
    return error_page(422, "" if faults else str(error), faults)


EXCEPTIONS: dict[type[Exception], Callable[[Request, Exception], Response]] = {
    HTTPException: on_http_error,
    SamehandsError: on_refused,
}
"""Who answers which exception."""


def get(path: str, handle: Callable[[Request], Response]) -> Route:
    """Return the route of a page; it is made in a thread, so that other pages stay alive."""
    return Route(path, handle, methods=["GET"])


def post(path: str, handle: Callable[[Request, FormData], Response]) -> Route:
    """Return the route of a button: the token of its form is checked before anything is done.

    Parameters
    ----------
    path : str
        The address.
    handle : callable
        Takes the request and its form, in a thread; the token may also come as header ``X-Token``.
    """

    async def answer(request: Request) -> Response:
        access = cast("Access", request.app.state.access)
        async with request.form(
            max_files=32, max_fields=MOST_FIELDS, max_part_size=_LARGEST_FIELD
        ) as form:
            given = request.headers.get("x-token") or form.get("token")
            if given != access.form_token:
                says = "The page is older than the lab that is running: go back and reload it."
                raise HTTPException(403, says)
            return await run_in_threadpool(handle, request, form)

    return Route(path, answer, methods=["POST"])


_MEDIA = {
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".py": "text/x-python; charset=utf-8",
    ".toml": "application/toml",
    ".zip": "application/zip",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def download(content: bytes | str, name: str) -> Response:
    """Return a file that the browser saves.

    Parameters
    ----------
    content : bytes or str
        What is in it.
    name : str
        Its name, of letters that any file may have, with an ending that says what it is.
    """
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, media_type=_MEDIA[name[name.rindex(".") :]])


def to_number(text: str | None) -> int:
    """Return the number of a scenario or a run in an address.

    Raises
    ------
    HTTPException
        With status 404 if it is none.
    """
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 9:
        raise HTTPException(404)
    return int(text)
