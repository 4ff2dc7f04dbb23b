"""The figures of the page on robust plans: ``python docs/make_robust.py examples/unit docs``.

They stand in ``results/robust.md`` between two marks. Plans are made under policies that withstand
more or less; each is then worked off day by day in months that are drawn alike for all of them.
"""

from __future__ import annotations

import argparse
import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import polars as pl

from samehands.audit import restate
from samehands.changes import SetValue, apply
from samehands.model.instance import Instance
from samehands.model.io.files import write_files
from samehands.model.io.read import read
from samehands.model.plan import Plan
from samehands.model.policy import Policy
from samehands.planning import Result, solve
from samehands.planning.result import require_plan

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
ABSENCE, DEVIATION, CLIENTS, THRESHOLD = 0.08, 0.2, 10, 4
MONTHS, SECONDS = 1000, 25.0
PLANS: Mapping[str, Mapping[str, float]] = {
    "off": {},
    "absence 8 %": {"absence": ABSENCE},
    "10 clients 20 % longer": {
        "deviation": DEVIATION,
        "clients": CLIENTS,
        "threshold": THRESHOLD,
    },
    "all clients 20 % longer": {"deviation": DEVIATION},
}
MONTHS_DRAWN: Mapping[str, tuple[float, float, int | None]] = {
    "10 clients up to 20 % longer": (0.0, DEVIATION, CLIENTS),
    "all clients up to 20 % shorter or longer": (0.0, DEVIATION, None),
    "8 % of days away": (ABSENCE, 0.0, 0),
}
"""Share of days away, share by which minutes are wrong, of how many clients of a worker."""


@dataclass(frozen=True)
class Piece:
    """Work of one worker: a task, or switching minutes, which are no deadline (``task`` None)."""

    client: str
    task: str | None
    release: int
    due: int
    minutes: int


@dataclass(frozen=True)
class Roster:
    """What each worker has to do, and when; tasks left undone miss their deadlines anyway."""

    clients: Sequence[str]
    pieces: Mapping[str, Sequence[Piece]]
    regular: Mapping[str, Sequence[int]]
    overtime: int
    undone: int


def read_roster(instance: Instance, plan: Plan) -> Roster:
    """Return what a plan asks of each worker."""
    policy, ids = plan.policy, instance.workers["id"].to_list()
    tasks = restate.tasks(instance, policy).select("task", "client", "release", "due")
    spans = restate.windows(instance, policy)
    done = plan.work.group_by("worker", "client", "task", "activity").agg(pl.col("minutes").sum())
    rows = (
        done.join(tasks.drop("client"), on="task", how="left")
        .join(spans, on="client", how="left")
        .with_columns(pl.coalesce("release", "first"), pl.coalesce("due", "last"))
        .sort("due", "release", "client", "task", "activity")
    )
    pieces: dict[str, list[Piece]] = {id: [] for id in ids}
    columns = ("worker", "client", "task", "release", "due", "minutes")
    for worker, *piece in rows.select(columns).iter_rows():
        pieces[worker].append(Piece(*piece))
    return Roster(
        instance.clients["id"].sort().to_list(),
        pieces,
        dict(zip(ids, instance.capacity.tolist(), strict=True)),
        policy.overtime.limit,
        plan.assignments["worker"].null_count(),
    )


def work_off(pieces: Sequence[Piece], room: Sequence[int]) -> int:
    """Work day by day, what is due first first; return how many deadlines are missed."""
    left = [piece.minutes for piece in pieces]
    coming = sorted(range(len(pieces)), key=lambda at: pieces[at].release, reverse=True)
    ready: list[tuple[int, int]] = []
    on_time = 0
    for day, minutes in enumerate(room):
        while coming and pieces[coming[-1]].release <= day:
            at = coming.pop()
            heapq.heappush(ready, (pieces[at].due, at))
        while ready and minutes:
            due, at = ready[0]
            spent = min(left[at], minutes)
            minutes -= spent
            left[at] -= spent
            if not left[at]:
                heapq.heappop(ready)
                on_time += due >= day and pieces[at].task is not None
    return sum(piece.task is not None for piece in pieces) - on_time


def draw_month(
    roster: Roster, absence: float, deviation: float, most: int | None, rng: Random
) -> int:
    """Return how many deadlines of work that is planned are missed in one month drawn.

    ``most`` clients of each worker take up to ``deviation`` longer; None: all take up to so much
    longer or shorter. What is drawn does not hang on who has whom.
    """
    seed, missed = rng.random(), 0
    luck = {client: (rng.random(), rng.random()) for client in roster.clients}
    for worker, pieces in roster.pieces.items():
        longer = _draw_longer(pieces, deviation, most, luck)
        real = [
            piece if piece.task is None else _take(piece, longer.get(piece.client, 0.0))
            for piece in pieces
        ]
        away = Random(f"{seed} {worker}")
        room = [
            0 if away.random() < absence or not minutes else minutes + roster.overtime
            for minutes in roster.regular[worker]
        ]
        missed += work_off(real, room)
    return missed


def _take(piece: Piece, longer: float) -> Piece:
    return replace(piece, minutes=max(round(piece.minutes * (1 + longer)), 0))


def _draw_longer(
    pieces: Sequence[Piece],
    deviation: float,
    most: int | None,
    luck: Mapping[str, tuple[float, float]],
) -> dict[str, float]:
    """Return by which share each client takes longer; a client's luck is that of the month."""
    clients = sorted({piece.client for piece in pieces if piece.task is not None})
    if most is None:
        return {client: deviation * (2 * luck[client][0] - 1) for client in clients}
    chosen = sorted(clients, key=lambda client: luck[client][0])[:most]
    return {client: deviation * luck[client][1] for client in chosen}


@dataclass(frozen=True)
class Months:
    """How months went: share of months in which a planned deadline is missed, and mean missed."""

    with_a_miss: float
    missed: float


def draw_months(
    roster: Roster, drawn: tuple[float, float, int | None], months: int, seed: int = 1
) -> Months:
    """Return how so many months went; the same seed draws the same months for every plan."""
    found = [draw_month(roster, *drawn, Random(f"{seed} {month}")) for month in range(months)]
    return Months(sum(missed > 0 for missed in found) / months, sum(found) / months)


def plan_all(instance: Instance, policy: Policy, seconds: float) -> dict[str, Result]:
    """Return a result under each policy; nothing may be late, so that every deadline is kept."""
    strict = [SetValue(set="deadlines.late", to="forbidden")]
    found: dict[str, Result] = {}
    for name, fields in PLANS.items():
        changes = [*strict, *(SetValue(set=f"robust.{f}", to=to) for f, to in fields.items())]
        asked = apply(changes, instance, policy)[1]
        found[name] = solve(instance, asked, time_limit=seconds)
    return found


def figures(instance: Instance, policy: Policy, months: int, seconds: float) -> Iterator[str]:
    """Yield the tables in Markdown."""
    results = plan_all(instance, policy, seconds)
    rosters = {
        name: read_roster(instance, require_plan(result)) for name, result in results.items()
    }
    yield "| the plan withstands | cost | certified bound | tasks left undone |"
    yield "| --- | --- | --- | --- |"
    for name, result in results.items():
        assert result.objective is not None
        bound = "none" if result.certified_bound is None else f"{result.certified_bound:,.0f}"
        yield f"| {name} | {result.objective:,.0f} | {bound} | {rosters[name].undone} |"
    drawn = {
        name: [draw_months(roster, each, months) for each in MONTHS_DRAWN.values()]
        for name, roster in rosters.items()
    }
    yield "\nMonths in which a deadline is missed that the plan keeps:\n"
    yield from _table(
        {name: [f"{100 * e.with_a_miss:.1f} %" for e in some] for name, some in drawn.items()}
    )
    yield "\nDeadlines missed in a month, tasks that the plan leaves undone included:\n"
    yield from _table(
        {
            name: [f"{each.missed + rosters[name].undone:,.1f}" for each in some]
            for name, some in drawn.items()
        }
    )


def _table(rows: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield "| the plan withstands | " + " | ".join(MONTHS_DRAWN) + " |"
    yield "| --- |" + " --- |" * len(MONTHS_DRAWN)
    for name, cells in rows.items():
        yield f"| {name} | " + " | ".join(cells) + " |"


def main() -> None:
    """Write the figures into the page."""
    parser = argparse.ArgumentParser(prog="python docs/make_robust.py")
    parser.add_argument("instance", type=Path)
    parser.add_argument("docs", type=Path)
    parser.add_argument("--months", type=int, default=MONTHS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    asked = parser.parse_args()
    instance, policy = read(asked.instance)
    page = asked.docs / "results" / "robust.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    lines = "\n".join(figures(instance, policy, asked.months, asked.seconds))
    write_files({page: f"{before}{BEGIN}\n\n{lines}\n\n{END}{after}"})


if __name__ == "__main__":
    main()
