"""The clerk fills nobody beyond what slacks allow, whatever joining a group weighs."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from drawn_groups import draw_led
from drawn_problems import draw_problem
from draws import draws, share
from samehands.benchmarks.instances.drawn import generate_gap
from samehands.problem import AssignmentProblem, Ints, checked, empty, evaluate
from samehands.solver import Limits, SolveOptions, greedy, solve
from samehands.solver.greedy import assign_greedily
from samehands.solver.greedy_runs import FirstChoices
from samehands.solver.greedy_turns import TURNS
from samehands.solver.partial_assignment import PartialAssignment


def _free_to_leave(problem: AssignmentProblem) -> AssignmentProblem:
    """Return a problem without global rows in which everything may be left undone."""
    return checked(
        replace(
            problem,
            required=np.zeros_like(problem.required),
            global_pairs=empty(0, problem.pairs),
            global_unassigned=empty(0, problem.items),
            global_limit=np.zeros(0, dtype=np.int64),
        )
    )


def test_what_the_clerk_takes_fits() -> None:
    """Every assignment is legal: the load of a pair and of joining its group count together."""
    rng = Random(7)
    joining = 0
    for number in draws(400):
        problem = _free_to_leave(draw_led(rng) if number % 2 else draw_problem(rng))
        x = assign_greedily(problem, Limits())
        assert evaluate(problem, x).faults == ()
        grouped = problem.group[problem.pair_item]
        carried = problem.join_profile[grouped[grouped >= 0]]
        joining += int((x[grouped >= 0][carried >= 0] > 0).any())
    assert joining >= share(30)


def _repeated(problem: AssignmentProblem, times: int) -> AssignmentProblem:
    """Return a problem whose items are there so many times, and whose agents hold as much more."""
    many, windows = np.arange(times), problem.windows
    pairs, items, groups = problem.pairs, problem.items, problem.groups

    def shifted(values: Ints, by: int) -> Ints:
        moved = np.where(values >= 0, values + by * many[:, None], -1)
        return moved.reshape(-1)

    return checked(
        replace(
            problem,
            count=np.tile(problem.count, times),
            required=np.tile(problem.required, times),
            unassigned_price=np.tile(problem.unassigned_price, times),
            pair_start=np.append(0, (problem.pair_start[1:] + pairs * many[:, None]).reshape(-1)),
            pair_agent=np.tile(problem.pair_agent, times),
            pair_cost=np.tile(problem.pair_cost, times),
            pair_profile=np.tile(problem.pair_profile, times),
            capacity=problem.capacity * times,
            windows=windows and replace(windows, capacity=windows.capacity * times),
            group=shifted(problem.group, groups),
            bound=np.tile(problem.bound, times),
            group_limit=np.tile(problem.group_limit, times),
            group_lead=shifted(problem.group_lead, items),
            join_price=np.tile(problem.join_price, times),
            join_profile=np.tile(problem.join_profile, times),
            global_pairs=empty(0, times * pairs),
            global_unassigned=empty(0, times * items),
        )
    )


def test_items_placed_together_fit_one_after_the_other() -> None:
    """A run ends before the first that does not fit: one more at a time comes to the same."""
    rng = Random(11)
    placed, cut = 0, 0
    for _ in draws(200):
        problem = _repeated(_free_to_leave(draw_problem(rng)), 8)
        single = np.flatnonzero((problem.group < 0) & (np.diff(problem.pair_start) > 0))
        order = single.tolist()
        whole, steps = PartialAssignment(problem), PartialAssignment(problem)
        count = FirstChoices(whole, order, {}).take(0, len(order))
        choice = steps.find_first_choices()
        for item in order[:count]:
            for _ in range(int(problem.count[item])):
                first = next(steps.choices(item))
                assert first == choice[item]
                steps.take(first)
        assert whole.x.tolist() == steps.x.tolist()
        placed += count
        if count < len(order) and choice[order[count]] >= 0:
            item = order[count]
            wanted = [int(choice[item])] * int(problem.count[item])
            assert _takes(steps, item) != wanted, "the run ended before an item that fits"
            cut += 1
    assert placed >= share(300) and cut >= share(5)


def _takes(partial: PartialAssignment, item: int) -> list[int]:
    """Place an item by itself; return its pairs."""
    taken: list[int] = []
    for _ in range(int(partial.problem.count[item])):
        pair = next(partial.choices(item), None)
        if pair is not None:
            partial.take(pair)
            taken.append(pair)
    return taken


def test_the_greedy_engine_is_not_cut_short_by_a_limit_that_is_nearly_nothing() -> None:
    problem = generate_gap("a", 10, 200, 1).to_problem()
    whole = solve(problem, SolveOptions(engine="least-loaded", time_limit=None), prices=False)
    hurried = solve(problem, SolveOptions(engine="least-loaded", time_limit=1e-6), prices=False)
    assert whole.objective == hurried.objective is not None


def test_compiled_turns_place_what_is_placed_item_by_item(monkeypatch: pytest.MonkeyPatch) -> None:
    assert TURNS.wait(Limits())
    rng = Random(5)
    led = joining = limited = kept = 0
    for number in draws(600):
        problem = draw_led(rng) if number % 2 else draw_problem(rng)
        problem = replace(problem, count=np.ones_like(problem.count))
        wanted = None
        if number % 3 == 0:
            wanted = np.array([rng.random() < 0.3 for _ in range(problem.pairs)], dtype=np.int64)
        one_by_one = assign_greedily(problem, Limits(), wanted)
        with monkeypatch.context() as always:
            always.setattr(greedy, "_MANY", 0)
            compiled = assign_greedily(problem, Limits(), wanted)
        assert compiled.tolist() == one_by_one.tolist(), number
        led += bool((problem.group_lead >= 0).any())
        joining += bool((problem.join_profile >= 0).any())
        limited += bool(problem.global_pairs.column.size)
        kept += wanted is not None and bool((wanted * compiled).any())
    assert min(led, joining, limited, kept) >= share(60)


def test_compiled_turns_end_with_the_time() -> None:
    assert TURNS.wait(Limits())
    problem = generate_gap("c", 20, 5_000, 3).to_problem()
    x = assign_greedily(problem, Limits(seconds=0.0))
    assert not x.any()
    whole = assign_greedily(problem, Limits())
    assert evaluate(problem, whole).objective == _one_by_one(problem)


def _one_by_one(problem: AssignmentProblem) -> int | None:
    """Return the cost of placing every item by itself."""
    partial = PartialAssignment(problem)
    order = np.lexsort((np.arange(problem.items), np.diff(problem.pair_start), ~problem.required))
    for item in order.tolist():
        _takes(partial, item)
    return evaluate(problem, partial.x).objective
