"""``samehands explain``: why everything cannot be done on time, and what would help."""

from __future__ import annotations

import sys

from ..explanation import explain as explain_instance
from ..report.explained import explained_report, explained_to_dict
from .exits import DONE, interruptible
from .options import AsJson, Engine, InstancePath, PolicyFile, Seed, Threads, TimeLimit
from .output import show, show_json
from .question import Flags, Gather, put

_STEPS = {
    "facts": "counting",
    "decide": "looking for a plan that does everything",
    "conflict": "looking for rules that clash",
    "plan": "looking for the best plan",
    "ways": "looking for ways out",
}


def explain(
    instance: InstancePath,
    policy: PolicyFile = None,
    engine: Engine = "auto",
    time_limit: TimeLimit = 60.0,
    seed: Seed = 0,
    threads: Threads = None,
    as_json: AsJson = False,
) -> int:
    """Say why not everything can be done on time, which rules clash, and what would help."""
    flags = Flags(instance, policy, None, None, engine, time_limit, 0.0, seed, threads)
    question = put(flags, (), b"", Gather())
    said = interruptible(
        lambda cancel: explain_instance(
            question.instance,
            question.policy,
            flags.options(cancel),
            on_step=_tell,
        )
    )
    if as_json:
        show_json(explained_to_dict(said))
    else:
        show(explained_report(question.instance, said))
    return DONE


def _tell(step: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"{_STEPS[step]} ...\n")
