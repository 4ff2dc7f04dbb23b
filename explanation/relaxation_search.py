"""Step three: the smallest changes of each kind after which everything can be done on time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

import polars as pl

from ..audit import check
from ..changes import Change, SetValue, apply
from ..formulations import embed, lift, lower
from ..metrics.timeliness import list_on_time_tasks
from ..model.errors import InputError
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..planning import Result
from ..planning.many_solves import ManySolves
from ..problem import evaluate
from .answer import Conflict, Facts, WayOut
from .facts import is_impossible
from .oracle import Decision, Oracle, drop_prices
from .relaxations import Relaxation, list_policy_relaxations
from .staff_relaxations import list_staff_relaxations

# A plan without late work, from one with some: what was late is left undone.


def drop_late(instance: Instance, plan: Plan, policy: Policy) -> Plan | None:
    """Return a plan in which all tasks that another one does late are undone, scheduled anew.

    A client whose taking over is late has no owner in it. The policy allows undone work but no late
    one; None where the plan breaks it all the same.
    """
    behind = _find_taken_over_late(instance, plan)
    theirs = instance.tasks.filter(pl.col("client").is_in(behind))["id"].to_list()
    kept = pl.col("task").is_in(list(list_on_time_tasks(instance, plan) - set(theirs)))
    assignments = plan.assignments.with_columns(worker=pl.when(kept).then("worker"))
    owners = plan.owners.with_columns(owner=pl.when(~pl.col("client").is_in(behind)).then("owner"))
    lowered = lower(instance, policy)
    x = embed(lowered, replace(plan, owners=owners, assignments=assignments))
    if evaluate(lowered.problem, x).objective is None:
        return None
    made = lift(lowered, x)
    return None if check(instance, made) else made


def _find_taken_over_late(instance: Instance, plan: Plan) -> list[str]:
    """Return the clients for whom switching minutes are spent after the last task is due."""
    last = instance.calendar.last
    due = instance.tasks.group_by("client").agg(pl.col("due").clip(upper_bound=last).max())
    spent = plan.work.filter(pl.col("activity") != "task").group_by("client")
    late = (
        spent.agg(pl.col("period").max())
        .join(due, on="client", how="inner")
        .filter(pl.col("period") > pl.col("due"))
    )
    clients: list[str] = late["client"].to_list()
    return clients


_FURTHER = (1.0, 1.1, 1.25, 1.5, 2.0, 4.0, 1e9)
"""How much larger several relaxations are made when what counting allows is not enough."""

_MOST_UNKNOWN = 3
"""Sizes of one relaxation that may stay undecided before no more are asked about."""

_SHARE = 0.25
"""Share of the time left that one question may take."""


@dataclass(frozen=True)
class _Sized:
    """A relaxation of one size; ``at`` is the place among its sizes."""

    relaxation: Relaxation
    at: int

    @property
    def changes(self) -> tuple[Change, ...]:
        return self.relaxation.make(self.relaxation.sizes[self.at])

    @property
    def words(self) -> str:
        if self.relaxation.told is not None:
            return self.relaxation.told(self.relaxation.sizes[self.at])
        return "; ".join(change.words() for change in self.changes)

    def times(self, factor: float) -> _Sized:
        """Return the relaxation at a larger size, as far as it goes."""
        return replace(
            self, at=min(ceil((self.at + 1) * factor) - 1, len(self.relaxation.sizes) - 1)
        )


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
        for single, together in ((alone, policy), (people, people), (taught, taught)):
            found = [way for way in self._find_alone(single, facts) if way is not None]
            yield from found
            if not found and (way := self._find_several(together)) is not None:
                yield way
        yield from self._find_late()
        yield from self._find_undone(sure)

    def _find_alone(self, relaxations: Sequence[Relaxation], facts: Facts) -> list[WayOut | None]:
        """Return the way out that each relaxation is by itself, searched side by side if wanted."""
        if not self.oracle.is_side_by_side(len(relaxations)):
            return [self.find_single(relaxation) for relaxation in relaxations]
        works = [
            _Single(self.instance, self.policy, facts, self._known.index(each), each.kind)
            for each in relaxations
        ]
        return self.oracle.all(works, more=1)

    def _decide(self, sized: Iterable[_Sized]) -> Decision:
        """Say whether there is a plan after some changes; changes that cannot be made do not."""
        if self.oracle.is_over:
            return Decision(None)
        changed = self._apply(sized)
        if changed is None:
            return Decision(False)
        said = self.oracle.decide(*changed, _SHARE)
        if said.there_is:
            self._engine = said.engine
        return said

    def _apply(self, sized: Iterable[_Sized]) -> tuple[Instance, Policy] | None:
        changes = [change for each in sized for change in each.changes]
        try:
            return apply(changes, self.instance, self.policy)
        except InputError:
            return None

    def find_single(self, relaxation: Relaxation) -> WayOut | None:
        """Return the way out that a relaxation is by itself, at the least size that will do."""
        widest = _Sized(relaxation, len(relaxation.sizes) - 1)
        if not self._decide([widest]).there_is:
            return None
        sized, sure = self._narrow(widest, [])
        return self._build_way([sized], sure)

    def _find_several(self, relaxations: Sequence[Relaxation]) -> WayOut | None:
        """Return a way in which relaxations help together, as few and as small as can be shown."""
        widest = [
            _Sized(relaxation, len(relaxation.sizes) - 1)
            for relaxation in _keep_one_per_field(relaxations)
        ]
        if self.oracle.is_over or self._is_counted_out(widest):
            return None
        found = self._find_by_counting(widest)
        return self._find_by_solving(widest) if found is None else found

    def _find_by_counting(self, sized: list[_Sized]) -> WayOut | None:
        """Return the least that counting allows, if that is enough; else all of it at larger sizes.

        Counting takes little time, so this is what can be had of large agencies.
        """
        for each in list(sized):
            rest = [other for other in sized if other is not each]
            if not self._is_counted_out(rest):
                sized = rest
        for place in range(len(sized)):
            others = [*sized[:place], *sized[place + 1 :]]
            sized[place] = replace(sized[place], at=self._find_ruled_out(sized[place], others) + 1)
        for times in _FURTHER if sized else ():
            further = [each.times(times) for each in sized]
            if self._decide(further).there_is:
                return (
                    self._build_way(further, True)
                    if times == 1
                    else self._narrow_each(further, True)
                )
        return None

    def _find_by_solving(self, sized: list[_Sized]) -> WayOut | None:
        """Return fewest relaxations, each as small as will do, all of it decided by solving."""
        if not self._decide(sized).there_is:
            return None
        sure = True
        for each in list(sized):
            rest = [other for other in sized if other is not each]
            said = self._decide(rest)
            sized = rest if said.there_is else sized
            sure = sure and said.there_is is not None
        return self._narrow_each(sized, sure)

    def _narrow_each(self, sized: list[_Sized], sure: bool) -> WayOut:
        for place in range(len(sized)):
            others = [*sized[:place], *sized[place + 1 :]]
            sized[place], decided = self._narrow(sized[place], others)
            sure = sure and decided
        return self._build_way(sized, sure)

    def _is_counted_out(self, sized: Iterable[_Sized]) -> bool:
        """Whether counting alone shows that some changes are too little, or not possible.

        Out of time nothing is shown.
        """
        if self.oracle.is_over:
            return False
        changed = self._apply(sized)
        return changed is None or is_impossible(*changed)

    def _narrow(self, widest: _Sized, others: Sequence[_Sized]) -> tuple[_Sized, bool]:
        """Return the least size that is enough beside the others, and whether that is certain.

        Counting rules out the smallest sizes; just above them the least one is often found.
        """
        low, high, step, unknown = self._find_ruled_out(widest, others), widest.at, 1, 0
        while high - low > 1 and unknown < _MOST_UNKNOWN:
            probe = min(low + step, (low + high) // 2) if step else (low + high) // 2
            said = self._decide([*others, replace(widest, at=probe)])
            if said.there_is:
                high, step = probe, 0
            else:
                low, step, unknown = probe, 8 * step, unknown + (said.there_is is None)
        return replace(widest, at=high), not unknown

    def _find_ruled_out(self, widest: _Sized, others: Sequence[_Sized]) -> int:
        """Return the largest place in the sizes that counting shows to be too little, or -1."""
        low, high = -1, widest.at
        while high - low > 1:
            middle = (low + high) // 2
            if self._is_counted_out([*others, replace(widest, at=middle)]):
                low = middle
            else:
                high = middle
        return low

    def _build_way(self, sized: Sequence[_Sized], sure: bool) -> WayOut:
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
        return drop_late(self.instance, best, _price_undone_only(self.policy))

    def _find_undone(self, start: Plan | None) -> Iterator[WayOut]:
        """Yield how little has to stay undone, with every client that can be owned."""
        result = self.oracle.find_best(
            self.instance, _price_undone_only(self.policy), _SHARE, start
        )
        plan = start if result is None or result.plan is None else result.plan
        answered = self._best if result is None or result.plan is None else result
        if plan is None or answered is None:
            return
        undone = plan.assignments.filter(plan.assignments["worker"].is_null())
        minutes = int(
            self.instance.tasks.filter(self.instance.tasks["id"].is_in(undone["task"].implode()))[
                "minutes"
            ].sum()
        )
        unowned = plan.owners["owner"].null_count()
        yield WayOut(
            kind="undone",
            changes=(SetValue(set="service.undone", to="priced"),),
            words=f"leave {undone.height:,} tasks of {minutes:,} minutes undone and {unowned:,} "
            "clients without an owner",
            sizes=(float(minutes), float(unowned)),
            unit="minutes undone, clients without an owner",
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
        result = self.oracle.find_best(self.instance, priced, _SHARE)
        if result is None or result.plan is None or result.objective is None:
            return
        yield WayOut(
            kind="late",
            changes=(SetValue(set="deadlines.late", to="priced"),),
            words=f"let work be late, by {result.objective:,.10g} minutes times periods in all",
            sizes=(result.objective,),
            unit="minutes times periods late",
            is_smallest=result.status == "optimal",
            engine=result.engine,
        )


def _price_undone_only(policy: Policy) -> Policy:
    """Return a policy under which only undone minutes and clients without an owner cost."""
    loose = drop_prices(policy)
    service = loose.service.model_copy(
        update={"undone": "priced", "undone_price": 1.0, "unowned": 1.0}
    )
    deadlines = loose.deadlines.model_copy(update={"late_price": 0.0})
    return loose.model_copy(update={"service": service, "deadlines": deadlines})


def _keep_one_per_field(relaxations: Iterable[Relaxation]) -> list[Relaxation]:
    """Return relaxations of which no two set the same field, the widest of each."""
    chosen: dict[str, Relaxation] = {}
    for number, relaxation in enumerate(relaxations):
        change = relaxation.make(relaxation.sizes[-1])[0]
        name = change.set if isinstance(change, SetValue) else f"{change.verb} {number}"
        chosen[name] = relaxation
    return list(chosen.values())
