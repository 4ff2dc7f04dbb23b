"""One question, three steps: what can be counted, which rules clash, what would help."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar, Unpack, cast

from ..formulations.demand import is_everything_required
from ..model.checks.policy import policy_problems
from ..model.errors import InternalError, typed_arguments
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..planning import Result
from ..planning.many_solves import ManySolves, Work
from ..planning.options import ManyFields, argument_fault
from ..planning.sharing import value_plan
from ..solver import SolveOptions
from .answer import Conflict, Explanation, Facts, Shortfall, Verdict, WayOut
from .conflict import find_conflict
from .facts import find_facts
from .least_shortage import LeastShortage
from .oracle import (
    PATTERNS,
    Decision,
    Known,
    Oracle,
    forbid_undone_and_late,
    is_large,
    price_undone_and_late,
)
from .priced_search import PricedSearch
from .reasons import find_left, find_scarce
from .relaxation_search import RelaxationSearch

_MEASURING = 0.6
"""Share of the time for the least shortage."""

_WAYS = 0.7
"""Share of the time left then for the ways out of a large agency, which come first."""

T = TypeVar("T")
Step = Literal["facts", "decide", "plan", "conflict", "ways"]
Told = Callable[[Step], None]

STEPS: Mapping[Step, str] = {
    "facts": "counting",
    "decide": "looking for a plan that does everything",
    "conflict": "looking for rules that clash",
    "plan": "looking for the best plan",
    "ways": "looking for ways out",
}
"""What each step does, in words."""


@typed_arguments(instance=Instance, policy=Policy, options=SolveOptions)
def explain(
    instance: Instance,
    policy: Policy,
    options: SolveOptions | None = None,
    *,
    on_step: Told | None = None,
    **how: Unpack[ManyFields],
) -> Explanation:
    """Say whether everything can be done on time, why not, and what would help.

    Parameters
    ----------
    instance : Instance
        Clients, workers, tasks and periods.
    policy : Policy
        The workload standard; undone and late work are forbidden in what is asked, priced in the
        plan that is given where they are needed.
    options : SolveOptions or None
        The time limit is for everything together. The gap is for the plan that is given alone:
        whether there is one is always decided.
    on_step : callable or None
        Takes the name of each step as it begins: facts, decide, conflict, plan, ways.
    **how
        Fields of ``SolveOptions``, e.g. ``time_limit=20``, and of ``ManyFields``: who does the
        solves, and who listens. Side by side are done the conflict and the plan, and then the
        searches for ways out of one kind each.

    Returns
    -------
    Explanation
        Facts, conflict, ways out and a plan.

    Raises
    ------
    InputError
        If an option is unknown or out of range, or the policy does not fit the instance.
    UnsupportedError
        If the engine does not serve a part of the question.
    EngineUnavailableError
        If the engine cannot run here.
    InternalError
        If an engine contradicts what was counted: a bug.
    """
    faults = policy_problems(policy, instance)
    if not (on_step is None or callable(on_step)):
        faults.append(argument_fault("on_step", "must be a function that takes the name of a step"))
    with ManySolves.of(options, how, faults) as many:
        run = _Run(instance, policy, Oracle(many), many.options.gap, on_step)
        return run.explanation()


@dataclass(frozen=True, eq=False)
class _Clash:
    """The rules that clash, to be looked for beside the plan."""

    instance: Instance
    policy: Policy
    known: Known
    name: str = "rules that clash"

    def run(self, many: ManySolves, start: Plan | None) -> Conflict:
        return find_conflict(Oracle(many, self.known), self.instance, self.policy)


@dataclass(frozen=True, eq=False)
class _Best:
    """The plan that can be had, to be looked for beside the rules that clash."""

    instance: Instance
    policy: Policy
    gap: float
    name: str = "the plan that can be had"

    def run(self, many: ManySolves, start: Plan | None) -> Result | None:
        return Oracle(many).find_best(self.instance, self.policy, start=start, gap=self.gap)


class _Run:
    """The steps in order, with their times."""

    def __init__(
        self,
        instance: Instance,
        policy: Policy,
        oracle: Oracle,
        gap: float,
        on_step: Told | None,
    ) -> None:
        self._instance = instance
        self._lenient = price_undone_and_late(policy)
        self._policy = forbid_undone_and_late(policy)
        self._oracle = oracle
        self._gap = gap
        self._told = on_step
        self._shortage: LeastShortage | None = None
        self._seconds: dict[str, float] = {}

    def explanation(self) -> Explanation:
        facts = self._timed("facts", lambda: find_facts(self._instance, self._policy))
        said = self._timed("decide", lambda: self._decided(facts))
        ways: tuple[WayOut, ...] = ()
        open_ways, is_first = False, said.there_is is False and self._is_priced
        if is_first:
            # Those of a large agency need no more than the prices, and help more than the rest.
            ways, open_ways = self._timed("ways", lambda: self._find_priced_ways(facts))
        conflict, result = self._conflict_and_plan(said)
        if said.there_is is False and not is_first:
            ways, open_ways = self._timed("ways", lambda: self._ways_out(facts, conflict, result))
        verdicts: dict[bool | None, Verdict] = {True: "feasible", False: "infeasible"}
        over = self._oracle.is_over or open_ways or said.there_is is None or result is None
        return Explanation(
            verdict=verdicts.get(said.there_is, "undecided"),
            facts=facts,
            shortfall=self._say_shortfall(),
            conflict=conflict,
            ways_out=ways,
            result=result,
            policy=self._policy,
            limit="interrupted" if self._oracle.is_cancelled else "time" if over else "none",
            seconds=self._seconds,
        )

    @property
    def _is_priced(self) -> bool:
        """Whether ways out are as large as the prices of the shortage say."""
        return self._shortage is not None and is_large(self._instance)

    def _find_priced_ways(self, facts: Facts) -> tuple[tuple[WayOut, ...], bool]:
        found, part = self._shortage, self._oracle.within(_WAYS)
        if found is None:
            return (), True
        search = PricedSearch(part, self._instance, self._policy, found.certificate, found.plan)
        return tuple(search.find_ways_out(facts)), True

    def _ways_out(
        self, facts: Facts, conflict: Conflict | None, result: Result | None
    ) -> tuple[tuple[WayOut, ...], bool]:
        """Return the ways out, and whether there may be other or smaller ones."""
        search = RelaxationSearch(self._oracle, self._instance, self._policy, result)
        ways = tuple(search.find_ways_out(facts, conflict))
        return ways, search.is_undecided or not all(way.is_smallest for way in ways)

    def _say_shortfall(self) -> Shortfall | None:
        """Return the least shortage with its reasons; None where it was not found."""
        found, instance = self._shortage, self._instance
        if found is None or (found.most is None and not found.least):
            return None
        return Shortfall(
            least=found.least,
            most=found.most,
            scarce=() if found.certificate is None else find_scarce(instance, found.certificate),
            left=() if found.plan is None else find_left(instance, found.plan),
            certificate=found.certificate,
        )

    def _conflict_and_plan(self, said: Decision) -> tuple[Conflict | None, Result | None]:
        """Return the rules that clash, where they do, and the plan that can be had."""
        if said.there_is is not False:
            return None, self._timed("plan", lambda: self._plan(said))
        if self._oracle.is_side_by_side(2):
            return self._timed("conflict", self._both)
        part = self._oracle.within(0.6 if self._is_priced else 0.4)
        conflict = self._timed(
            "conflict", lambda: find_conflict(part, self._instance, self._policy)
        )
        return conflict, self._timed("plan", lambda: self._plan(said))

    def _both(self) -> tuple[Conflict | None, Result | None]:
        clash = _Clash(self._instance, self._policy, self._oracle.known)
        best = _Best(self._instance, self._lenient, self._gap)
        works: list[Work[object]] = [clash, best]
        conflict, result = self._oracle.all(works, more=1)
        return cast("Conflict | None", conflict), cast("Result | None", result)

    def _decided(self, facts: Facts) -> Decision:
        if not (self._oracle.asks_patterns and is_everything_required(self._policy)):
            return self._decided_by_engine(facts, 0.4)
        found = self._oracle.measure(self._instance, self._policy, _MEASURING)
        self._shortage = found
        if facts.is_proof and found.there_is:
            raise InternalError("counting finds no plan possible, and there is one")
        if found.there_is is not None:
            return Decision(found.there_is, plan=found.plan, engine=PATTERNS)
        if is_large(self._instance) and not facts.is_proof:
            return Decision(None)
        return self._decided_by_engine(facts, 0.4)

    def _decided_by_engine(self, facts: Facts, share: float) -> Decision:
        if facts.is_proof:
            return Decision(False, is_counted=True)
        return self._oracle.decide_by_solving(self._instance, self._policy, share=share)

    def _plan(self, said: Decision) -> Result | None:
        """Return the plan that does everything, where there is one; else the best there is."""
        policy = self._policy if said.there_is else self._lenient
        share = 1.0 if said.there_is else 0.25
        start = said.plan or self._oracle.known.plan
        found = self._oracle.find_best(self._instance, policy, share, start, self._gap)
        if start is None or (found is not None and found.plan is not None):
            return found
        # There is a plan, and no time for a better one.
        unsolved = self._oracle.unsolved(self._instance, policy) if found is None else found
        return value_plan((self._instance, policy), unsolved, start)

    def _timed(self, step: Step, work: Callable[[], T]) -> T:
        if self._told is not None:
            self._told(step)
        began = time.monotonic()
        done = work()
        self._seconds[step] = time.monotonic() - began
        return done
