"""Chains and neighbourhoods, on problems small enough to try every assignment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

import numpy as np
import pytest

from drawn_problems import draw_assignment, draw_problem
from draws import share
from plain_problem import plain_optimum
from samehands.problem import AssignmentProblem, Ints, evaluate
from samehands.solver import Limits
from samehands.solver.column_generation.agent_cost import AgentRows, make_agent_rows
from samehands.solver.column_generation.choices import Choices, Duals, DualsMaker, make_choices
from samehands.solver.column_generation.column_usage import ColumnUsage, count_usage, make_pool
from samehands.solver.column_generation.ejection_chains import ChainContext, make_chains
from samehands.solver.column_generation.generate import Generator
from samehands.solver.column_generation.local_search import improve
from samehands.solver.column_generation.neighbourhood import InUse, Neighbourhoods
from samehands.solver.column_generation.patterns import (
    PatternMaker,
    Patterns,
    round_columns,
    split_into_patterns,
)
from samehands.solver.column_generation.pipeline import supports
from samehands.solver.column_generation.pricing import single_items
from samehands.solver.column_generation.refine import Refinement
from samehands.solver.column_generation.search_state import make_state, read_assignment
from samehands.solver.engine import Request
from samehands.solver.incumbent import Best
from samehands.solver.monitor import SolveMonitor

PROBLEMS = 200
"""All of them always: few of them have a chain that only two blocks can make."""


@dataclass
class Case:
    """A drawn problem with a legal assignment, every cheap pattern, and prices that say nothing."""

    problem: AssignmentProblem
    choices: Choices
    agent_rows: AgentRows
    maker: PatternMaker
    generator: Generator
    duals: Duals
    x: Ints
    cheap: Patterns


def _cases() -> list[Case]:
    cases: list[Case] = []
    for seed in range(PROBLEMS):
        rng = Random(seed)
        problem = draw_problem(rng)
        x = draw_assignment(rng, problem)
        if not supports(problem) or evaluate(problem, x).objective is None:
            continue
        items = make_choices(problem)
        maker = PatternMaker(problem, items, single_items(problem))
        generator = Generator(problem, items, maker, 1)
        duals = DualsMaker(problem).of(
            np.zeros(problem.capacity.shape), np.zeros(len(problem.global_limit))
        )
        pricing = generator.price(duals, problem.agents)
        most = np.full(maker.blocks, np.inf)
        cheap = generator.below(duals, pricing, most, problem.agents)
        cases.append(
            Case(problem, items, make_agent_rows(problem), maker, generator, duals, x, cheap)
        )
    return cases


@pytest.fixture(scope="module", name="cases")
def _fixture() -> list[Case]:
    return _cases()


def _chained(case: Case) -> tuple[Patterns, ColumnUsage, int]:
    """Return all patterns in their order, how often each is used in the end, and what was saved."""
    problem = case.problem
    used, weight = split_into_patterns(problem, case.maker, case.x)
    both = used + case.cheap
    chosen = both.distinct()
    chosen = chosen[np.argsort(both.block[chosen], kind="stable")]
    patterns = both.take(chosen)
    weight = np.append(weight, np.zeros(len(case.cheap)))[chosen]
    least = np.full(case.maker.blocks, np.inf)
    np.minimum.at(least, patterns.block, patterns.prices(case.duals))
    pool = make_pool(problem, patterns, case.duals, least)
    usage = count_usage(problem, case.agent_rows, patterns, weight, case.duals)
    context = ChainContext(case.choices.profiles, case.agent_rows, pool, usage)
    saved = make_chains(context, np.flatnonzero(usage.number), Limits())
    return patterns, usage, saved


def test_chains_keep_their_books_and_save_what_they_say(cases: list[Case]) -> None:
    better = 0
    for case in cases:
        patterns, usage, saved = _chained(case)
        number = usage.number.astype(np.float64)
        before = evaluate(case.problem, case.x).objective
        after = evaluate(
            case.problem, round_columns(case.problem, case.maker.count, patterns, number)
        )
        fresh = count_usage(case.problem, case.agent_rows, patterns, number, case.duals)
        assert before is not None
        assert after.objective == before - saved
        assert (usage.load == fresh.load).all()
        assert (usage.cost == fresh.cost).all()
        assert (usage.spent == fresh.spent).all()
        assert np.allclose(usage.carried, fresh.carried)
        better += saved > 0
    assert better > len(cases) // 4


def test_chains_that_are_not_wanted_any_more_change_nothing(cases: list[Case]) -> None:
    for case in cases[:20]:
        monitor = SolveMonitor(Limits())
        best = Best(case.problem, monitor)
        assert best.offer(case.x)
        rows = np.zeros(case.problem.capacity.shape, dtype=np.bool_)
        refinement = Refinement(
            case.problem,
            case.choices,
            case.agent_rows,
            case.generator,
            case.duals,
            0.0,
            rows,
            best,
            monitor,
            Request(),
        )
        assert refinement.chain(case.cheap, lambda: True) == 0
        assert best.x is not None
        assert (best.x == case.x).all()


def test_two_blocks_at_a_time_go_on_where_one_at_a_time_is_stuck(cases: list[Case]) -> None:
    further = 0
    for case in cases:
        state = make_state(case.problem, case.choices, case.agent_rows, case.x)
        order, tries = np.arange(len(state.place)), case.problem.agents
        random = np.random.default_rng(0)
        while improve(case.choices, case.agent_rows, state, order, tries, Limits(), random)[0]:
            pass
        stuck = read_assignment(case.problem, state)
        if evaluate(case.problem, stuck).objective is not None:
            further += _chained(replace(case, x=stuck))[2] > 0
    assert further > 0


def test_a_neighbourhood_of_all_agents_finds_the_best_of_its_patterns(cases: list[Case]) -> None:
    best = better = 0
    for case in cases[:120]:
        problem = case.problem
        optimum = plain_optimum(problem)
        start = evaluate(problem, case.x)
        used, weight = split_into_patterns(problem, case.maker, case.x)
        now = InUse(used, weight, start.slacks.astype(np.float64), np.arange(len(used)))
        rows = np.zeros(problem.capacity.shape, dtype=np.bool_)
        everyone = np.ones(problem.agents, dtype=np.bool_)
        neighbourhoods = Neighbourhoods(problem, rows, Limits(), 0)
        change = neighbourhoods.solve(now, case.cheap, everyone, None, 0.0)
        if change is None:
            continue
        stays = np.ones(len(used), dtype=np.bool_)
        stays[change.freed] = False
        patterns = used.take(np.flatnonzero(stays)) + change.patterns
        x = round_columns(
            problem, case.maker.count, patterns, np.append(weight[stays], change.weight)
        )
        after = evaluate(problem, x).objective
        assert after is not None
        assert start.objective is not None
        assert optimum is not None
        assert optimum <= after <= start.objective
        assert change.is_new == (after < start.objective) or after == start.objective
        better += after < start.objective
        best += after == optimum
    assert better > share(20)
    assert best > share(40)


def test_what_a_search_among_all_agents_finds_is_kept(cases: list[Case]) -> None:
    better = 0
    for case in cases[:60]:
        problem = case.problem
        monitor = SolveMonitor(Limits())
        best = Best(problem, monitor)
        assert best.offer(case.x)
        monitor.new_bound(0)
        before = best.objective
        refinement = Refinement(
            problem,
            case.choices,
            case.agent_rows,
            case.generator,
            case.duals,
            0.0,
            np.zeros(problem.capacity.shape, dtype=np.bool_),
            best,
            monitor,
            Request(),
        )
        refinement.search()
        assert best.objective is not None
        assert before is not None
        assert best.objective <= before
        better += best.objective < before
    assert better > share(20)
