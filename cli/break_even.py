"""``samehands break-even``: where the two standards cost the same."""

from __future__ import annotations

from typing import Annotated

import typer

from ..model.io.files import write_files
from ..model.io.json import format_json
from ..report.break_evens import break_even_report, break_even_to_dict
from ..scenarios.break_even import MOST_MINUTES, SEEDS
from ..scenarios.break_even import break_even as find_break_even
from .exits import exit_code, interruptible
from .options import (
    AsJson,
    Engine,
    Gap,
    InstancePath,
    OutFile,
    PolicyFile,
    Seed,
    Threads,
    TimeLimit,
)
from .output import show, show_json
from .progress import Progress
from .question import Flags, Gather, put

_ALL = len(SEEDS)
_MARK = b'{\n"instance"'
_EPSILON = Annotated[
    float | None,
    typer.Option(
        "--epsilon",
        metavar="MINUTES",
        help="Advantage that counts as none.  [default: a thousandth of the task minutes]",
    ),
]
_MOST = Annotated[
    int, typer.Option("--most", metavar="MINUTES", help="Most minutes of a hand-off to try.")
]
_SEEDS = Annotated[int, typer.Option("--seeds", metavar="N", help="Blind pools: seeds 0 to N - 1.")]


def break_even(
    instance: InstancePath,
    epsilon: _EPSILON = None,
    most: _MOST = MOST_MINUTES,
    seeds: _SEEDS = _ALL,
    policy: PolicyFile = None,
    engine: Engine = "auto",
    time_limit: TimeLimit = 60.0,
    gap: Gap = 0.0,
    seed: Seed = 0,
    threads: Threads = None,
    out: OutFile = None,
    as_json: AsJson = False,
) -> int:
    """Find the hand-off minutes and the speed-up at which the two standards cost the same."""
    flags = Flags(instance, policy, None, out, engine, time_limit, gap, seed, threads)
    gather = Gather()
    if not 0 <= seeds <= 100:
        gather.refuse("seeds", f"{seeds} is no number of seeds; it must be from 0 to 100")
    question = put(flags, (), _MARK, gather)
    found = interruptible(
        lambda cancel: find_break_even(
            question.instance,
            question.policy,
            flags.options(cancel),
            epsilon=epsilon,
            most=most,
            seeds=range(seeds),
            on_stage=Progress,
        )
    )
    data = break_even_to_dict(question.instance, found)
    if out is not None:
        write_files({out: format_json(data)})
    if as_json:
        show_json(data)
    else:
        show(break_even_report(question.instance, found))
    return exit_code(found.owned.status, found.pooled.status)
