"""Which rule keeps whom from owning a client or doing a task."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from ..model.rules import RuleId
from ..problem import Bools
from .demand import Demand, find_owner_tasks
from .eligibility import ANYONE
from .minutes import compute_minutes, needs_interpreter
from .rules import language, overtime, pairs, pool, robust, skills

_ORDER: tuple[RuleId, ...] = ("pool", "skills", "language", "pairs", "continuity", "moves")
"""The rules that exclude workers; a worker is counted under the first one that does."""


def count_excluded_owners(demand: Demand, client: int) -> dict[RuleId, int]:
    """Return how many workers the rules keep from owning a client, by the first rule."""
    return _count_by_first(_find_excluded_owners(demand, client))


def count_excluded_doers(demand: Demand, task: int) -> dict[RuleId, int]:
    """Return how many workers the rules keep from doing a task, by the first rule."""
    return _count_by_first(_find_excluded_doers(demand, task))


def find_excluding_rule(
    demand: Demand, what: Literal["owner", "task"], id: str, worker: str
) -> RuleId | None:
    """Return the first rule that keeps a worker from owning a client or doing a task, by their ids.

    None where no rule does, or where one of the two is not there.
    """
    table = demand.instance.clients if what == "owner" else demand.instance.tasks
    row, column = table["id"].index_of(id), demand.instance.workers["id"].index_of(worker)
    if row is None or column is None:
        return None
    find = _find_excluded_owners if what == "owner" else _find_excluded_doers
    masks = find(demand, row)
    return next((rule for rule in _ORDER if rule in masks and masks[rule][column]), None)


def sum_fixed_minutes(demand: Demand) -> Iterator[tuple[str, int, int, int]]:
    """Yield each worker with fixed tasks: id, how many, their minutes, and the minutes there are.

    Those are regular minutes that are not held back and the most overtime of all periods.
    """
    view, policy = demand.view, demand.policy
    task = np.flatnonzero(demand.facts.must_do & (demand.only_doer >= 0))
    doer = demand.only_doer[task]
    plain, interpreted = compute_minutes(view, policy, demand.facts)
    silent = needs_interpreter(view, task, doer)
    minutes = np.where(silent, interpreted[task], plain[task])
    most = np.full(view.workers, max(int(minutes.sum()), 1), dtype=np.int64)
    room = (robust.planned_minutes(view, policy) + overtime.limits(view, policy, most)).sum(axis=1)
    ids = demand.instance.workers["id"].to_list()
    for worker in np.unique(doer).tolist():
        mine = doer == worker
        yield ids[worker], int(mine.sum()), int(minutes[mine].sum()), int(room[worker])


def _find_excluded_owners(demand: Demand, client: int) -> dict[RuleId, Bools]:
    view, policy = demand.view, demand.policy
    return {
        "pool": ~pool.may_serve(view, policy, view.client_office[[client]])[0],
        "skills": ~skills.may_own(view, policy, view.client_programs[[client]])[0],
        "language": ~language.may_own(view, policy, view.client_language[[client]])[0],
        "pairs": ~pairs.may_meet(view, policy, np.array([client]))[0],
        "moves": _is_other(demand, demand.only_owner[client]),
    }


def _find_excluded_doers(demand: Demand, task: int) -> dict[RuleId, Bools]:
    view, policy = demand.view, demand.policy
    client = int(view.client[task])
    office, spoken = view.client_office[[client]], view.client_language[[client]]
    masks: dict[RuleId, Bools] = {
        "pool": ~pool.may_serve(view, policy, office)[0],
        "skills": ~skills.may_do(view, policy, view.program[[task]])[0],
        "language": ~language.may_contact(view, policy, spoken, view.contact[[task]])[0],
        "pairs": ~pairs.may_meet(view, policy, np.array([client]))[0],
    }
    if find_owner_tasks(demand)[task]:
        may_own = demand.able.owners.dense()[demand.able.client_class[client]] > 0
        masks["continuity"] = ~may_own
    masks["moves"] = _is_other(demand, demand.only_doer[task])
    return masks


def _is_other(demand: Demand, only: int) -> Bools:
    """Return everybody but the only worker, nobody where there is no such one: (workers,)."""
    others: Bools = np.arange(demand.view.workers) != only
    return others & (only != ANYONE)


def _count_by_first(masks: dict[RuleId, Bools]) -> dict[RuleId, int]:
    counted: dict[RuleId, int] = {}
    left: Bools | None = None
    for rule in _ORDER:
        if rule in masks:
            here = masks[rule] if left is None else masks[rule] & left
            left = ~masks[rule] if left is None else left & ~masks[rule]
            counted[rule] = int(here.sum())
    return {rule: number for rule, number in counted.items() if number}
