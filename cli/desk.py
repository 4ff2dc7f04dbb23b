"""``samehands desk``: who should have a new client, asked by other systems."""

from __future__ import annotations

import gc
import secrets
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ..intake import IntakeDesk
from ..intake.protocol import answer_line
from ..planning.result import load_result, require_plan, save_result
from ..planning.solve import solve
from .exit_codes import DONE
from .inputs import ErrorCollector, read_inputs
from .interrupt import run_interruptibly
from .lab import open_port, read_token
from .options import Effort, Inputs, with_blocks
from .output import show_line

_SOLVING = 0.85
"""Share of the time limit for a first plan; keeping it and opening the desk take the rest."""

_LIBRARIES = ("starlette", "uvicorn")
_Journal = Annotated[
    Path,
    typer.Option(
        "--journal", metavar="FILE", help="Where every change is written, and read at a restart."
    ),
]
_Plan = Annotated[
    Path | None,
    typer.Option(
        "--plan",
        metavar="FILE",
        help="The plan to begin with: a result of solve --out. Left out, the plan beside the "
        "journal (FILE.plan.json), which is solved and kept there at the first start.",
    ),
]
_Sync = Annotated[
    bool,
    typer.Option("--sync", help="Wait for the disk at every change: it survives a power cut."),
]
_Http = Annotated[
    bool,
    typer.Option("--http", help="Serve HTTP on this machine instead of standard input and output."),
]
_Port = Annotated[int, typer.Option("--port", metavar="N", help="Port of --http; 0: a free one.")]
_TokenFile = Annotated[
    Path | None,
    typer.Option(
        "--token-file", metavar="FILE", help="File with the token that callers of --http must send."
    ),
]


@with_blocks
def desk(
    inputs: Inputs,
    effort: Effort,
    journal: _Journal,
    *,
    plan: _Plan = None,
    sync: _Sync = False,
    http: _Http = False,
    port: _Port = 8138,
    token_file: _TokenFile = None,
) -> int:
    """Place new clients one by one: JSON lines on standard input and output, or HTTP."""
    errors = ErrorCollector()
    errors.check_extra("http", _LIBRARIES if http else ())
    token = secrets.token_urlsafe()
    if token_file is not None:
        token = errors.attempt(lambda: read_token(token_file)) or token
    question = read_inputs(inputs, effort, errors)
    kept = journal.with_name(f"{journal.name}.plan.json")
    begun = plan or (kept if kept.exists() else None)
    if begun is None:
        first = replace(effort, time_limit=_SOLVING * effort.time_limit)
        result = run_interruptibly(
            lambda cancel: solve(question.instance, question.policy, first.options(cancel))
        )
        require_plan(result)
        save_result(result, kept)
    else:
        result = load_result(begun, question.instance)
    with IntakeDesk(question.instance, question.policy, result, journal, sync) as opened:
        # What is there now stays: looking for garbage in it would hold up answers.
        gc.freeze()
        if http:
            _serve(opened, port, token, is_told=token_file is None)
        else:
            _answer_lines(opened)
    return DONE


def _answer_lines(desk: IntakeDesk) -> None:
    """Answer every line of standard input by one of standard output, until there are no more."""
    # Nothing is solved any more: Ctrl-C and SIGTERM end the process, and the journal has it all.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for line in sys.stdin.buffer:
        if line.strip():
            show_line(answer_line(desk, line))
            sys.stdout.flush()


def _serve(desk: IntakeDesk, port: int, token: str, *, is_told: bool) -> None:
    # An extra, which is there by now.
    import uvicorn

    from .desk_service import create_service

    with open_port("127.0.0.1", port) as listener:
        place = f"http://127.0.0.1:{listener.getsockname()[1]}"
        show_line(f"The desk is at {place}, described at {place}/openapi.json (Ctrl-C ends it)")
        if is_told:
            show_line(f"Callers send: Authorization: Bearer {token}")
        sys.stdout.flush()
        config = uvicorn.Config(
            create_service(desk, token),
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=False,
            ws="none",
            timeout_graceful_shutdown=2,
        )
        uvicorn.Server(config).run(sockets=[listener])
