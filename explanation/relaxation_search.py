"""Step three: the smallest changes of each kind after which everything can be done on time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from ..changes import apply
from ..model.errors import InputError
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..planning import Result
from ..planning.many_solves import ManySolves
from .answer import Conflict, Facts, WayOut
from .facts import is_impossible
from .late_work import build_late, build_undone, drop_late
from .least_shortage import drop_prices, price_undone_only
from .oracle import Decision, Oracle, is_kept
from .relaxations import Relaxation, Sized, keep_one_per_field, list_policy_relaxations
from .staff_relaxations import list_staff_relaxations

_FURTHER = (1.0, 1.1, 1.25, 1.5, 2.0, 4.0)
"""How much larger several relaxations are made when what counting allows is not enough."""

_MODEST = 50
"""Steps beyond what counting rules out, twice, at which a relaxation is tried before it is at its
widest: of that a plan may be found that no smaller size has any use for."""

_ALL = 1e9
"""The same for as large as they can be made."""

_ROOM = ("cap", "caseload_share", "ceiling", "overtime")
"""Kinds of relaxations that leave all rules on who may serve whom as they are."""

_MOST_UNKNOWN = 3
"""Sizes of one relaxation that may stay undecided before no more are asked about."""

_SHARE = 0.25
"""Share of the time left that one question may take."""


@dataclass(frozen=True, eq=False)
class _Single:
    """The search for the way out that one relaxation is by itself, beside others.

    A relaxation holds functions, which do not go to other processes: so it is told by its place.
    """

    instance: Instance
    policy: Policy
    facts: Facts
    place: int
    name: str

    def run(self, many: ManySolves, start: Plan | None) -> WayOut | None:
        policy, staff = _list_relaxations(self.instance, self.policy, self.facts)
        search = RelaxationSearch(Oracle(many), self.instance, self.policy)
        return search.find_single([*policy, *staff][self.place])


def _list_relaxations(
    instance: Instance, policy: Policy, facts: Facts
) -> tuple[list[Relaxation], list[Relaxation]]:
    staff = list_staff_relaxations(instance, policy, facts)
    return list_policy_relaxations(instance, policy, facts), staff


class RelaxationSearch:
    """Looks for ways out of one question.

    Parameters
    ----------
    oracle : Oracle
        Says whether there is a plan.
    instance : Instance
        The instance.
    policy : Policy
        A policy that no plan keeps.
    best : Result or None
        A plan with undone and late work, if one was found.
    """

    def __init__(
        self, oracle: Oracle, instance: Instance, policy: Policy, best: Result | None = None
    ) -> None:
        self.oracle = oracle
        self._best = best
        self.instance = instance
        self.policy = policy
        self._engine = ""
        self._plan: Plan | None = None
        self._whole = oracle
        self.is_undecided = False
        self._known: list[Relaxation] = []

    def find_ways_out(self, facts: Facts, conflict: Conflict | None) -> Iterator[WayOut]:
        """Yield the ways out as they are found.

        A minimal conflict tells which rules cannot help alone.
        """
        sure = self._drop_late()
        policy, staff = _list_relaxations(self.instance, self.policy, facts)
        self._known = [*policy, *staff]
        useful = None if conflict is None or not conflict.is_minimal else set(conflict.rules)
        alone = [relaxation for relaxation in policy if useful is None or relaxation.rule in useful]
        people = [relaxation for relaxation in staff if relaxation.kind == "staff"]
        taught = [relaxation for relaxation in staff if relaxation.kind != "staff"]
        # What people can be taught does not make room: for that there is time, or larger caseloads.
        room = [relaxation for relaxation in policy if relaxation.kind in _ROOM]
        sorts = ((alone, policy), (people, people), (taught, [*room, *taught] if taught else []))
        for later, (single, together) in zip((3, 2, 1), sorts, strict=True):
            self.oracle = self._whole.within(1 / (later + 0.5))
            ways = self._find_alone(single, facts, later)
            found = [way for way in ways if way is not None]
            yield from found
            if not found and (way := self._find_several(together)) is not None:
                yield way
        self.oracle = self._whole
        yield from self._find_late()
        yield from self._find_undone(sure)

    def _find_alone(
        self, relaxations: Sequence[Relaxation], facts: Facts, later: int
    ) -> list[WayOut | None]:
        """Return the way out that each relaxation is by itself, searched side by side if wanted."""
        if not self._whole.is_side_by_side(len(relaxations)):
            return [self.find_single(relaxation) for relaxation in relaxations]
        works = [
            _Single(self.instance, self.policy, facts, self._known.index(each), each.kind)
            for each in relaxations
        ]
        return self._whole.all(works, more=later)

    def _decide(self, sized: Iterable[Sized], share: float = _SHARE) -> Decision:
        """Say whether there is a plan after some changes; changes that cannot be made do not."""
        if self.oracle.is_over:
            self.is_undecided = True
            return Decision(None)
        changed = self._apply(sized)
        if changed is None:
            return Decision(False)
        said = self.oracle.decide(*changed, share)
        if said.there_is:
            self._engine, self._plan = said.engine, said.plan
        self.is_undecided = self.is_undecided or said.there_is is None
        return said

    def _is_kept(self, sized: Iterable[Sized]) -> bool:
        """Whether the plan found last would do after other changes too: no solve is needed then."""
        changed = None if self._plan is None or self._whole.is_over else self._apply(sized)
        return (
            changed is not None
            and self._plan is not None
            and is_kept(changed[0], self._plan, changed[1])
        )

    def _shrink(self, found: Sized, others: Sequence[Sized], low: int) -> Sized:
        """Return the least size above a place that the plan found last needs beside the others."""
        high = found.at
        while high - low > 1:
            middle = (low + high) // 2
            if self._is_kept([*others, replace(found, at=middle)]):
                high = middle
            else:
                low = middle
        return replace(found, at=high)

    def _apply(self, sized: Iterable[Sized]) -> tuple[Instance, Policy] | None:
        changes = [change for each in sized for change in each.changes]
        try:
            return apply(changes, self.instance, self.policy)
        except InputError:
            return None

    def find_single(self, relaxation: Relaxation) -> WayOut | None:
        """Return the way out that a relaxation is by itself, at the least size that will do."""
        widest = Sized(relaxation, len(relaxation.sizes) - 1)
        if self.oracle.is_over or self._is_counted_out([widest]):
            return None
        low = self._find_ruled_out(widest, [])
        enough = widest.at_most(2 * low + _MODEST)
        if not self._decide([enough]).there_is:
            if enough == widest or not self._decide([widest]).there_is:
                return None
            enough = widest
        sized, sure = self._narrow(enough, [], low)
        return self._build_way([sized], sure)

    def _find_several(self, relaxations: Sequence[Relaxation]) -> WayOut | None:
        """Return a way in which relaxations help together, as few and as small as can be shown."""
        widest = [
            Sized(relaxation, len(relaxation.sizes) - 1)
            for relaxation in keep_one_per_field(relaxations)
        ]
        if self.oracle.is_over or self._is_counted_out(widest):
            return None
        counted = self._find_by_counting(widest)
        if not counted:
            return self._find_by_solving(widest)
        needed = [each.times(_ALL) for each in counted]
        said = self._decide(needed, 4 / 3 * _SHARE)
        if said.there_is:
            return self._enlarge(counted)
        found = self._find_with_one_more(needed, widest, said.there_is is False)
        return self._find_by_solving(widest) if found is None else found

    def _find_by_counting(self, sized: list[Sized]) -> list[Sized]:
        """Return the least that counting allows: fewest relaxations, each of the least size."""
        for each in list(sized):
            rest = [other for other in sized if other is not each]
            if not self._is_counted_out(rest):
                sized = rest
        for place in range(len(sized)):
            others = [*sized[:place], *sized[place + 1 :]]
            sized[place] = replace(sized[place], at=self._find_ruled_out(sized[place], others) + 1)
        return sized

    def _enlarge(self, counted: list[Sized]) -> WayOut:
        """Return what counting allows, if that is enough; else all of it at larger sizes.

        Counting takes little time, so this is what can be had of large agencies.
        """
        for times in _FURTHER:
            further = [each.times(times) for each in counted]
            if self._is_kept(further) or self._decide(further).there_is:
                return (
                    self._build_way(further, True)
                    if times == 1
                    else self._narrow_each(further, True)
                )
        return self._narrow_each([each.times(_ALL) for each in counted], True)

    def _find_with_one_more(
        self, needed: list[Sized], widest: list[Sized], sure: bool
    ) -> WayOut | None:
        """Return the first relaxation with which those that counting asks for are enough."""
        for each in widest:
            if each not in needed and self._decide([*needed, each]).there_is:
                return self._narrow_each([*needed, each], sure)
        return None

    def _find_by_solving(self, widest: list[Sized]) -> WayOut | None:
        """Return fewest relaxations, each as small as will do, all of it decided by solving."""
        if not self._decide(widest).there_is:
            return None
        sized = widest
        for each in widest:
            rest = [other for other in sized if other is not each]
            sized = rest if self._is_kept(rest) else sized
        sure = True
        for each in list(sized):
            rest = [other for other in sized if other is not each]
            said = self._decide(rest)
            sized = rest if said.there_is else sized
            sure = sure and said.there_is is not None
        return self._narrow_each(sized, sure)

    def _narrow_each(self, sized: list[Sized], sure: bool) -> WayOut:
        modest = [each.at_most(_MODEST) for each in sized]
        if modest != sized and self._decide(modest).there_is:
            sized = modest
        for place in range(len(sized)):
            others = [*sized[:place], *sized[place + 1 :]]
            sized[place], decided = self._narrow(sized[place], others)
            sure = sure and decided
        return self._build_way(sized, sure)

    def _is_counted_out(self, sized: Iterable[Sized]) -> bool:
        """Whether counting alone shows that some changes are too little, or not possible.

        Out of time nothing is shown.
        """
        if self.oracle.is_over:
            return False
        changed = self._apply(sized)
        return changed is None or is_impossible(*changed)

    def _narrow(
        self, widest: Sized, others: Sequence[Sized], low: int | None = None
    ) -> tuple[Sized, bool]:
        """Return the least size that is enough beside the others, and whether that is certain.

        Counting rules out the smallest sizes; just above them the least one is often found.
        """
        low = self._find_ruled_out(widest, others) if low is None else low
        step, unknown = 1, 0
        high = self._shrink(widest, others, low).at
        while high - low > 1 and unknown < _MOST_UNKNOWN:
            probe = min(low + step, (low + high) // 2) if step else (low + high) // 2
            said = self._decide([*others, replace(widest, at=probe)])
            if said.there_is:
                high, step = self._shrink(replace(widest, at=probe), others, low).at, 0
            else:
                low, step, unknown = probe, 8 * step, unknown + (said.there_is is None)
        return replace(widest, at=high), not unknown

    def _find_ruled_out(self, widest: Sized, others: Sequence[Sized]) -> int:
        """Return the largest place in the sizes that counting shows to be too little, or -1."""
        low, high = -1, widest.at
        while high - low > 1:
            middle = (low + high) // 2
            if self._is_counted_out([*others, replace(widest, at=middle)]):
                low = middle
            else:
                high = middle
        return low

    def _build_way(self, sized: Sequence[Sized], sure: bool) -> WayOut:
        changes = tuple(change for each in sized for change in each.changes)
        sizes = tuple(each.relaxation.sizes[each.at] for each in sized if each.relaxation.unit)
        units = {each.relaxation.unit for each in sized if each.relaxation.unit}
        return WayOut(
            kind=sized[0].relaxation.kind if len(sized) == 1 else "several",
            changes=changes,
            words="; ".join(each.words for each in sized),
            sizes=sizes,
            unit=units.pop() if len(units) == 1 else "",
            is_smallest=sure,
            engine=self._engine,
        )

    def _drop_late(self) -> Plan | None:
        """Return a plan that leaves undone whatever the best one does late.

        Of a large agency it may be all that there is time for, so it comes before all questions,
        and also where the plan has taken all of the time.
        """
        best = None if self._best is None else self._best.plan
        if best is None or self.oracle.is_cancelled:
            return None
        return drop_late(self.instance, best, price_undone_only(self.policy))

    def _find_undone(self, start: Plan | None) -> Iterator[WayOut]:
        """Yield how little has to stay undone, with every client that can be owned."""
        result = self.oracle.find_best(self.instance, price_undone_only(self.policy), start=start)
        plan = start if result is None or result.plan is None else result.plan
        answered = self._best if result is None or result.plan is None else result
        if plan is None or answered is None:
            return
        yield build_undone(
            self.instance,
            self.policy,
            plan,
            is_smallest=answered is result and answered.status == "optimal",
            engine=answered.engine,
        )

    def _find_late(self) -> Iterator[WayOut]:
        """Yield how little has to be late, where everything can be done late."""
        if not self.policy.deadlines.enabled:
            return
        policy = drop_prices(self.policy)
        deadlines = policy.deadlines.model_copy(update={"late": "priced", "late_price": 1.0})
        priced = policy.model_copy(update={"deadlines": deadlines})
        # What work was late by on arrival is nobody's choice, so only what becomes late counts.
        tasks = self.instance.tasks.with_columns(pl.col("due").clip(0))
        result = self.oracle.find_best(replace(self.instance, tasks=tasks), priced, _SHARE)
        if result is None or result.plan is None or result.objective is None:
            return
        yield build_late(
            self.policy,
            result.objective,
            is_smallest=result.status == "optimal",
            engine=result.engine,
        )
