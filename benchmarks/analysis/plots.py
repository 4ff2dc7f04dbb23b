"""The charts of a suite: performance profiles, runs solved over time, gap over time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from ...report.charts import Axis, Line, StepChart
from ...report.tables import Column, Table
from .runs import Run, grouped
from .statistics import Point, excess, median, primal_gap, profile, ratios, share_within
from .versus import TIME

_Steps = Mapping[str, Sequence[tuple[float, float]]]

_SHARES = Axis("share of problems", (0, 0.2, 0.4, 0.6, 0.8, 1), "share")
_SHARES_OF_RUNS = Axis("share of runs", (0, 0.2, 0.4, 0.6, 0.8, 1), "share")
_GAPS = (0.0001, 0.001, 0.01, 0.1, 1.0)
_LEAST_TIME = 0.01
_FINEST = 800
"""Steps closer to each other than this fraction of an axis are drawn as one."""


def charts(suite: str, runs: Sequence[Run]) -> list[StepChart]:
    """Return the charts of a suite, those that would be empty left out.

    Parameters
    ----------
    suite : str
        Its name.
    runs : sequence of Run
        Its runs.
    """
    supported = [run for run in runs if run.supported]
    shared, total = _shared(supported)
    made: list[StepChart] = []
    if shared:
        made += [
            *_time_profile(suite, shared, total),
            *_cost_profile(suite, shared, total),
        ]
    return [*made, *_solved_over_time(suite, supported), *_gap_over_time(suite, supported)]


def _shared(runs: Sequence[Run]) -> tuple[dict[str, list[list[Run]]], int]:
    """Return each solver's runs of the problems that all solvers tried, and the number of all."""
    problems = grouped(runs, lambda run: run.problem)
    solvers = sorted({run.solver for run in runs})
    by_solver = {
        problem: grouped(these, lambda run: run.solver) for problem, these in problems.items()
    }
    common = [found for found in by_solver.values() if len(found) == len(solvers)]
    shared = {solver: [found[solver] for found in common] for solver in solvers}
    return (shared if common else {}), len(problems)


def _time_profile(
    suite: str, shared: Mapping[str, Sequence[Sequence[Run]]], total: int
) -> Iterator[StepChart]:
    times = {
        solver: [median([_time_of_proof(run) for run in runs]) for runs in problems]
        for solver, problems in shared.items()
    }
    found = ratios(times, lambda value, least: value / least)
    known = [each for row in found.values() for each in row if each is not None]
    if not known:
        return
    ticks = _ticks(1.0, max(2.0, *known), (1, 2, 5) if max(known) <= 200 else (1,))
    yield _chart(
        f"{suite}-profile-time",
        "Performance profile of time",
        "Share of problems on which a solver ended with a proof and took at most so many times the "
        "time of the fastest solver on that problem (Dolan and Moré 2002). Higher is better; the "
        "left end tells how often a solver was the fastest, the right end how often it ended with "
        f"a proof at all. {_basis(shared, total)}",
        Axis("time / time of the fastest solver", ticks, "ratio", logarithmic=True),
        _SHARES,
        {solver: profile(row) for solver, row in found.items()},
    )


def _cost_profile(
    suite: str, shared: Mapping[str, Sequence[Sequence[Run]]], total: int
) -> Iterator[StepChart]:
    costs = {
        solver: [median([run.objective for run in runs]) for runs in problems]
        for solver, problems in shared.items()
    }
    found = ratios(costs, lambda value, least: 1 + excess(value, least))
    if not any(each is not None for row in found.values() for each in row):
        return
    above = {
        solver: [
            (max(ratio - 1, _GAPS[0]), share)
            for ratio, share in profile(row)
            if ratio - 1 <= _GAPS[-1]
        ]
        for solver, row in found.items()
    }
    yield _chart(
        f"{suite}-profile-cost",
        "Performance profile of cost",
        "Share of problems on which the cost of a solver's plan was at most so far above that of "
        "the cheapest plan of all solvers here. Higher is better; the left end stands for 0.01 % "
        f"or less, plans beyond twice the cheapest cost do not count. {_basis(shared, total)}",
        Axis("cost above the cheapest plan", _GAPS, "percent", logarithmic=True),
        _SHARES,
        {solver: _last_at_each(points) for solver, points in above.items()},
    )


def _solved_over_time(suite: str, runs: Sequence[Run]) -> Iterator[StepChart]:
    if not any(run.solved for run in runs):
        return
    steps: dict[str, list[tuple[float, float]]] = {}
    for solver, these in sorted(grouped(runs, lambda run: run.solver).items()):
        times = sorted(run.timed.capped() for run in these if run.solved)
        rises = [
            (max(time, _LEAST_TIME), place / len(these)) for place, time in enumerate(times, 1)
        ]
        steps[solver] = _last_at_each([(_LEAST_TIME, 0.0), *rises])
    changes = [time for points in steps.values() for time, _ in points[1:]]
    yield _chart(
        f"{suite}-solved",
        "Runs solved over time",
        "Share of all runs of a solver that had ended with a proof after so many seconds. Higher "
        "and further left is better; runs without a proof are never reached.",
        _seconds(runs, min(changes, default=_LEAST_TIME)),
        _SHARES_OF_RUNS,
        steps,
    )


def _gap_over_time(suite: str, runs: Sequence[Run]) -> Iterator[StepChart]:
    judged = [run for run in runs if run.mean_gap is not None]
    if not judged:
        return
    means = {
        solver: _mean_gap(these)
        for solver, these in sorted(grouped(judged, lambda run: run.solver).items())
    }
    changes = [time for points in means.values() for time, _ in points[1:]]
    axis = _seconds(runs, min(changes, default=_LEAST_TIME))
    steps = {solver: _thinned(points, axis) for solver, points in means.items()}
    rest = " The other runs proved that there is no plan, or no best cost is known."
    yield _chart(
        f"{suite}-gap",
        "Gap to the best known cost over time",
        "Mean primal gap of a solver's runs after so many seconds: the distance of the best plan "
        "so far to the best known cost, 100 % without a plan (Berthold 2013). Lower is better; the "
        "bottom stands for 0.01 % or less. A run that has ended keeps its gap, a run that failed "
        f"stays at 100 %. It rests on {len(judged)} of {len(runs)} runs."
        f"{rest if len(judged) < len(runs) else ''}",
        axis,
        Axis("mean gap", _GAPS, "percent", logarithmic=True),
        steps,
    )


def _time_of_proof(run: Run) -> float | None:
    return max(run.timed.capped(), TIME.floor) if run.solved else None


def _mean_gap(runs: Sequence[Run]) -> list[tuple[float, float]]:
    """Return the mean primal gap of runs as a step function of the seconds."""
    changes: list[tuple[float, float]] = []
    for run in runs:
        height = 1.0
        for point in run.path:
            lower = _gap_at(point, run)
            if lower is not None and lower != height:
                changes.append((min(point.seconds, run.timed.limit), lower - height))
                height = lower
    mean, points = float(len(runs)), [(_LEAST_TIME, 1.0)]
    for seconds, change in sorted(changes):
        mean += change
        # What is left of 1 after all changes is rounded, because it would be drawn large.
        points.append((max(seconds, _LEAST_TIME), max(0.0, round(mean / len(runs), 12))))
    return points


def _gap_at(point: Point, run: Run) -> float | None:
    if point.objective is None or run.reference.best is None:
        return None
    return primal_gap(point.objective, run.reference.best)


def _basis(shared: Mapping[str, Sequence[object]], total: int) -> str:
    common = len(next(iter(shared.values())))
    return f"It rests on the {common} of {total} problems that every solver took."


def _chart(slug: str, title: str, reading: str, x: Axis, y: Axis, steps: _Steps) -> StepChart:
    table = Table(
        slug=slug,
        caption=f"{title}: {y.label} at some places of the chart",
        columns=[Column("engine"), *(Column(x.labelled(tick), y.kind) for tick in x.ticks)],
        rows=[
            [solver, *(share_within(points, tick * (1 + 1e-9)) for tick in x.ticks)]
            for solver, points in steps.items()
        ],
        note=f"Column heads: {x.label}.",
    )
    lines = [Line(solver, points) for solver, points in steps.items()]
    return StepChart(slug, title, reading, table, x, y, lines)


def _seconds(runs: Sequence[Run], earliest: float) -> Axis:
    """Return an axis from before the first event to the longest time limit."""
    longest = max(run.timed.limit for run in runs)
    first = 10.0 ** math.floor(math.log10(min(earliest, longest / 2)))
    steps = (1, 2, 5) if longest / first <= 500 else (1,)
    ticks = [tick for tick in _ticks(first, longest, steps) if tick < longest / 1.3]
    return Axis("seconds", (*ticks, longest), "seconds", logarithmic=True)


def _ticks(low: float, high: float, steps: Sequence[int]) -> list[float]:
    """Return round numbers from one that is not above ``low`` to one that is not below ``high``."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    numbers = [step * 10.0**power for power in range(first, last + 1) for step in steps]
    end = next(place for place, number in enumerate(numbers) if number >= high)
    begin = max(place for place, number in enumerate(numbers) if number <= low)
    return numbers[begin : end + 1]


def _last_at_each(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return list(dict(points).items())


def _thinned(points: Sequence[tuple[float, float]], axis: Axis) -> list[tuple[float, float]]:
    """Return points of which no two lie closer than can be drawn, the last of those that do."""
    kept: dict[int, tuple[float, float]] = {}
    for x, y in points:
        kept[round(axis.place(x) * _FINEST)] = (x, y)
    return list(kept.values())
