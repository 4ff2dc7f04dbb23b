"""What a careful reader of benchmark results must be told first."""

from __future__ import annotations

from collections.abc import Sequence

from ..report.words import count, listed
from .runs import Problem, Reference, Run

_SHOWN = 5


def remarks(runs: Sequence[Run]) -> list[str]:
    """Return sentences about runs: how many, what failed, what contradicts what, what is new.

    Parameters
    ----------
    runs : sequence of Run
        All runs.
    """
    records = [run.record for run in runs]
    references = {run.problem: run.reference for run in runs}
    instances = {(each.suite, each.instance) for each in references}
    engines = sorted({record.engine for record in records})
    first = f"{count(len(runs), 'run')} on {count(len(instances), 'instance')}"
    found = [f"{first}; engines: {', '.join(engines) or 'none'}."]
    failed = [run for run in runs if run.record.failed]
    if failed:
        which = listed([_title(run) for run in failed], _SHOWN)
        found.append(f"{count(len(failed), 'run')} ended as no run should: {which}.")
    else:
        found.append("No run crashed, hung, ran out of memory, raised or gave a wrong plan.")
    return [*found, *_contradictions(references), *_news(references), *machine_remark(runs)]


def _title(run: Run) -> str:
    problem = run.problem
    parts = (problem.instance, problem.formulation, run.solver, f"seed {run.record.seed}")
    return f"{' '.join(filter(None, parts))} ({run.record.kind})"


def _contradictions(references: dict[Problem, Reference]) -> list[str]:
    """Say where a bound lies above the cost of a plan: one of the two is false."""
    wrong = [
        _name(problem)
        for problem, known in references.items()
        if known.bound is not None
        and known.best is not None
        and known.bound > known.best + 1e-6 * max(1.0, abs(known.best))
    ]
    if not wrong:
        return []
    where = f"{count(len(wrong), 'problem')}: {listed(wrong, _SHOWN)}"
    return [f"CONTRADICTION: a bound is above the cost of a plan on {where}. One of them is false."]


def _news(references: dict[Problem, Reference]) -> list[str]:
    better = [
        f"{_name(problem)} ({known.best:,g} instead of {known.best_known:,g})"
        for problem, known in references.items()
        if known.best_known is not None and known.best is not None and known.best < known.best_known
    ]
    unknown = sum(known.best_known is None for known in references.values())
    says: list[str] = []
    if better:
        says.append(f"Better than the best known cost: {listed(better, _SHOWN)}.")
    if unknown:
        where = f"{unknown} of {count(len(references), 'problem')}"
        says.append(
            f"No best known cost for {where}: the best of these runs stands in for it, and true "
            "distances may be larger."
        )
    return says


def machine_remark(runs: Sequence[Run]) -> list[str]:
    """Return a sentence if runs took place on several machines."""
    machines = {run.record.machine.model_dump_json() for run in runs}
    if len(machines) < 2:
        return []
    return [f"The runs took place on {len(machines)} machines; their times are not comparable."]


def _name(problem: Problem) -> str:
    return " ".join(filter(None, (problem.instance, problem.formulation)))
