"""Step three: the smallest changes of each kind after which everything can be done on time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

import polars as pl

from ..audit import check
from ..changes import Change, SetValue, apply
from ..formulations import embed, lift, lower
from ..metrics.timeliness import on_time
from ..model.errors import InputError
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..planning import Result
from ..problem import evaluate
from .answer import Conflict, Facts, WayOut
from .facts import is_impossible
from .oracle import Oracle, Said, free
from .relaxations import Lever, policy_levers
from .staff_relaxations import staff_levers

# A plan without late work, from one with some: what was late is left undone.


def left_out(instance: Instance, plan: Plan, policy: Policy) -> Plan | None:
    """Return a plan in which all tasks that another one does late are undone.

    A client whose taking over is late has no owner in it.

    Parameters
    ----------
    instance : Instance
        The instance.
    plan : Plan
        Any plan.
    policy : Policy
        A policy under which work may be undone but not late.

    Returns
    -------
    Plan or None
        The plan, scheduled anew and audited; None where it breaks the policy all the same.
    """
    behind = _taken_over_late(instance, plan)
    theirs = instance.tasks.filter(pl.col("client").is_in(behind))["id"].to_list()
    kept = pl.col("task").is_in(list(on_time(instance, plan) - set(theirs)))
    assignments = plan.assignments.with_columns(worker=pl.when(kept).then("worker"))
    owners = plan.owners.with_columns(owner=pl.when(~pl.col("client").is_in(behind)).then("owner"))
    lowered = lower(instance, policy)
    x = embed(lowered, replace(plan, owners=owners, assignments=assignments))
    if evaluate(lowered.problem, x).objective is None:
        return None
    made = lift(lowered, x)
    return None if check(instance, made) else made


def _taken_over_late(instance: Instance, plan: Plan) -> list[str]:
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
"""How much further several levers are turned when what counting allows is not enough."""

_MOST_UNKNOWN = 3
"""Sizes of one lever that may stay undecided before no more are asked about."""

_SHARE = 0.25
"""Share of the time left that one question may take."""


@dataclass(frozen=True)
class _Turned:
    """A lever and how far it is turned, as a place in its sizes."""

    lever: Lever
    at: int

    @property
    def changes(self) -> tuple[Change, ...]:
        return self.lever.make(self.lever.sizes[self.at])

    @property
    def words(self) -> str:
        if self.lever.told is not None:
            return self.lever.told(self.lever.sizes[self.at])
        return "; ".join(change.words() for change in self.changes)

    def times(self, factor: float) -> _Turned:
        """Return the lever turned further, as far as it goes."""
        return replace(self, at=min(ceil((self.at + 1) * factor) - 1, len(self.lever.sizes) - 1))


class Search:
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

    def ways(self, facts: Facts, conflict: Conflict | None) -> Iterator[WayOut]:
        """Yield the ways out as they are found.

        Parameters
        ----------
        facts : Facts
            What was counted.
        conflict : Conflict or None
            Rules that clash; a minimal one tells which rules cannot help alone.
        """
        sure = self._left_undone()
        policy = policy_levers(self.instance, self.policy, facts)
        staff = staff_levers(self.instance, self.policy, facts)
        useful = None if conflict is None or not conflict.is_minimal else set(conflict.rules)
        alone = [lever for lever in policy if useful is None or lever.rule in useful]
        people = [lever for lever in staff if lever.kind == "staff"]
        taught = [lever for lever in staff if lever.kind != "staff"]
        for single, together in ((alone, policy), (people, people), (taught, taught)):
            found = [way for lever in single if (way := self._single(lever)) is not None]
            yield from found
            if not found and (way := self._several(together)) is not None:
                yield way
        yield from self._late()
        yield from self._undone(sure)

    def _asked(self, turned: Iterable[_Turned]) -> Said:
        """Say whether there is a plan after some changes; changes that cannot be made do not."""
        if self.oracle.clock.is_over():
            return Said(None)
        changed = self._changed(turned)
        if changed is None:
            return Said(False)
        said = self.oracle.says(*changed, _SHARE)
        if said.there_is:
            self._engine = said.engine
        return said

    def _changed(self, turned: Iterable[_Turned]) -> tuple[Instance, Policy] | None:
        changes = [change for each in turned for change in each.changes]
        try:
            return apply(changes, self.instance, self.policy)
        except InputError:
            return None

    def _single(self, lever: Lever) -> WayOut | None:
        widest = _Turned(lever, len(lever.sizes) - 1)
        if not self._asked([widest]).there_is:
            return None
        turned, sure = self._narrowed(widest, [])
        return self._way([turned], sure)

    def _several(self, levers: Sequence[Lever]) -> WayOut | None:
        """Return a way in which levers help together; as few and each turned as little as shown."""
        widest = [_Turned(lever, len(lever.sizes) - 1) for lever in _one_a_field(levers)]
        if self.oracle.clock.is_over() or self._is_counted_out(widest):
            return None
        found = self._counted_together(widest)
        return self._solved_together(widest) if found is None else found

    def _counted_together(self, turned: list[_Turned]) -> WayOut | None:
        """Return the least that counting allows, if that is enough; else all of it turned further.

        Counting takes little time, so this is what can be had of large agencies.
        """
        for each in list(turned):
            rest = [other for other in turned if other is not each]
            if not self._is_counted_out(rest):
                turned = rest
        for place in range(len(turned)):
            others = [*turned[:place], *turned[place + 1 :]]
            turned[place] = replace(turned[place], at=self._ruled_out(turned[place], others) + 1)
        for times in _FURTHER if turned else ():
            further = [each.times(times) for each in turned]
            if self._asked(further).there_is:
                return (
                    self._way(further, True) if times == 1 else self._each_narrowed(further, True)
                )
        return None

    def _solved_together(self, turned: list[_Turned]) -> WayOut | None:
        """Return fewest levers, each turned as little as will do, all of it decided by solving."""
        if not self._asked(turned).there_is:
            return None
        sure = True
        for each in list(turned):
            rest = [other for other in turned if other is not each]
            said = self._asked(rest)
            turned = rest if said.there_is else turned
            sure = sure and said.there_is is not None
        return self._each_narrowed(turned, sure)

    def _each_narrowed(self, turned: list[_Turned], sure: bool) -> WayOut:
        for place in range(len(turned)):
            others = [*turned[:place], *turned[place + 1 :]]
            turned[place], decided = self._narrowed(turned[place], others)
            sure = sure and decided
        return self._way(turned, sure)

    def _is_counted_out(self, turned: Iterable[_Turned]) -> bool:
        """Whether counting alone shows that some changes are too little, or not possible.

        Out of time nothing is shown.
        """
        if self.oracle.clock.is_over():
            return False
        changed = self._changed(turned)
        return changed is None or is_impossible(*changed)

    def _narrowed(self, widest: _Turned, others: Sequence[_Turned]) -> tuple[_Turned, bool]:
        """Return the least turn that is enough beside the others, and whether that is certain.

        Counting rules out the smallest sizes; just above them the least one is often found.
        """
        low, high, step, unknown = self._ruled_out(widest, others), widest.at, 1, 0
        while high - low > 1 and unknown < _MOST_UNKNOWN:
            probe = min(low + step, (low + high) // 2) if step else (low + high) // 2
            said = self._asked([*others, replace(widest, at=probe)])
            if said.there_is:
                high, step = probe, 0
            else:
                low, step, unknown = probe, 8 * step, unknown + (said.there_is is None)
        return replace(widest, at=high), not unknown

    def _ruled_out(self, widest: _Turned, others: Sequence[_Turned]) -> int:
        """Return the largest place in the sizes that counting shows to be too little, or -1."""
        low, high = -1, widest.at
        while high - low > 1:
            middle = (low + high) // 2
            if self._is_counted_out([*others, replace(widest, at=middle)]):
                low = middle
            else:
                high = middle
        return low

    def _way(self, turned: Sequence[_Turned], sure: bool) -> WayOut:
        changes = tuple(change for each in turned for change in each.changes)
        sizes = tuple(each.lever.sizes[each.at] for each in turned if each.lever.unit)
        units = {each.lever.unit for each in turned if each.lever.unit}
        return WayOut(
            kind=turned[0].lever.kind if len(turned) == 1 else "several",
            changes=changes,
            words="; ".join(each.words for each in turned),
            sizes=sizes,
            unit=units.pop() if len(units) == 1 else "",
            is_smallest=sure,
            engine=self._engine,
        )

    def _left_undone(self) -> Plan | None:
        """Return a plan that leaves undone whatever the best one does late.

        Of a large agency it may be all that there is time for, so it comes before all questions,
        and also where the plan has taken all of the time.
        """
        best = None if self._best is None else self._best.found
        if best is None or self.oracle.clock.cancel.is_set():
            return None
        return left_out(self.instance, best, _priced(self.policy))

    def _undone(self, start: Plan | None) -> Iterator[WayOut]:
        """Yield how little has to stay undone, with every client that can be owned."""
        result = self.oracle.best(self.instance, _priced(self.policy), _SHARE, start)
        plan = start if result is None or result.found is None else result.found
        answered = self._best if result is None or result.found is None else result
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

    def _late(self) -> Iterator[WayOut]:
        """Yield how little has to be late, where everything can be done late."""
        if not self.policy.deadlines.enabled:
            return
        policy = free(self.policy)
        deadlines = policy.deadlines.model_copy(update={"late": "priced", "late_price": 1.0})
        priced = policy.model_copy(update={"deadlines": deadlines})
        result = self.oracle.best(self.instance, priced, _SHARE)
        if result is None or result.found is None or result.objective is None:
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


def _priced(policy: Policy) -> Policy:
    """Return a policy under which only undone minutes and clients without an owner cost."""
    loose = free(policy)
    service = loose.service.model_copy(
        update={"undone": "priced", "undone_price": 1.0, "unowned": 1.0}
    )
    deadlines = loose.deadlines.model_copy(update={"late_price": 0.0})
    return loose.model_copy(update={"service": service, "deadlines": deadlines})


def _one_a_field(levers: Iterable[Lever]) -> list[Lever]:
    """Return levers of which no two set the same field, the widest of each."""
    chosen: dict[str, Lever] = {}
    for number, lever in enumerate(levers):
        change = lever.make(lever.sizes[-1])[0]
        name = change.set if isinstance(change, SetValue) else f"{change.verb} {number}"
        chosen[name] = lever
    return list(chosen.values())
