"""Change with little disruption: whose clients move to whom once something happens to the staff.

First by the clerk's rule: who lost the owner goes to the least loaded, nobody else moves. From
there to the best plan that moves a few more. Where that misses a deadline that is met today, a plan
that misses fewer is looked for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Real
from typing import Unpack

from ..formulations import Lowered, lower
from ..metrics.timeliness import list_on_time_tasks
from ..model.checks.policy import policy_problems
from ..model.errors import InputError, InputFault, NoPlanError, typed_arguments
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy, floor_share
from ..planning.fixed import Fixed, with_fixed
from ..planning.interval import Question
from ..planning.many_solves import ManySolves, Work
from ..planning.options import ManyFields
from ..planning.parallel import GRACE
from ..planning.restricted import (
    GREEDY,
    Outcome,
    assign_rest_greedily,
    solve_restricted,
)
from ..planning.result import require_plan
from ..planning.revalue import Today, today
from ..solver import OverError, SolveOptions
from .answer import GivenUp, LimitSource, Rebalance, Side
from .beyond import Beyond, compare_beyond
from .deadlines import Urgent, improve_guarded, keep_deadlines
from .events import Events, apply_events, in_periods, settle_joins
from .moves import (
    Forced,
    Room,
    count_changes,
    count_forced,
    find_forced,
    find_lost,
    find_room,
    list_moves,
)

_SHARE = 0.6
"""Share of the time for the plan that costs least."""

_FREE = 0.4
"""Share of the rest, in a large agency, for the plan that costs least whatever it loses."""

_BEYOND = 0.5
"""Share of the rest for what lies beyond the limit on changes, where a plan reaches it."""

_SHORT = 2.0
"""Seconds of building after which there is time for the clerk's plan in any case."""

MORE_SHARE = 0.01
"""Share of the clients owned today that may move beside those whose owner leaves, unless said
otherwise. Clients whose owner may not own them anyway are part of it."""


@typed_arguments(
    instance=Instance,
    policy=Policy,
    options=SolveOptions,
    events=Events,
    fixed=(Fixed, Mapping),
    max_changes=Real,
)
def rebalance(
    instance: Instance,
    policy: Policy,
    events: Events,
    options: SolveOptions | None = None,
    *,
    max_changes: float | None = None,
    fixed: Fixed | Mapping[str, object] | None = None,
    **how: Unpack[ManyFields],
) -> Rebalance:
    """Find owners anew after something happened to the staff, moving few clients.

    Parameters
    ----------
    instance : Instance
        As things are.
    policy : Policy
        The policy; its limits on moves hold unless ``max_changes`` is given.
    events : Events
        What happens.
    options : SolveOptions or None
        Engine, limit of the whole call, gap and seed. The best plan that moves few gets three
        fifths of the time; where it reaches the limit on changes, one without that limit gets half
        of the rest; then one that loses fewer deadlines half of the rest, and making that one
        cheaper what is left. In a large agency the first plan loses no more deadlines than the
        clerk's, and the cheapest whatever it loses gets two fifths of the rest.
    max_changes : float or None
        Most changes of owner beside those that are forced, because the owner leaves or has left:
        a whole number from 1 on, 0, or a share below 1 of the clients whose owner is still there.
        By default the policy's limits; without any, 1 %, or as many as have an owner who may not
        own them.
    fixed : Fixed, mapping or None
        Owners and workers of tasks that are to stay, as in ``solve``; after the events.
    **how
        Fields of ``SolveOptions``, and of ``ManyFields``: who does the solves, and who listens. The
        plan that costs least and one that loses few deadlines are looked for side by side.

    Returns
    -------
    Rebalance
        The moves, what they cost, and what the clerk's rule would have done.

    Raises
    ------
    InputError
        If events, options or what is fixed are wrong; all faults are listed.
    NoPlanError
        If no plan was found.
    """
    with ManySolves.of(options, how) as many:
        return _rebalanced(instance, policy, events, max_changes, fixed, many)


def _rebalanced(
    instance: Instance,
    policy: Policy,
    events: Events,
    max_changes: float | None,
    fixed: Fixed | Mapping[str, object] | None,
    many: ManySolves,
) -> Rebalance:
    events = in_periods(events, instance)
    changed, rules = apply_events(instance, policy, events)
    _check(changed, rules, max_changes)
    rules = with_fixed(changed, rules, fixed)
    _check_excluded(changed, rules, events)
    lowered, must, limit, before = _prepared(
        (instance, policy), (changed, rules), max_changes, many
    )
    rules = lowered.policy
    punctual = list_on_time_tasks(instance, before.plan)
    room = find_room(lowered, events, must, before.plan, punctual, limit)
    greedy = _greedy(lowered, room, many)
    cheapest, urgent = _cheapest(lowered, room, greedy, punctual, many)
    loose = _limited_to(lowered, len(changed.clients))
    beyond = Beyond(limit, loose, events, must, before.plan, punctual)
    beyond.look(cheapest, many, _BEYOND)
    best, lost = cheapest, len(find_lost(changed, require_plan(cheapest), punctual))
    if lost and not (many.is_over and urgent is None):
        best = keep_deadlines(lowered, room, punctual, (cheapest, greedy), many, urgent)
    ahead = best is not cheapest
    beyond.look(best, many, 1.0)
    sides = [_side(changed, one, punctual) for one in (best, greedy)]
    reached = None
    if beyond.is_reached:
        other = None if beyond.found is None else _side(changed, beyond.found, punctual)
        reached = compare_beyond(limit, _source(policy, max_changes), sides[0], other)
    return Rebalance(
        instance=changed,
        policy=rules,
        events=settle_joins(changed, events),
        before=before,
        best=sides[0],
        greedy=sides[1],
        moves=list_moves(lowered, events, sides[0].plan, room.kept, lambda: many.is_over),
        gone=int(must.gone.sum()),
        unfit=int(must.unfit.sum()),
        limit=limit,
        deadlines_first=ahead,
        limit_reached=reached,
        given_up=GivenUp(objective=cheapest.objective, deadlines_lost=lost) if ahead else None,
    )


def _prepared(
    before: Question,
    after: Question,
    max_changes: float | None,
    many: ManySolves,
) -> tuple[Lowered, Forced, int, Today]:
    """Lower the question and work out things as they are, in time or not at all.

    The clerk's plan takes about as long again, so that a large agency may be given up here.
    """
    check_time, began = many.budget.check, time.monotonic()
    try:
        lowered, must, limit = _lowered(*after, max_changes, check_time)
        now = today(*before, check_time)
        taken, left = time.monotonic() - began, many.budget.left()
        if left is not None and taken > max(_SHORT, left + GRACE):
            raise OverError
        return lowered, must, limit, now
    except OverError:
        says = f"there is no plan: building the problem reached the limit ({many.limit})"
        raise NoPlanError(says) from None


def _side(instance: Instance, found: Outcome, punctual: frozenset[str]) -> Side:
    plan = require_plan(found)
    return Side(
        status=found.status,
        limit=found.limit,
        engine=found.engine,
        objective=found.objective,
        objective_parts=found.parts,
        bound=found.bound,
        changes=count_changes(plan),
        forced=count_forced(instance, plan),
        deadlines_lost=find_lost(instance, plan, punctual),
        metrics=found.metrics,
        plan=plan,
    )


def _lowered(
    instance: Instance,
    policy: Policy,
    max_changes: float | None,
    check_time: Callable[[], object],
) -> tuple[Lowered, Forced, int]:
    """Lower the question once, with the limit on changes that follows from who must move."""
    lowered = lower(instance, _limited(policy, len(instance.clients)), check_time)
    must = find_forced(lowered)
    limit = _limit(lowered, policy, max_changes, must)
    return _limited_to(lowered, limit), must, limit


def _limited_to(lowered: Lowered, limit: int) -> Lowered:
    """Return a question that has a limit on changes already with another one."""
    rows = lowered.problem.global_limit.copy()
    rows[0] = limit
    problem = replace(lowered.problem, global_limit=rows)
    return replace(lowered, problem=problem, policy=_limited(lowered.policy, limit))


def _greedy(lowered: Lowered, room: Room, many: ManySolves) -> Outcome:
    cancel, began = many.budget.cancel, time.monotonic()
    if room.greedy is not None:
        found = assign_rest_greedily(lowered, room.must, room.greedy, room.start, cancel)
    else:
        # A greedy that is stopped half way leaves the rest undone, which is nobody's rule.
        asked = replace(many.options_of("the clerk's rule"), engine=GREEDY, time_limit=None)
        found = solve_restricted(lowered, asked, kept=room.must)
    if found.limit == "interrupted":
        raise NoPlanError("there is no plan: stopped before the clerk's rule had one")
    # A plan that is found later is prepared in as much time, lifted and audited in half of it.
    spent = time.monotonic() - began
    many.reserve(spent)
    many.preparing.note(spent, spent / 2)
    if found.plan is None:
        # Who may not be left costs the greedy its plan; an engine that looks ahead may have one.
        asked = many.options_of("only who must move", 0.5)
        found = solve_restricted(lowered, asked, kept=room.must, free=room.free, start=room.start)
    return found


def _cheapest(
    lowered: Lowered, room: Room, greedy: Outcome, punctual: frozenset[str], many: ManySolves
) -> tuple[Outcome, Outcome | None]:
    """Return the plan that costs least, and, done beside it, one for which deadlines go first."""
    if room.free is not None and greedy.plan is not None and greedy.x is not None:
        return _cheapest_in_time(lowered, room, greedy, punctual, many), None
    lost = () if greedy.plan is None else find_lost(lowered.instance, greedy.plan, punctual)
    if not lost or not many.is_side_by_side(2):
        return _better(lowered, room, greedy, many, _SHARE), None
    works: list[Work[Outcome]] = [
        _Cheapest(lowered, room, greedy),
        Urgent(lowered, room, greedy),
    ]
    best, urgent = many.all(works, more=1)
    return _out_of_time(greedy, many) if best is None else best, urgent


def _out_of_time(greedy: Outcome, many: ManySolves) -> Outcome:
    """Return the clerk's plan where there is no time for another.

    If it was proven the best, then only of the plans in which nobody else moves.
    """
    return replace(greedy, status="feasible", limit=many.limit, bound=None)


def _cheapest_in_time(
    lowered: Lowered, room: Room, greedy: Outcome, punctual: frozenset[str], many: ManySolves
) -> Outcome:
    """Return a cheap plan of a large agency that loses no more deadlines than the clerk's.

    There the time is up after one solve or two. So the first is one from which no deadline has to
    be won back; the plan that costs least whatever it loses comes after it.
    """
    if many.is_over:
        return _out_of_time(greedy, many)
    asked = many.options_of("rebalance", _SHARE)
    safe = improve_guarded(lowered, room, punctual, greedy, asked)
    if many.is_over:
        return safe
    least = _better(lowered, room, safe, many, _FREE)
    lost = [len(find_lost(lowered.instance, require_plan(one), punctual)) for one in (safe, least)]
    return least if lost[1] <= lost[0] else replace(safe, bound=least.bound)


@dataclass(frozen=True, eq=False)
class _Cheapest:
    """The plan that costs least, to be looked for beside another."""

    lowered: Lowered
    room: Room
    greedy: Outcome
    name: str = "rebalance"

    def run(self, many: ManySolves, start: Plan | None) -> Outcome:
        return _better(self.lowered, self.room, self.greedy, many, 1.0)


def _better(
    lowered: Lowered, room: Room, greedy: Outcome, many: ManySolves, share: float
) -> Outcome:
    if greedy.plan is not None and many.is_over:
        return _out_of_time(greedy, many)
    start = room.start if greedy.x is None else greedy.x
    asked = many.options_of("rebalance", share)
    found = solve_restricted(lowered, asked, kept=room.kept, free=room.free, start=start)
    if greedy.objective is None or greedy.x is None:
        return found
    if found.objective is None or found.objective > greedy.objective:
        return replace(greedy, status="feasible", limit=found.limit, bound=found.bound)
    return found


def _limited(policy: Policy, limit: int) -> Policy:
    """Return the policy with a limit on changes alone."""
    section = policy.moves
    update: dict[str, object] = {"enabled": True, "limit": limit, "limit_share": None}
    if not section.enabled:
        update |= {"change_price": 0.0, "transfer_minutes": 0, "frozen": ()}
        update |= {"fixed_owners": {}, "fixed_tasks": {}}
    return policy.model_copy(update={"moves": section.model_copy(update=update)})


def _limit(lowered: Lowered, policy: Policy, max_changes: float | None, must: Forced) -> int:
    """Return the most changes of owner beside those that are forced."""
    owned = int((lowered.view.today >= 0).sum())
    section = policy.moves
    limits: Sequence[int] = []
    if max_changes is not None:
        limits = [floor_share(max_changes, owned) if max_changes < 1 else int(max_changes)]
    elif section.enabled:
        shares = [] if section.limit_share is None else [floor_share(section.limit_share, owned)]
        limits = [*shares, *([] if section.limit is None else [section.limit])]
    more = max(floor_share(MORE_SHARE, owned), int(must.unfit.sum()))
    return min(limits, default=more)


def _source(policy: Policy, max_changes: float | None) -> LimitSource:
    """Return who set the limit on changes."""
    if max_changes is not None:
        return "asked"
    section = policy.moves
    is_set = section.limit is not None or section.limit_share is not None
    return "policy" if section.enabled and is_set else "default"


def _check(instance: Instance, policy: Policy, max_changes: float | None) -> None:
    faults = list(policy_problems(policy, instance))
    if max_changes is not None and not (
        0 <= max_changes < 1 or (max_changes >= 1 and float(max_changes).is_integer())
    ):
        says = f"{max_changes} is neither a whole number nor a share from 0 to below 1"
        faults.append(InputFault("argument", None, None, "max_changes", says))
    if faults:
        raise InputError(faults)


def _check_excluded(instance: Instance, policy: Policy, events: Events) -> None:
    """Refuse clients who are fixed to somebody who takes over nobody, and does not own them."""
    today: dict[str, str | None] = dict(instance.clients.select("id", "worker").iter_rows())
    faults = [
        InputFault("fixed", None, id, "owners", f"is fixed to {worker}, who takes over nobody")
        for id, worker in policy.moves.fixed_owners.items()
        if worker in events.excluded and today.get(id) != worker
    ]
    if faults:
        raise InputError(faults)
