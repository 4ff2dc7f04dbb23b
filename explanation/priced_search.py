"""Ways out of a large agency: as large as the prices of the shortage say, each one verified.

A search for the smallest size asks dozens of questions, of which a large agency allows a few. So
sizes come from the worth of a minute (see ``reasons``): what lessens the shortage by less than all
of it cannot do, and a little more than that mostly does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import polars as pl

from ..audit import recompute_cost
from ..changes import FTE_MINUTES_A_PERIOD, apply
from ..model.certificate import Certificate
from ..model.errors import InputError
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import MILLI, Policy
from .answer import Facts, WayOut
from .late_work import allow_late, build_late, build_undone
from .oracle import PATTERNS, Oracle
from .reasons import find_worth
from .relaxations import Relaxation, Sized, list_policy_relaxations
from .staff_relaxations import list_staff_relaxations

_ORDER = (
    *("overtime", "staff", "ceiling", "cap", "language", "workers a client", "skills", "pool"),
    *("continuity", "moves", "caseload_share", "certify", "train", "pairs"),
)
"""Kinds in the order in which they are tried: those whose size the prices tell come first."""

_ROOM = (2.0, 4.0)
"""How many times what the prices ask for is tried, one after the other: with room to spare local
search finds the plan in seconds, which the program over patterns does not."""


_SHARE = 0.5
"""Share of the time left that each kind may take."""


class PricedSearch:
    """Looks for ways out whose sizes follow from the prices of the shortage.

    Parameters
    ----------
    oracle : Oracle
        Says whether there is a plan.
    instance : Instance
        The instance.
    policy : Policy
        A policy that no plan keeps.
    certificate : Certificate or None
        Prices that prove it.
    plan : Plan or None
        An audited plan that leaves little undone.
    """

    def __init__(
        self,
        oracle: Oracle,
        instance: Instance,
        policy: Policy,
        certificate: Certificate | None,
        plan: Plan | None,
    ) -> None:
        # What the prices prove to be too little is not tried, so they need not be asked again.
        self._oracle = oracle.without_prices()
        self._instance = instance
        self._policy = policy
        self._plan = plan
        # Where nothing is known of minutes, one is taken to be as good as another.
        self._worth = np.ones((instance.workers.height, instance.calendar.periods))
        if certificate is not None:
            self._worth = find_worth(instance, certificate)

    def find_ways_out(self, facts: Facts) -> Iterator[WayOut]:
        """Yield the ways out as they are found, what may stay undone first."""
        yield from self._say_undone()
        relaxations = [
            *list_policy_relaxations(self._instance, self._policy, facts),
            *list_staff_relaxations(self._instance, self._policy, facts),
        ]
        relaxations.sort(key=lambda each: _ORDER.index(each.kind))
        for left, relaxation in zip(range(len(relaxations), 0, -1), relaxations, strict=True):
            if self._oracle.is_over:
                return
            # Later kinds rather have no turn than that none has the time it takes.
            part = self._oracle.within(max(1 / (left + 1), _SHARE))
            way = self._find(part, relaxation)
            if way is not None:
                yield way
            if relaxation.kind == "staff":
                yield from self._find_late()

    def _find(self, oracle: Oracle, relaxation: Relaxation) -> WayOut | None:
        """Return the relaxation as a way out, at the first size tried that is enough."""
        tried = -1
        for room in _ROOM:
            sized = Sized(relaxation, self._guess(relaxation, room))
            changed = None if sized.at == tried else self._apply(sized)
            if changed is None or oracle.is_over:
                return None
            tried = sized.at
            if oracle.decide(*changed, share=0.7).there_is:
                return _build_way(sized)
        return None

    def _guess(self, relaxation: Relaxation, room: float) -> int:
        """Return the place of the size that makes good the shortage, and some room, at its worth.

        Where prices tell nothing of a size it is the smallest, or the only one.
        """
        gain = self._gain_of_step(relaxation.kind)
        if not gain:
            return 0
        return min(int(np.ceil(self._left() * room / gain)), len(relaxation.sizes) - 1)

    def _gain_of_step(self, kind: str) -> float:
        """Return by how much one size more lessens the shortage at most."""
        worth = self._worth
        if kind == "overtime":
            return float(worth.sum())
        if kind == "ceiling":
            minutes = np.array(self._instance.workers["minutes"].to_list())
            return 0.01 * float((worth * minutes.reshape(worth.shape)).sum())
        if kind == "staff":
            return 0.1 * FTE_MINUTES_A_PERIOD * float(worth.max(axis=0, initial=0.0).sum())
        return 0.0

    def _left(self) -> float:
        """Return the minutes that the plan leaves; without a plan those of all tasks."""
        if self._plan is None:
            return float(self._instance.task_minutes)
        return float(_sum_undone(self._instance, self._plan))

    def _apply(self, sized: Sized) -> tuple[Instance, Policy] | None:
        try:
            return apply(list(sized.changes), self._instance, self._policy)
        except InputError:
            return None

    def _say_undone(self) -> Iterator[WayOut]:
        if self._plan is None:
            return
        asked = (self._instance, self._policy, self._plan)
        yield build_undone(*asked, is_smallest=False, engine=PATTERNS)

    def _find_late(self) -> Iterator[WayOut]:
        """Yield that everything can be done if work may be late, with how late a plan is."""
        if not self._policy.deadlines.enabled or self._oracle.is_over:
            return
        # What work was late by on arrival is nobody's choice, so only what becomes late counts.
        clipped = self._instance.tasks.with_columns(pl.col("due").clip(0))
        instance = replace(self._instance, tasks=clipped)
        changed = apply(allow_late(self._policy), instance, self._policy)
        said = self._oracle.within(0.5).decide(*changed, share=0.9)
        if said.plan is None:
            return
        deadlines = said.plan.policy.deadlines.model_copy(update={"late_price": 1.0})
        counted = said.plan.policy.model_copy(update={"deadlines": deadlines})
        late = recompute_cost(instance, replace(said.plan, policy=counted)).late / MILLI
        yield build_late(self._policy, late, is_smallest=False, engine=said.engine)


def _sum_undone(instance: Instance, plan: Plan) -> int:
    """Return the minutes of the tasks that a plan leaves undone."""
    undone = plan.assignments.filter(plan.assignments["worker"].is_null())["task"]
    return int(instance.tasks.filter(pl.col("id").is_in(undone.implode()))["minutes"].sum())


def _build_way(sized: Sized) -> WayOut:
    relaxation = sized.relaxation
    return WayOut(
        kind=relaxation.kind,
        changes=sized.changes,
        words=sized.words,
        sizes=(relaxation.sizes[sized.at],) if relaxation.unit else (),
        unit=relaxation.unit,
        is_smallest=False,
        engine=PATTERNS,
    )
