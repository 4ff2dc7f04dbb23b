"""``samehands simulate``: months of an agency under several standards."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from ..model.errors import InputError, InputFault
from ..model.io.files import parse_toml, read_text, write_files
from ..report.simulated import simulated_document
from ..scenarios import read_scenarios
from ..simulation import simulate as race
from .exit_codes import DONE
from .inputs import ErrorCollector
from .interrupt import run_interruptibly
from .options import Inputs, JsonFile, Output, Seed, with_blocks
from .output import deliver

_STANDARDS = Annotated[
    str,
    typer.Option(
        "--standards",
        metavar="NAMES",
        help="client-based, client-based+backup, team-K, hybrid, hybrid+backup, task-based, "
        "by-kind; the others are compared with the first. Names with owners may end in +planned: "
        "owners are planned each month.",
    ),
]
_MONTHS = Annotated[int, typer.Option("--months", metavar="N", help="Months that are measured.")]
_REPLICATIONS = Annotated[
    int, typer.Option("--replications", metavar="N", help="How often, each with other draws.")
]
_SCENARIOS = Annotated[
    Path | None,
    typer.Option("--scenarios", metavar="FILE", help="TOML file of reforms, run beside today."),
]
_PARAMETERS = Annotated[
    Path | None,
    typer.Option(
        "--parameters", metavar="FILE", help="TOML file of figures that differ, e.g. turnover = 0.3"
    ),
]
_HALF_WIDTH = Annotated[
    float | None,
    typer.Option(
        "--half-width",
        metavar="SHARE",
        help="Stop once every standard's share on time is known to within this, e.g. 0.005.",
    ),
]
_TIME_LIMIT = Annotated[
    float | None,
    typer.Option(
        "--time-limit",
        metavar="SECONDS",
        help="For all monthly plans together; without it each ends by itself, and the same seed "
        "gives the same answer.",
    ),
]
_JOBS = Annotated[
    int | None,
    typer.Option(
        "--jobs", metavar="N", help="Processes; the answer is the same.", show_default="1"
    ),
]


@with_blocks
def simulate(
    inputs: Inputs,
    *,
    standards: _STANDARDS = "client-based,task-based",
    months: _MONTHS = 12,
    replications: _REPLICATIONS = 20,
    scenarios: _SCENARIOS = None,
    parameters: _PARAMETERS = None,
    half_width: _HALF_WIDTH = None,
    time_limit: _TIME_LIMIT = None,
    seed: Seed = 0,
    jobs: _JOBS = 1,
    out: JsonFile = None,
    output: Output,
) -> int:
    """Let months go by: absences, resignations, new clients; who waits, who meets whom.

    All standards meet the same clients, the same work and the same absences, so that their
    differences are told with intervals of paired differences. Absences are drawn (absence_share);
    days off in the tables, leaves among them, do not count: each worker has the longest day there.
    """
    errors = ErrorCollector()
    errors.check_output(output, out)
    read = errors.attempt(inputs.read)
    figures = None if parameters is None else errors.attempt(lambda: _read_figures(parameters))
    errors.finish()
    assert read is not None
    instance, policy = read
    asked = None if scenarios is None else read_scenarios(scenarios, instance, policy, seed)
    found = run_interruptibly(
        lambda cancel: race(
            instance,
            policy,
            standards,
            months=months,
            replications=replications,
            seed=seed,
            parameters=figures,
            scenarios=asked,
            half_width=half_width,
            time_limit=time_limit,
            jobs=jobs,
            cancel=cancel,
            on_replication=_tell,
        )
    )
    if out is not None:
        write_files({out: found.to_json()})
    deliver(lambda: simulated_document(found), found.to_dict(full=False), output, instance.warnings)
    return DONE


def _read_figures(file: Path) -> Mapping[str, object]:
    problems: list[InputFault] = []
    text = read_text(file, "parameters", problems)
    data = None if text is None else parse_toml(text, "parameters", problems)
    if problems or data is None:
        raise InputError(problems)
    return data


def _tell(done: int, of: int) -> None:
    """Rewrite one line of a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\rreplication {done:,} of {of:,}" + ("\n" if done == of else ""))
        sys.stderr.flush()
