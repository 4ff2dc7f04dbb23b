"""One question, three steps: what can be counted, which rules clash, what would help."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar, Unpack, cast

from ..model.checks.policy import policy_problems
from ..model.errors import typed_arguments
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..planning import Result
from ..planning.many_solves import ManySolves, Work
from ..planning.options import ManyFields, argument_fault
from ..planning.sharing import take_plan
from ..solver import SolveOptions
from .answer import Conflict, Explanation, Facts, Verdict, WayOut
from .conflict import find_conflict
from .facts import find_facts
from .oracle import Decision, Oracle, forbid_undone_and_late, price_undone_and_late
from .relaxation_search import RelaxationSearch

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
    name: str = "rules that clash"

    def run(self, many: ManySolves, start: Plan | None) -> Conflict:
        return find_conflict(Oracle(many), self.instance, self.policy)


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
        self._seconds: dict[str, float] = {}

    def explanation(self) -> Explanation:
        facts = self._timed("facts", lambda: find_facts(self._instance, self._policy))
        said = self._timed("decide", lambda: self._decided(facts))
        conflict, result = self._conflict_and_plan(said)
        ways: tuple[WayOut, ...] = ()
        open_ways = False
        if said.there_is is False:
            search = RelaxationSearch(self._oracle, self._instance, self._policy, result)
            ways = self._timed("ways", lambda: tuple(search.find_ways_out(facts, conflict)))
            open_ways = search.is_undecided or not all(way.is_smallest for way in ways)
        verdicts: dict[bool | None, Verdict] = {True: "feasible", False: "infeasible"}
        over = self._oracle.is_over or open_ways or said.there_is is None or result is None
        return Explanation(
            verdict=verdicts.get(said.there_is, "undecided"),
            facts=facts,
            conflict=conflict,
            ways_out=ways,
            result=result,
            policy=self._policy,
            limit="interrupted" if self._oracle.is_cancelled else "time" if over else "none",
            seconds=self._seconds,
        )

    def _conflict_and_plan(self, said: Decision) -> tuple[Conflict | None, Result | None]:
        """Return the rules that clash, where they do, and the plan that can be had."""
        if said.there_is is not False:
            return None, self._timed("plan", lambda: self._plan(said))
        if self._oracle.is_side_by_side(2):
            return self._timed("conflict", self._both)
        part = self._oracle.within(0.4)
        conflict = self._timed(
            "conflict", lambda: find_conflict(part, self._instance, self._policy)
        )
        return conflict, self._timed("plan", lambda: self._plan(said))

    def _both(self) -> tuple[Conflict | None, Result | None]:
        clash = _Clash(self._instance, self._policy)
        best = _Best(self._instance, self._lenient, self._gap)
        works: list[Work[object]] = [clash, best]
        conflict, result = self._oracle.all(works, more=1)
        return cast("Conflict | None", conflict), cast("Result | None", result)

    def _decided(self, facts: Facts) -> Decision:
        if facts.is_proof:
            return Decision(False, is_counted=True)
        return self._oracle.decide_by_solving(self._instance, self._policy, share=0.4)

    def _plan(self, said: Decision) -> Result | None:
        """Return the plan that does everything, where there is one; else the best there is."""
        policy = self._policy if said.there_is else self._lenient
        share = 1.0 if said.there_is else 0.25
        found = self._oracle.find_best(self._instance, policy, share, said.plan, self._gap)
        if said.result is None or (found is not None and found.plan is not None):
            return found
        # There is a plan, and no time for a better one.
        unsolved = self._oracle.unsolved(self._instance, policy) if found is None else found
        return take_plan((self._instance, policy), unsolved, said.result)

    def _timed(self, step: Step, work: Callable[[], T]) -> T:
        if self._told is not None:
            self._told(step)
        began = time.monotonic()
        done = work()
        self._seconds[step] = time.monotonic() - began
        return done
