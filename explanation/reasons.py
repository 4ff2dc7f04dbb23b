"""Reasons read off the prices of the shortage: whose minutes are scarce, when, and for whom.

The prices prove that so many minutes have to stay undone. A worker's minute in a period is worth
the sum of the prices of all windows around it: by so much at most the least shortage falls with one
minute more there (the dual of the relaxation; Dantzig and Wolfe 1960).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import polars as pl

from ..model.certificate import Certificate
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import MILLI
from .answer import LeftMinutes, ScarceMinutes
from .wording import join_names, say_number, say_periods

_MOST = 8
"""Most reasons of one sort that are told."""

_WORTH = 0.05
"""Share of the dearest minute below which a minute counts as not scarce."""


def find_worth(instance: Instance, certificate: Certificate) -> npt.NDArray[np.float64]:
    """Return by how much one minute more lessens the least shortage at most: (workers, periods)."""
    periods = instance.calendar.periods
    rows = {id: row for row, id in enumerate(instance.workers["id"].to_list())}
    worth = np.zeros((len(rows), periods))
    for price in certificate.rows:
        if price.worker not in rows or price.rule not in ("deadlines", "utilisation"):
            continue
        first, last = price.window or (0, periods - 1)
        worth[rows[price.worker], first : last + 1] += price.price / (certificate.scale * MILLI)
    return worth


def find_scarce(instance: Instance, certificate: Certificate) -> tuple[ScarceMinutes, ...]:
    """Return whose minutes are scarce and when, workers of an office and its languages together.

    Those come first whose minutes weigh most in the proof.
    """
    worth = find_worth(instance, certificate)
    dearest = float(worth.max(initial=0.0))
    if not dearest:
        return ()
    minutes = np.array(instance.without_leaves().workers["minutes"].to_list()).reshape(worth.shape)
    groups: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    staff = instance.workers.select("office", pl.col("languages").list.sort())
    for row, (office, languages) in enumerate(staff.iter_rows()):
        if worth[row].max() > _WORTH * dearest:
            groups.setdefault((office, tuple(languages)), []).append(row)
    weights = {key: float((worth[some] * minutes[some]).sum()) for key, some in groups.items()}
    order = sorted(groups, key=lambda key: (-weights[key], key))[:_MOST]
    return tuple(_say_scarce(instance, worth, key, groups[key]) for key in order)


def _say_scarce(
    instance: Instance,
    worth: npt.NDArray[np.float64],
    key: tuple[str, tuple[str, ...]],
    rows: list[int],
) -> ScarceMinutes:
    office, languages = key
    by_day = worth[rows].max(axis=0)
    days = np.flatnonzero(by_day > _WORTH * by_day.max())
    first, last, most = int(days[0]), int(days[-1]), float(by_day.max())
    ids: list[str] = instance.workers["id"].gather(rows).to_list()
    speaking = join_names(languages or ("no language",), "and")
    known = instance.workers["programs"].gather(rows).to_list()
    programs = sorted(set[str].intersection(*(set[str](each) for each in known)))
    working = f" and working in {join_names(programs, 'and')}" if programs else ""
    who = f"{say_number(len(rows), 'worker')} of {office} speaking {speaking}{working}"
    when = say_periods(first, last, instance.calendar)
    return ScarceMinutes(
        office=office,
        languages=languages,
        programs=tuple(programs),
        workers=tuple(ids),
        first=first,
        last=last,
        worth=most,
        words=f"{who}: minutes are scarce {when}; one more of theirs saves up to {most:.2f} "
        "of those that have to stay undone",
    )


def find_left(instance: Instance, plan: Plan) -> tuple[LeftMinutes, ...]:
    """Return whose minutes a plan leaves undone, by office, language and program."""
    undone = plan.assignments.filter(pl.col("worker").is_null())["task"]
    tasks = instance.tasks.filter(pl.col("id").is_in(undone.implode()))
    of = instance.clients.select("id", "office", "language")
    sums = (
        tasks.join(of, left_on="client", right_on="id", how="left")
        .group_by("office", "language", "program")
        .agg(pl.col("minutes").sum(), pl.col("due").min(), pl.len())
        .sort("minutes", "office", "language", "program", descending=[True, False, False, False])
    )
    return tuple(_say_left(sums.head(_MOST)))


def _say_left(sums: pl.DataFrame) -> Iterator[LeftMinutes]:
    columns = ("office", "language", "program", "minutes", "len")
    for office, language, program, minutes, tasks in sums.select(columns).iter_rows():
        yield LeftMinutes(
            office=office,
            language=language,
            program=program,
            tasks=tasks,
            minutes=minutes,
            words=f"{minutes:,} minutes of {say_number(tasks, f'{program} task')} of "
            f"{language}-speaking clients of {office}",
        )
