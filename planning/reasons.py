"""What speaks against today's owner: what would follow if a client alone stayed there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from ..formulations import Lowered
from ..model.policy import MILLI, milli
from ..model.sections import Breakpoint
from ..problem import Ints
from .handover import Handover, Handovers, Way

Why = Literal[
    "left",
    "rule",
    "tasks",
    "room",
    "overtime",
    "late",
    "utilisation",
    "standing",
    "language",
    "programs",
    "pairs",
    "price",
    "continuity",
    "open",
]
"""Today's owner left; may not own the client; may not do all of the work; has no room. Or staying
would cost more, mostly by overtime, lateness, minutes above a breakpoint, standing minutes above a
fair share, the language, a program, a pair, or by all of it together. Or it would cost the same and
mean more contacts through an interpreter, workers met or hand-offs; or nothing speaks for it."""

_PARTS: Mapping[str, Why] = {"utilisation": "utilisation", "caseload": "standing"}


@dataclass(frozen=True)
class Against:
    """What speaks against today's owner; fields as in ``OwnerChange``."""

    why: Why | None
    rule: str | None = None
    minutes: float | None = None
    above: float | None = None
    saves: float | None = None


Found = tuple[Against, Way | None]
"""What speaks against today's owner, and the cheapest way back there, if there is one."""


class Reasons:
    """What speaks against today's owners in a plan.

    Parameters
    ----------
    lowered : Lowered
        The question.
    handovers : Handovers
        The plan.
    """

    def __init__(self, lowered: Lowered, handovers: Handovers) -> None:
        self._lowered, self._plan = lowered, handovers
        self._price = handovers.problem.slack_price
        self._slacks = _slacks_by_part(lowered, handovers)
        self._breakpoints = {
            why: _Breakpoints.of(getattr(lowered.policy, section).breakpoints)
            for section, why in _PARTS.items()
        }
        section = lowered.policy.moves
        price = milli(section.change_price)
        self._change_price = -(-price // section.months_served) if section.enabled else 0

    def find(self, clients: Sequence[int]) -> list[Found]:
        """Return what speaks against today's owner of each client, all else staying as it is.

        Parameters
        ----------
        clients : sequence of int
            Rows of clients whose owner changes, and whom no rule keeps from today's.
        """
        ways = [list(self._ways_back(client)) for client in clients]
        changes = iter(self._plan.slack_changes([way for some in ways for way in some]))
        return [self._choose([(way, next(changes)) for way in some]) for some in ways]

    def _ways_back(self, client: int) -> Iterator[Way]:
        """Yield how today's owner could have a client back: with the tasks of the one, without."""
        today = int(self._lowered.view.today[client])
        for with_tasks in (True, False):
            handover = self._plan.handover(client, with_tasks=with_tasks)
            place = np.flatnonzero(handover.takers == today)
            if len(place) and self._plan.is_within_limits(handover, int(place[0])):
                yield handover, int(place[0])
            if len(handover.items) == 1:
                return

    def _choose(self, ways: Sequence[tuple[Way, Ints | None]]) -> Found:
        """Return what speaks against the cheapest of some ways back."""
        if not ways:
            return Against("tasks"), None
        found = [
            (int(self._plan.pair_costs(way[0])[way[1]]) + int(changes @ self._price), way, changes)
            for way, changes in ways
            if changes is not None
        ]
        if not found:
            row = self._plan.find_short_row(*ways[0][0])
            return Against("room", self._lowered.row_names[row].rule), None
        saves, way, changes = min(found, key=lambda each: each[0])
        if saves <= 0:
            is_worse = saves == 0 and self._plan.is_worse(*way)
            return Against("continuity" if is_worse else "open", saves=saves / MILLI), way
        return self._main_part(way, changes, saves), way

    def _main_part(self, way: Way, changes: Ints, saves: int) -> Against:
        """Return the part of the cost that staying would raise most."""
        parts: list[tuple[int, Against]] = []
        for why, slacks in self._slacks.items():
            more = changes[slacks]
            amount, above = int(more.sum()), None
            if why in self._breakpoints:
                amount, above = self._breakpoints[why].above(more, why)
            against = Against(why, minutes=amount, above=above)
            parts.append((int(more @ self._price[slacks]), against))
        handover, place = way
        dearer = int(self._plan.pair_costs(handover)[place]) + self._change_price
        parts.append((dearer, Against(self._owner_part(handover, place))))
        cost, against = max(parts, key=lambda each: each[0])
        # Where no part by itself is dearer than a change, it is all of them together.
        return replace(against if cost > 0 else Against("price"), saves=saves / MILLI)

    def _owner_part(self, handover: Handover, place: int) -> Why:
        """Return what today's owner lacks that the new one has."""
        view, client = self._lowered.view, handover.client
        pair = np.array([handover.giver, handover.takers[place]])
        speaks = view.worker_languages[pair, view.client_language[client]]
        if speaks[0] and not speaks[1]:
            return "language"
        wanted = view.worker_programs[pair][:, view.client_programs[client]]
        return "programs" if wanted[0].all() and not wanted[1].all() else "pairs"


def _slacks_by_part(lowered: Lowered, handovers: Handovers) -> dict[Why, Ints]:
    """Return which slacks are overtime, lateness, utilisation and standing minutes.

    Those of utilisation and standing minutes stand in the order of their breakpoints.
    """
    problem = handovers.problem
    found: dict[Why, list[int]] = {"overtime": [], "late": [], "utilisation": [], "standing": []}
    if problem.windows is not None:
        found["overtime"] = problem.windows.overtime[problem.windows.overtime >= 0].tolist()
        found["late"] = problem.windows.late[problem.windows.late >= 0].tolist()
    for row in range(problem.timed_rows, problem.rows.rows):
        for slack, _ in problem.row_relief(row):
            found[_PARTS[lowered.row_names[row].rule]].append(slack)
    return {why: np.array(slacks, dtype=np.int64) for why, slacks in found.items()}


@dataclass(frozen=True, eq=False)
class _Breakpoints:
    """Where minutes become dearer, in shares, and what each costs more than the one before."""

    above_which: tuple[float, ...]
    rises: Ints

    @classmethod
    def of(cls, points: Sequence[Breakpoint]) -> _Breakpoints:
        """Return those of a policy."""
        prices = np.array([milli(point.price) for point in points], dtype=np.int64)
        return cls(tuple(point.above for point in points), np.diff(prices, prepend=0))

    def above(self, more: Ints, why: Why) -> tuple[int, float | None]:
        """Return how many more minutes there would be above a breakpoint, and above which.

        Taken together minutes can be few that cost much, where they pass from under one breakpoint
        to above another: of the breakpoints the one is told above which the rise costs most.
        """
        if not len(more):
            return 0, None
        # A slack of standing minutes ends where the next begins, one of a month's minutes does not.
        beyond = np.cumsum(more[::-1])[::-1] if why == "standing" else more
        most = int(np.argmax(beyond * self.rises))
        return int(beyond[most]), self.above_which[most]
