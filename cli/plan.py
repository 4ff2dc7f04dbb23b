"""``samehands plan``: a plan by worker, one worker's caseload and days, one client's owner."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ..model.errors import InternalError
from ..planning import describe_worker, explain_client, summarise_plan
from ..planning.result import load_plan_and_moves
from ..planning.written import OwnAnswer
from ..report.document import Document
from ..report.plans import client_plan_document, plan_summary_document, worker_plan_document
from .exit_codes import DONE
from .inputs import ErrorCollector
from .options import FormerIds, Inputs, InstancePath, Output, with_blocks
from .output import deliver

_PLAN = Annotated[
    Path, typer.Argument(metavar="FILE", help="Result that `solve --out` wrote, or a plan alone.")
]
_WORKER = Annotated[
    str | None, typer.Option("--worker", metavar="ID", help="Caseload and days of one worker.")
]
_CLIENT = Annotated[
    str | None,
    typer.Option(
        "--client", metavar="ID", help="Owner and tasks of one client, and why no other owner."
    ),
]


@with_blocks
def plan(
    instance: InstancePath,
    file: _PLAN,
    *,
    worker: _WORKER = None,
    client: _CLIENT = None,
    former: FormerIds = None,
    output: Output,
) -> int:
    """Read a plan: by worker, or one worker's caseload and days, or one client and why that owner.

    Nothing is solved: all figures are counted from the tables and the plan, and costs are those
    that the audit recomputes.
    """
    errors = ErrorCollector()
    errors.check_output(output)
    if worker is not None and client is not None:
        errors.refuse("client", "give --worker or --client, not both")
    tables = errors.attempt(Inputs(instance, former=former).read)
    known = None if tables is None else tables[0]
    read = errors.attempt(lambda: load_plan_and_moves(file, known))
    errors.finish()
    if known is None or read is None:
        raise InternalError("reading failed without a fault")
    made, moves = read
    found: OwnAnswer
    make_document: Callable[[], Document]
    if worker is not None:
        found = described = describe_worker(known, made, worker, moves)
        make_document = partial(worker_plan_document, described)
    elif client is not None:
        found = explained = explain_client(known, made, client, moves)
        make_document = partial(client_plan_document, explained)
    else:
        found = summed = summarise_plan(known, made)
        make_document = partial(plan_summary_document, summed)
    deliver(make_document, found.to_dict(), output, known.warnings)
    return DONE
