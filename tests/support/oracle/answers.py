"""Questions put to an engine, with what it answers in thousandths of a minute."""

from __future__ import annotations

from samehands.audit import check_with_cost
from samehands.formulations import Lowered, lift, lower
from samehands.model.instance import Instance
from samehands.model.plan import Plan
from samehands.model.policy import Policy
from samehands.problem import Answer, AssignmentProblem
from samehands.solver import Limits, Request, SolveMonitor, find_engine, run

REFERENCE = "cp-sat"
"""The engine asked where none is named."""

EXACT = (REFERENCE, "milp", "kernel", "lagrangian")
"""Engines that serve every question and end with a proof when nothing stops them."""


def answer(
    problem: AssignmentProblem, engine: str = REFERENCE, request: Request | None = None
) -> Answer:
    """Return an engine's answer, without any limit."""
    found = find_engine(engine)
    assert found is not None
    return run(found, problem, request or Request(), SolveMonitor(Limits()))


def ask(instance: Instance, policy: Policy, engine: str = REFERENCE) -> tuple[Lowered, Answer]:
    """Return an exact engine's answer to a question, which it must have proven."""
    lowered = lower(instance, policy)
    said = answer(lowered.problem, engine)
    assert said.status in ("optimal", "infeasible")
    assert said.bound == said.objective or said.status == "infeasible"
    return lowered, said


def optimum(instance: Instance, policy: Policy) -> int | None:
    """Return the least cost that the reference engine proves; None where there is no plan."""
    return ask(instance, policy)[1].objective


def audited(lowered: Lowered, said: Answer) -> int | None:
    """Return what the audit finds the plan to cost, which it must find legal; None without one."""
    if said.x is None:
        return None
    return legal_cost(lowered.instance, lift(lowered, said.x))


def legal_cost(instance: Instance, plan: Plan) -> int:
    """Return what the audit finds a plan to cost, which it must find legal."""
    violations, costs = check_with_cost(instance, plan)
    assert violations == []
    assert costs is not None
    return costs.total
