"""Records as they are analysed: each with its problem, its solver and what is known of both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, TypeVar

from ..record import Record
from .statistics import Point, Timed, excess, gap, primal_integral, time_to_gap

_Key = TypeVar("_Key")

ALL = "all"
"""Stands for every group of a suite, and for every formulation, engine or standard."""

TARGETS = (0.01, 0.001)
"""Gaps of which the report says when they were proved."""

_TIMED = ("build", "solve", "lift")
"""The phases that the time limit covers, and that the time of a run is the sum of."""


class Problem(NamedTuple):
    """What is solved: an instance under a formulation.

    Parameters
    ----------
    suite, group, instance : str
        Where it comes from.
    formulation : str
        Workload standard; empty where the instance is no agency.
    """

    suite: str
    group: str
    instance: str
    formulation: str


@dataclass(frozen=True)
class Reference:
    """What is known of a problem, from before and from all runs together.

    Parameters
    ----------
    best : float or None
        Least cost known: of a published solution or of a run that was audited.
    best_known : float or None
        Least cost known before.
    bound : float or None
        Highest bound known.
    bound_kind : str
        Who vouches for it: ``known`` (published), ``certified``, ``reported``, or ``none``.
    """

    best: float | None
    best_known: float | None
    bound: float | None
    bound_kind: Literal["known", "certified", "reported", "none"]


@dataclass(frozen=True)
class Run:
    """One run.

    Parameters
    ----------
    record : Record
        Its record.
    solver : str
        The engine, with those of its settings in which its runs differ.
    reference : Reference
        What is known of its problem.
    """

    record: Record
    solver: str
    reference: Reference

    @property
    def problem(self) -> Problem:
        """What it solved."""
        return problem_of(self.record)

    @property
    def supported(self) -> bool:
        """Whether the engine took the question; if not, the run is left out of all figures."""
        return self.record.kind != "unsupported"

    @property
    def objective(self) -> float | None:
        """Cost of its plan; None without a plan that stood up to the audit."""
        return self.record.objective if self.record.kind == "ok" else None

    @property
    def bound(self) -> float | None:
        """Its bound, if it ended as it should."""
        return self.record.bound if self.record.kind == "ok" else None

    @property
    def certified(self) -> float | None:
        """The bound that the audit recomputed, if it ended as it should."""
        record = self.record
        whole = record.bound if record.bound_kind == "certified" else None
        found = whole if record.bound_certified is None else record.bound_certified
        return found if record.kind == "ok" else None

    @property
    def infeasible(self) -> bool:
        """Whether it proved that there is no plan."""
        return self.record.kind == "ok" and self.record.status == "infeasible"

    @property
    def solved(self) -> bool:
        """Whether it ended with a proof, or within the gap that it was asked for."""
        proved = self.record.status in ("optimal", "infeasible") or self.record.limit == "gap"
        return self.record.kind == "ok" and proved

    @cached_property
    def timed(self) -> Timed:
        """Its time, which is that of build, solve and lift, and its limit."""
        seconds, limit = self.record.seconds, self.record.options.time_limit
        phases = [seconds[name] for name in _TIMED if name in seconds]
        return Timed(sum(phases) if phases else seconds.get("total", limit), limit, self.solved)

    @property
    def time_to_end(self) -> float:
        """Time of a run that ended by itself, with or without a proof; its limit otherwise."""
        by_itself = self.record.kind == "ok" and self.record.limit == "none"
        return self.timed._replace(solved=self.solved or by_itself).capped()

    @cached_property
    def path(self) -> tuple[Point, ...]:
        """What was known when; its last point is the end of the run."""
        if self.record.kind != "ok":
            return ()
        points = sorted((Point(*point) for point in self.record.trace), key=lambda each: each[0])
        bound = self.record.bound
        if "certify" in self.record.seconds:
            # What the certificate added was found after the engine had ended.
            bound = max((each.bound for each in points if each.bound is not None), default=None)
        last = Point(self.timed.seconds, self.record.objective, bound)
        return (*(point for point in points if point.seconds < last.seconds), last)

    @property
    def gap(self) -> float | None:
        """Distance of its cost to its own bound."""
        if self.objective is None or self.bound is None:
            return None
        return gap(self.objective, self.bound)

    @property
    def gap_certified(self) -> float | None:
        """Distance of its cost to the bound that the audit recomputed."""
        if self.objective is None or self.certified is None:
            return None
        return gap(self.objective, self.certified)

    @property
    def excess(self) -> float | None:
        """Distance of its cost to the best known one."""
        if self.objective is None or self.reference.best is None:
            return None
        return excess(self.objective, self.reference.best)

    @property
    def gap_to_bound(self) -> float | None:
        """Distance of its cost to the best bound known."""
        if self.objective is None or self.reference.bound is None:
            return None
        return gap(self.objective, self.reference.bound)

    @cached_property
    def mean_gap(self) -> float | None:
        """Primal integral divided by the limit: the mean primal gap over the time given."""
        if self.reference.best is None or self.infeasible:
            return None
        limit = self.timed.limit
        return primal_integral(self.path, self.reference.best, limit) / limit

    def reached(self, target: float, certified: bool) -> float | None:
        """Return when a gap was reached, in seconds; None if it was not within the limit.

        Parameters
        ----------
        target : float
            The gap, as a fraction.
        certified : bool
            Whether the bound must have been certified in the end.
        """
        if certified and self.certified is None:
            return None
        seconds = time_to_gap(self.path, target, self.certified if certified else None)
        return None if seconds is None else min(seconds, self.timed.limit)


def grouped(runs: Iterable[Run], key: Callable[[Run], _Key]) -> dict[_Key, list[Run]]:
    """Return runs by a key, the keys in the order in which they first occur."""
    found: dict[_Key, list[Run]] = {}
    for run in runs:
        found.setdefault(key(run), []).append(run)
    return found


def kinds(runs: Iterable[Run]) -> Mapping[str, int]:
    """Return how many runs ended in which way."""
    counts: dict[str, int] = {}
    for run in runs:
        counts[run.record.kind] = counts.get(run.record.kind, 0) + 1
    return counts


def problem_of(record: Record) -> Problem:
    """Return what a record is about."""
    return Problem(record.suite, record.group, record.instance, record.formulation or "")


def make_runs(records: Sequence[Record], beside: Sequence[Record] = ()) -> tuple[Run, ...]:
    """Return the runs of records, in order of problem, solver and seed.

    Parameters
    ----------
    records : sequence of Record
        The records.
    beside : sequence of Record
        Further records, from which is taken what is known of the problems.
    """
    solvers, references = solver_names(records), _references([*records, *beside])
    made = (
        Run(record, solvers[record.key], references[problem_of(record)])
        for record in {record.key: record for record in records}.values()
    )
    return tuple(sorted(made, key=_order))


def strictness(formulation: str) -> tuple[int, str]:
    """Return the place of a formulation, from the one that allows the fewest plans to the most."""
    names = ("client-based", "team", "hybrid", "task-based")
    places = [place for place, name in enumerate(names) if formulation.startswith(name)]
    return (places[0] if places else len(names), formulation)


def _order(run: Run) -> tuple[object, ...]:
    problem = run.problem
    place = strictness(problem.formulation)
    return (problem.suite, problem.group, problem.instance, place, run.solver, run.record.seed)


def solver_names(records: Sequence[Record]) -> dict[str, str]:
    """Return the name of the solver of each record, by the record's key.

    It is the name of the engine, followed by those settings and versions in which the records of
    that engine differ, so that unlike runs never enter one mean.
    """
    settings: dict[str, list[dict[str, str]]] = defaultdict(list)
    for record in records:
        settings[record.engine].append(_settings(record))
    return {
        record.key: ", ".join(
            [
                record.engine,
                *(
                    text
                    for name, text in _settings(record).items()
                    if len({other.get(name, text) for other in settings[record.engine]}) > 1
                ),
            ]
        )
        for record in records
    }


def _settings(record: Record) -> dict[str, str]:
    options = record.options
    # The commit does not make another run of it: a folder may be finished after the next commit.
    versions = {name: text for name, text in record.versions.items() if name != "commit"}
    return {
        "time": f"{options.time_limit:g} s",
        "threads": f"{options.threads} threads",
        "gap": f"gap {options.gap:g}",
        "memory": f"{options.memory_mb} MB",
        **{name: f"{name} {text}" for name, text in versions.items()},
    }


def _references(records: Iterable[Record]) -> Mapping[Problem, Reference]:
    by_problem: dict[Problem, list[Record]] = defaultdict(list)
    for record in records:
        by_problem[problem_of(record)].append(record)
    return {problem: _reference(each) for problem, each in by_problem.items()}


def _reference(records: Sequence[Record]) -> Reference:
    good = [record for record in records if record.kind == "ok"]
    before = [record.best_known for record in records if record.best_known is not None]
    found = [record.objective for record in good if record.objective is not None]
    bounds = [(each.best_bound_known, 3) for each in records]
    bounds += [(each.bound, 2 if each.bound_kind == "certified" else 1) for each in good]
    bounds += [(each.bound_certified, 2) for each in good]
    known = [(bound, rank) for bound, rank in bounds if bound is not None]
    bound, rank = max(known, default=(None, 0))
    return Reference(
        best=min([*before, *found], default=None),
        best_known=min(before, default=None),
        bound=bound,
        bound_kind=("none", "reported", "certified", "known")[rank],
    )
