"""The constraints of the CP-SAT model, one function a kind."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from ortools.sat.python import cp_model

from ...problem import AssignmentProblem, Ints
from .variables import Variables

Weighted = list[tuple[cp_model.IntVar, int]]
"""Variables with their coefficients."""


def add_constraints(
    model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables
) -> None:
    """State everything that an assignment must obey.

    Parameters
    ----------
    model : CpModel
        The model.
    problem : AssignmentProblem
        The problem.
    variables : Variables
        Its variables.
    """
    _items(model, problem, variables)
    _leads(model, problem, variables)
    _groups(model, problem, variables)
    _joins(model, problem, variables)
    _open(model, problem, variables)
    _rows(model, problem, variables)
    _global_rows(model, problem, variables)


def weighted(terms: Weighted) -> cp_model.LinearExprT:
    """Return the sum of variables times coefficients."""
    return cp_model.LinearExpr.weighted_sum([var for var, _ in terms], [c for _, c in terms])


def _items(model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables) -> None:
    """Each item ``count`` times at an agent or unassigned."""
    starts = problem.pair_start.tolist()
    for item, count in enumerate(problem.count.tolist()):
        here = variables.x[starts[item] : starts[item + 1]]
        if item in variables.unassigned:
            here = [*here, variables.unassigned[item]]
        if count == 1:
            model.add_exactly_one(here)
        else:
            model.add(cp_model.LinearExpr.sum(here) == count)


def _leads(model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables) -> None:
    """Bound items of a group with a lead and a limit of one are where the lead is."""
    lead_of = _lead_of_items(problem)
    lead_pair = {
        (int(problem.pair_item[pair]), int(problem.pair_agent[pair])): int(pair)
        for pair in np.flatnonzero(np.isin(problem.pair_item, problem.group_lead))
    }
    for pair in np.flatnonzero(lead_of[problem.pair_item] >= 0).tolist():
        item = int(problem.pair_item[pair])
        lead = int(lead_of[item])
        if lead == item:
            continue
        at = lead_pair.get((lead, int(problem.pair_agent[pair])))
        if at is None:
            model.add(variables.x[pair] == 0)
        else:
            model.add_implication(variables.x[pair], variables.x[at])


def _lead_of_items(problem: AssignmentProblem) -> Ints:
    lead = np.full(problem.items, -1, dtype=np.int64)
    bound = (problem.group >= 0) & problem.bound
    lead[bound] = problem.group_lead[problem.group[bound]]
    return lead


def _groups(model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables) -> None:
    """At most so many agents take bound items of a group."""
    agents: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for (group, _), var in variables.bound.items():
        agents[group].append(var)
    for group, here in agents.items():
        model.add(cp_model.LinearExpr.sum(here) <= int(problem.group_limit[group]))
    bound_pairs = np.flatnonzero((problem.group >= 0)[problem.pair_item] & problem.bound[problem.pair_item])
    for pair in bound_pairs.tolist():
        key = (int(problem.group[problem.pair_item[pair]]), int(problem.pair_agent[pair]))
        if key in variables.bound:
            model.add_implication(variables.x[pair], variables.bound[key])


def _joins(model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables) -> None:
    """An agent with any item of a group is present in it."""
    if not variables.present:
        return
    for pair in np.flatnonzero(problem.group[problem.pair_item] >= 0).tolist():
        key = (int(problem.group[problem.pair_item[pair]]), int(problem.pair_agent[pair]))
        if key in variables.present:
            model.add_implication(variables.x[pair], variables.present[key])


def _open(model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables) -> None:
    """An agent with any item is open, where that has a price."""
    for pair, agent in enumerate(problem.pair_agent.tolist()):
        if agent in variables.is_open:
            most = int(problem.count[problem.pair_item[pair]])
            model.add(variables.x[pair] <= most * variables.is_open[agent])


def _rows(model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables) -> None:
    """Loads stay within capacity and slacks, agent by agent and row by row."""
    loads = _loads(model, problem, variables)
    relieving = problem.relief.transposed()
    timed = _add_backlog(model, problem, variables, loads)
    for row in range(timed, problem.rows.rows):
        resources, factors = problem.rows.row(row)
        slacks, reliefs = relieving.row(row)
        for agent in range(problem.agents):
            terms: Weighted = [
                (loads[agent][resource], int(factor))
                for resource, factor in zip(resources.tolist(), factors, strict=True)
                if resource in loads[agent]
            ]
            if not terms:
                continue
            terms += [
                (variables.slack[agent][slack], -int(relief))
                for slack, relief in zip(slacks, reliefs, strict=True)
            ]
            model.add(weighted(terms) <= int(problem.capacity[agent, row]))


def _loads(
    model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables
) -> list[dict[int, cp_model.IntVar]]:
    """Return one variable for the amount of each resource at each agent that can have any."""
    parts: dict[tuple[int, int], Weighted] = defaultdict(list)
    where, entry = problem.profiles.take(problem.pair_profile)
    triples = zip(
        problem.pair_agent[where].tolist(),
        problem.profiles.column[entry].tolist(),
        where.tolist(),
        problem.profiles.value[entry].tolist(),
        strict=True,
    )
    for agent, resource, pair, amount in triples:
        parts[agent, resource].append((variables.x[pair], amount))
    for (group, agent), var in variables.present.items():
        profile = int(problem.join_profile[group])
        if profile >= 0:
            columns, amounts = problem.profiles.row(profile)
            for resource, amount in zip(columns.tolist(), amounts.tolist(), strict=True):
                parts[agent, resource].append((var, amount))
    loads: list[dict[int, cp_model.IntVar]] = [{} for _ in range(problem.agents)]
    most = int(problem.count.max(initial=1))
    for (agent, resource), terms in parts.items():
        low = most * sum(min(0, amount) for _, amount in terms)
        high = most * sum(max(0, amount) for _, amount in terms)
        load = model.new_int_var(low, high, f"l{agent}_{resource}")
        model.add(weighted(terms) == load)
        loads[agent][resource] = load
    return loads


def _add_backlog(
    model: cp_model.CpModel,
    problem: AssignmentProblem,
    variables: Variables,
    loads: list[dict[int, cp_model.IntVar]],
) -> int:
    """State the windows through backlogs and return how many rows that were.

    ``B[b, t]`` is the work due by b that is left at the end of t: at least
    ``B[b, t-1] + work released at t and due by b - minutes(t)``, and ``B[b, b]`` is late.
    """
    windows = problem.windows
    if windows is None:
        return 0
    ends = sorted(set(windows.row_end.tolist()))
    for agent in range(problem.agents):
        slack = variables.slack[agent]
        mine = loads[agent]
        for end in ends:
            before: cp_model.IntVar | None = None
            for period in range(end + 1):
                work: Weighted = [
                    (mine[cell], 1)
                    for cell in range(windows.cells)
                    if windows.release[cell] == period and windows.due[cell] <= end and cell in mine
                ]
                if before is None and not work:
                    continue
                over, late = int(windows.overtime[period]), int(windows.late[end])
                terms = list(work)
                if before is not None:
                    terms.append((before, 1))
                if over >= 0:
                    terms.append((slack[over], -1))
                if period < end:
                    before = model.new_int_var(0, 10_000_000, f"b{agent}_{end}_{period}")
                    terms.append((before, -1))
                elif late >= 0:
                    terms.append((slack[late], -1))
                model.add(weighted(terms) <= int(windows.capacity[agent, period]))
    return len(windows.row_start)


def _global_rows(model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables) -> None:
    """A few rows over all pairs and unassigned items."""
    for row in range(len(problem.global_limit)):
        pairs, amounts = problem.global_pairs.row(row)
        terms: Weighted = [
            (variables.x[pair], amount)
            for pair, amount in zip(pairs.tolist(), amounts.tolist(), strict=True)
        ]
        items, amounts = problem.global_unassigned.row(row)
        terms += [
            (variables.unassigned[item], amount)
            for item, amount in zip(items.tolist(), amounts.tolist(), strict=True)
            if item in variables.unassigned
        ]
        model.add(weighted(terms) <= int(problem.global_limit[row]))
