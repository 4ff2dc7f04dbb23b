"""Micro-benchmarks of lowering, building, evaluating, lifting and auditing.

Run once without timing as part of the tests, so that they never rot; measured by

    pytest tests/benchmarks/micro --benchmark-enable
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import ParamSpec, Protocol, TypeVar

import pytest

from samehands.audit import check, recompute_cost
from samehands.audit.answer import assignments, check_answer
from samehands.benchmarks.instances.drawn import generate_gap
from samehands.formulations import Lowered, lift, lower
from samehands.generator.agency import generate
from samehands.metrics import measure
from samehands.model.instance import Instance
from samehands.model.plan import Plan
from samehands.model.policy import Policy
from samehands.problem import Ints, evaluate
from samehands.solver import Limits
from samehands.solver.cp_sat.model import build
from samehands.solver.greedy import assign_greedily

P = ParamSpec("P")
T = TypeVar("T")

CASES = [
    pytest.param(size, standard, id=f"{size}-{standard}")
    for size in ("toy", "unit")
    for standard in ("client-based", "task-based")
]
"""Sizes and workload standards."""

each_case = pytest.mark.parametrize(("size", "standard"), CASES)


class Benchmark(Protocol):
    """The fixture of pytest-benchmark, which has no types of its own."""

    def __call__(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function, many times if it is to be measured, and return what it gives."""
        ...


@dataclass(frozen=True)
class Case:
    """A question at every stage of its way.

    Parameters
    ----------
    instance : Instance
        The tables.
    policy : Policy
        The workload standard.
    lowered : Lowered
        The problem.
    x : array of shape (pairs,)
        An assignment by the clerk's rule.
    plan : Plan
        The plan it stands for.
    """

    instance: Instance
    policy: Policy
    lowered: Lowered
    x: Ints
    plan: Plan


@cache
def _case(size: str, standard: str) -> Case:
    instance, policy = generate(size, 0)
    lowered = lower(instance, policy.as_formulation(standard))
    x = assign_greedily(lowered.problem, Limits())
    return Case(instance, lowered.policy, lowered, x, lift(lowered, x))


@each_case
def test_lower(benchmark: Benchmark, size: str, standard: str) -> None:
    case = _case(size, standard)
    lowered = benchmark(lower, case.instance, case.policy)
    assert lowered.problem.pairs == case.lowered.problem.pairs > 0


@each_case
def test_build(benchmark: Benchmark, size: str, standard: str) -> None:
    problem = _case(size, standard).lowered.problem
    built = benchmark(build, problem, None)
    assert len(built.variables.x) == problem.pairs


@each_case
def test_evaluate(benchmark: Benchmark, size: str, standard: str) -> None:
    case = _case(size, standard)
    evaluation = benchmark(evaluate, case.lowered.problem, case.x)
    assert evaluation.objective == recompute_cost(case.instance, case.plan).total


@each_case
def test_lift(benchmark: Benchmark, size: str, standard: str) -> None:
    case = _case(size, standard)
    plan = benchmark(lift, case.lowered, case.x)
    assert plan.owners.height == case.instance.clients.height


@each_case
def test_audit(benchmark: Benchmark, size: str, standard: str) -> None:
    case = _case(size, standard)
    assert benchmark(check, case.instance, case.plan) == []
    assert recompute_cost(case.instance, case.plan).total > 0


@each_case
def test_metrics(benchmark: Benchmark, size: str, standard: str) -> None:
    case = _case(size, standard)
    metrics = benchmark(measure, case.instance, case.plan)
    assert metrics.value("workers_per_client_mean") is not None


def test_build_gap(benchmark: Benchmark) -> None:
    instance = generate_gap("e", 20, 200, 0)
    problem = benchmark(instance.to_problem)
    assert problem.pairs == 4000


def test_audit_gap(benchmark: Benchmark) -> None:
    instance = generate_gap("a", 20, 200, 0)
    problem = instance.to_problem()
    x = assign_greedily(problem, Limits())
    objective = evaluate(problem, x).objective
    pairs = list(assignments(problem, x))
    assert benchmark(check_answer, instance, pairs, objective).faults == ()
