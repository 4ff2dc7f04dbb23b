"""The CP-SAT model of an assignment problem."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from ...problem import AssignmentProblem, Ints, evaluate, presence, sum_by
from ..limits import Limits
from .variables import Variables, Weighted, make_variables, sum_of, weighted_sum

# The constraints of the CP-SAT model, one function a kind.


def add_constraints(
    model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables, limits: Limits
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
    limits : Limits
        When to give up.

    Raises
    ------
    OverError
        If the limits are reached before all is stated.
    """
    _items(model, problem, variables, limits)
    _leads(model, problem, variables, limits)
    _groups(model, problem, variables, limits)
    _joins(model, problem, variables, limits)
    _open(model, problem, variables, limits)
    _loads(model, problem, variables, limits)
    _rows(model, problem, variables, limits)
    _global_rows(model, problem, variables, limits)


def _items(
    model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables, limits: Limits
) -> None:
    """Each item ``count`` times at an agent or unassigned."""
    starts: list[int] = problem.pair_start.tolist()
    counts: list[int] = problem.count.tolist()
    for item, count in limits.each_in_time(enumerate(counts)):
        here = variables.x[starts[item] : starts[item + 1]]
        if item in variables.unassigned:
            here = [*here, variables.unassigned[item]]
        if count == 1:
            model.add_exactly_one(here)
        else:
            model.add(sum_of(here) == count)


def _leads(
    model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables, limits: Limits
) -> None:
    """Bound items of a group with a lead and a limit of one are where the lead is."""
    lead_of = _lead_of_items(problem)
    lead_pair = {
        (int(problem.pair_item[pair]), int(problem.pair_agent[pair])): int(pair)
        for pair in np.flatnonzero(np.isin(problem.pair_item, problem.group_lead))
    }
    for pair in limits.each_in_time(np.flatnonzero(lead_of[problem.pair_item] >= 0).tolist()):
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


def _groups(
    model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables, limits: Limits
) -> None:
    """At most so many agents take bound items of a group."""
    agents: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for (group, _), var in variables.bound.items():
        agents[group].append(var)
    for group, here in agents.items():
        model.add(sum_of(here) <= int(problem.group_limit[group]))
    bound_pairs = np.flatnonzero(
        (problem.group >= 0)[problem.pair_item] & problem.bound[problem.pair_item]
    )
    for pair in limits.each_in_time(bound_pairs.tolist()):
        key = (int(problem.group[problem.pair_item[pair]]), int(problem.pair_agent[pair]))
        if key in variables.bound:
            model.add_implication(variables.x[pair], variables.bound[key])


def _joins(
    model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables, limits: Limits
) -> None:
    """An agent with any item of a group is present in it."""
    if not variables.present:
        return
    grouped = np.flatnonzero(problem.group[problem.pair_item] >= 0)
    for pair in limits.each_in_time(grouped.tolist()):
        key = (int(problem.group[problem.pair_item[pair]]), int(problem.pair_agent[pair]))
        if key in variables.present:
            model.add_implication(variables.x[pair], variables.present[key])


def _open(
    model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables, limits: Limits
) -> None:
    """An agent with any item is open, where that has a price."""
    agents: list[int] = problem.pair_agent.tolist()
    for pair, agent in limits.each_in_time(enumerate(agents)):
        if agent in variables.is_open:
            most = int(problem.count[problem.pair_item[pair]])
            model.add(variables.x[pair] <= most * variables.is_open[agent])


def _rows(
    model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables, limits: Limits
) -> None:
    """Loads stay within capacity and slacks, agent by agent and row by row."""
    relieving = problem.relief.transposed()
    for row in range(problem.rows.rows):
        resources, factors = problem.rows.row(row)
        slacks, reliefs = relieving.row(row)
        for agent in limits.each_in_time(range(problem.agents)):
            terms: Weighted = [
                (variables.load[agent, resource], factor)
                for resource, factor in zip(resources.tolist(), factors.tolist(), strict=True)
                if (agent, resource) in variables.load
            ]
            if not terms:
                continue
            terms += [
                (variables.slack[agent][slack], -relief)
                for slack, relief in zip(slacks.tolist(), reliefs.tolist(), strict=True)
            ]
            model.add(weighted_sum(terms) <= int(problem.capacity[agent, row]))


def _loads(
    model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables, limits: Limits
) -> None:
    """Each load is what the pairs and the joining agents use of the resource."""
    parts: dict[tuple[int, int], Weighted] = defaultdict(Weighted)
    where, entry = problem.profiles.take(problem.pair_profile)
    used = zip(
        problem.pair_agent[where].tolist(),
        problem.profiles.column[entry].tolist(),
        where.tolist(),
        problem.profiles.value[entry].tolist(),
        strict=True,
    )
    for agent, resource, pair, amount in limits.each_in_time(used):
        parts[agent, resource].append((variables.x[int(pair)], amount))
    for (group, agent), var in variables.present.items():
        if problem.join_profile[group] >= 0:
            columns, amounts = problem.profiles.row(int(problem.join_profile[group]))
            for resource, amount in zip(columns.tolist(), amounts.tolist(), strict=True):
                parts[agent, resource].append((var, amount))
    for key, terms in limits.each_in_time(parts.items()):
        model.add(weighted_sum(terms) == variables.load[key])


def _global_rows(
    model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables, limits: Limits
) -> None:
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
        model.add(weighted_sum(terms) <= int(problem.global_limit[row]))


# The objective of the CP-SAT model, divided by the greatest common divisor of its prices.


@dataclass(frozen=True)
class Scale:
    """How the model's objective reads in the problem's unit: ``unit * value``.

    Parameters
    ----------
    unit : int
        Greatest common divisor of all prices.
    """

    unit: int

    def bound(self, value: float) -> int:
        """Return a bound of the model, which is whole up to rounding noise, in the problem's unit.

        A bound may be rounded up to the next whole number because every objective is one; a
        thousandth is taken off first, for the noise of floating point.
        """
        return self.unit * math.ceil(value - 1e-3 - 1e-9 * abs(value))


def add_objective(
    model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables
) -> Scale:
    """Minimise what the problem says.

    Parameters
    ----------
    model : CpModel
        The model.
    problem : AssignmentProblem
        The problem.
    variables : Variables
        Its variables.

    Returns
    -------
    Scale
        How to read the objective.
    """
    terms: Weighted = list(zip(variables.x, problem.pair_cost.tolist(), strict=True))
    terms += [
        (var, int(problem.unassigned_price[item])) for item, var in variables.unassigned.items()
    ]
    prices = problem.slack_price.tolist()
    for slacks in variables.slack:
        terms += zip(slacks, prices, strict=True)
    present: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for (group, _), var in variables.present.items():
        present[group].append(var)
    for group, price in enumerate(problem.join_price.tolist()):
        if price:
            beyond = model.new_int_var(0, problem.agents, f"j{group}")
            model.add(beyond >= sum_of(present[group]) - 1)
            terms.append((beyond, price))
    terms += [(var, int(problem.open_price[agent])) for agent, var in variables.is_open.items()]
    priced = [(var, price) for var, price in terms if price]
    unit = int(np.gcd.reduce([price for _, price in priced] or [1])) or 1
    model.minimize(weighted_sum([(var, price // unit) for var, price in priced]))
    return Scale(unit)


# A complete hint: CP-SAT takes it as its first solution; an incomplete one may get lost.


def add_hint(
    model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables, x: Ints
) -> None:
    """Hint at an assignment in every variable.

    Parameters
    ----------
    model : CpModel
        The model.
    problem : AssignmentProblem
        The problem.
    variables : Variables
        Its variables.
    x : array of shape (pairs,)
        A legal assignment.
    """
    left = problem.count - sum_by(problem.pair_item, x, problem.items)
    evaluation = evaluate(problem, x)
    present, bound = presence(problem, x)
    used = np.bincount(problem.pair_agent[x > 0], minlength=problem.agents) > 0
    for var, value in zip(variables.x, x.tolist(), strict=True):
        model.add_hint(var, value)
    for item, var in variables.unassigned.items():
        model.add_hint(var, int(left[item]))
    for vars_, values in zip(variables.slack, evaluation.slacks.tolist(), strict=True):
        for var, value in zip(vars_, values, strict=True):
            model.add_hint(var, value)
    for key, var in variables.load.items():
        model.add_hint(var, int(evaluation.loads[key]))
    for key, var in variables.present.items():
        model.add_hint(var, int(present[key]))
    for key, var in variables.bound.items():
        model.add_hint(var, int(bound[key]))
    for agent, var in variables.is_open.items():
        model.add_hint(var, int(used[agent]))


@dataclass(frozen=True, eq=False)
class Built:
    """A model ready to be solved; the native model is there to be extended.

    Parameters
    ----------
    model : CpModel
        The native model.
    variables : Variables
        Its variables, in the order of the problem's arrays.
    scale : Scale
        How to read its objective.
    """

    model: cp_model.CpModel
    variables: Variables
    scale: Scale


def build(
    problem: AssignmentProblem, start: Ints | None = None, limits: Limits | None = None
) -> Built:
    """Build the model.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    start : array of shape (pairs,) or None
        A legal assignment to hint at.
    limits : Limits or None
        When to give up; None for never.

    Returns
    -------
    Built
        Model, variables and scale.

    Raises
    ------
    OverError
        If the limits are reached before the model is built.
    """
    model = cp_model.CpModel()
    limits = limits or Limits()
    variables = make_variables(model, problem, limits)
    add_constraints(model, problem, variables, limits)
    scale = add_objective(model, problem, variables)
    if start is not None:
        add_hint(model, problem, variables, start)
    return Built(model, variables, scale)
