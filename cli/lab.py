"""``samehands lab``: pages in a browser, served by this machine to this machine."""

from __future__ import annotations

import socket
import threading
import webbrowser
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from ..model.errors import InputError, InputFault
from .exit_codes import DONE
from .inputs import ErrorCollector
from .output import show_line

LIBRARIES = ("jinja2", "markdown_it", "python_multipart", "starlette", "uvicorn")
"""What the extra ``lab`` brings."""

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SHORTEST_TOKEN = 16
_INSTANCE = Annotated[
    Path | None,
    typer.Argument(
        metavar="[INSTANCE]",
        help="Folder of tables, a workbook (.xlsx, .ods), one JSON file, or a project of the lab.",
    ),
]
_PORT = Annotated[
    int, typer.Option("--port", metavar="N", help="Port to listen at; 0 takes one that is free.")
]
_HOST = Annotated[
    str,
    typer.Option(
        "--host", metavar="ADDRESS", help="Address to listen at; any but loopback needs a token."
    ),
]
_TOKEN_FILE = Annotated[
    Path | None,
    typer.Option(
        "--token-file",
        metavar="FILE",
        help="File with the token that whoever opens the lab must know.",
    ),
]
_NO_BROWSER = Annotated[bool, typer.Option("--no-browser", help="Open no browser.")]


def lab(
    instance: _INSTANCE = None,
    *,
    port: _PORT = 8137,
    host: _HOST = "127.0.0.1",
    token_file: _TOKEN_FILE = None,
    no_browser: _NO_BROWSER = False,
) -> int:
    """Try tables, standards and runs on pages in a browser; nothing leaves this machine."""
    errors = ErrorCollector()
    errors.check_extra("lab", LIBRARIES)
    if instance is not None and not instance.exists():
        says = f"{instance} is not there; name a folder of tables, a workbook or a JSON file"
        errors.refuse("instance", says)
    token = None if token_file is None else errors.attempt(lambda: read_token(token_file))
    if host not in _LOOPBACK and token_file is None:
        says = f"{host} can be reached from elsewhere; add --token-file, or leave --host out"
        errors.refuse("host", says)
    errors.finish()
    listener = errors.attempt(lambda: open_port(host, port))
    errors.finish()
    assert listener is not None
    with listener:
        _serve(listener, instance, host, token, is_quiet=no_browser)
    return DONE


def read_token(file: Path) -> str:
    """Return the token in a file.

    Raises
    ------
    InputError
        If it cannot be read, or is too short to be kept from guessing.
    """
    try:
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        token = ""
    if len(token) < _SHORTEST_TOKEN:
        says = (
            f"{file} holds no token of {_SHORTEST_TOKEN} characters or more; make one with: "
            f"python -c 'import secrets; print(secrets.token_urlsafe())' > {file}"
        )
        raise InputError([InputFault("argument", None, None, "token_file", says)])
    return token


def open_port(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises
    ------
    InputError
        If the address cannot be listened at.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError):
        says = f"{host}:{port} cannot be listened at; take another --port, or 0 for a free one"
        raise InputError([InputFault("argument", None, None, "port", says)]) from None


def _serve(
    listener: socket.socket, instance: Path | None, host: str, token: str | None, *, is_quiet: bool
) -> None:
    # An extra, which is there by now.
    import uvicorn

    from ..lab import Workspace, create_app
    from ..lab.safety import Access

    workspace = Workspace()

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            # Or it would wait for pages that follow a run.
            workspace.runs.is_closing.set()
            super().handle_exit(sig, frame)

    try:
        workspace.runs.prepare()
        if instance is not None:
            workspace.open(instance)
        shown = "127.0.0.1" if host in ("0.0.0.0", "localhost") else host
        shown = f"[{shown}]" if ":" in shown else shown
        address = f"http://{shown}:{listener.getsockname()[1]}/"
        show_line(f"The lab is at {address} (Ctrl-C ends it, and removes what it kept)")
        if not is_quiet:
            threading.Timer(0.5, webbrowser.open, [address]).start()
        config = uvicorn.Config(
            create_app(workspace, Access(host, token)),
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=False,
            ws="none",
            timeout_graceful_shutdown=2,
        )
        Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        workspace.close()
