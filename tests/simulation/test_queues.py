"""What theory says of queues comes out: Erlang-C, Little's law, and things that can only grow."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest

from draws import SHARE
from samehands.simulation.agency import TICKS, Agency
from samehands.simulation.figures import measure
from samehands.simulation.intervals import Estimate, estimate
from samehands.simulation.loop import run
from samehands.simulation.standards import make_routing, parse_standards
from samehands.simulation.state import OPEN_TASKS, new_state
from samehands.simulation.world import make_world
from simulated_agencies import DAY, MINUTES, bare_parameters, bare_queue

QUEUE = bare_parameters(duration="exponential", warm_up_months=6)

# Average waits from the formula by hand (mean task 25.5 minutes, 331 minutes a day); domain
# knowledge prints them rounded.
TABLE = [
    ("own", 8, 0.80, 102.0),
    ("own", 8, 0.85, 144.5),
    ("own", 8, 0.90, 229.5),
    ("own", 8, 0.95, 484.5),
    ("own", 8, 0.98, 1249.5),
    ("pair", 2, 0.80, 45.3),
    ("pair", 2, 0.85, 66.4),
    ("pair", 2, 0.90, 108.7),
    ("pair", 2, 0.95, 236.0),
    ("pair", 2, 0.98, 618.4),
    ("unit", 8, 0.80, 7.3),
    ("unit", 8, 0.85, 12.2),
    ("unit", 8, 0.90, 22.4),
    ("unit", 8, 0.95, 53.8),
    ("unit", 8, 0.98, 149.2),
    ("pool", 200, 0.80, 0.0),
    ("pool", 200, 0.85, 0.0),
    ("pool", 200, 0.90, 0.1),
    ("pool", 200, 0.95, 0.9),
    ("pool", 200, 0.98, 4.4),
]
SMALL = {
    ("own", 0.80),
    ("own", 0.90),
    ("pair", 0.80),
    ("pair", 0.90),
    ("unit", 0.90),
    ("pool", 0.95),
}


def erlang_c(workers: int, use: float) -> float:
    """Return the chance of a wait, from Erlang B by its recursion."""
    offered, blocked = workers * use, 1.0
    for each in range(1, workers + 1):
        blocked = offered * blocked / (each + offered * blocked)
    return blocked / (1 - use * (1 - blocked))


def _waits(workers: int, use: float) -> dict[str, float]:
    """Return the mean wait, and the one of which a tenth is longer: exponential for who waits."""
    waits, minutes = erlang_c(workers, use), MINUTES / (workers * (1 - use))
    return {"wait_mean": waits * minutes, "wait_p90": max(0.0, math.log(waits * 10) * minutes)}


def _simulated(
    agency: Agency, standard: str, months: int, replications: int, warm_up: int = 6
) -> dict[str, Estimate]:
    _, names = bare_queue(1, 0.5)
    parameters = QUEUE.model_copy(update={"warm_up_months": warm_up})
    found: list[dict[tuple[str, str], float | None]] = []
    for at in range(replications):
        world = make_world(agency, names, parameters, months, 0, at)
        routing = make_routing(agency, parse_standards(standard)[0])
        state = new_state(agency, world, routing)
        run(agency, world, routing, state, 0, world.days)
        found.append(measure(agency, names, world, state, parameters).figures)
    return {
        figure: estimate([each[figure, ""] for each in found])
        for figure in ("wait_mean", "wait_p90")
    }


def _mean_wait(agency: Agency, standard: str, months: int, replications: int) -> float:
    return _simulated(agency, standard, months, replications)["wait_mean"].mean or 0


@pytest.mark.parametrize(("kind", "workers", "use", "printed"), TABLE)
def test_waits_are_those_of_erlang(kind: str, workers: int, use: float, printed: float) -> None:
    if (kind, use) not in SMALL and SHARE < 1:
        pytest.skip("in full by make fuzz")
    theory = _waits(1 if kind == "own" else workers, use)
    assert theory["wait_mean"] == pytest.approx(printed, abs=0.06)
    # The busier, the longer a queue remembers how it began.
    longer = 1 if use <= 0.9 else 2 if use < 0.98 else 10
    months = {"own": 24, "pair": 60, "unit": 24, "pool": 2}[kind] * longer
    standard = "client-based" if kind == "own" else "task-based"
    runs, warm_up = (5, 1) if kind == "pool" else (20, 6)
    warm_up *= longer if use >= 0.98 else 1
    found = _simulated(bare_queue(workers, use)[0], standard, months, runs, warm_up)
    for figure, wait in theory.items():
        told = found[figure]
        assert told.mean is not None
        assert told.half_width is not None
        assert told.half_width < max(0.15 * wait, 0.6), figure
        # 95 % intervals miss one time in twenty: half as wide again, one in three hundred.
        assert abs(told.mean - wait) <= 1.5 * told.half_width, figure


def test_a_pair_and_a_pool_may_be_said_as_teams() -> None:
    """A team of all who are there is a pool: nobody waits longer, nobody shorter."""
    agency, _ = bare_queue(2, 0.9)
    team = _mean_wait(agency, "team-2", 60, 5)
    pool = _mean_wait(agency, "task-based", 60, 5)
    assert team == pytest.approx(pool, rel=0.02)


def test_little() -> None:
    """Open tasks at a moment = arrivals per day x days until done, within the noise of both."""
    agency, names = bare_queue(8, 0.85)
    ratios: list[float | None] = []
    for at in range(10):
        world = make_world(agency, names, QUEUE, 60, 1, at)
        routing = make_routing(agency, parse_standards("client-based")[0])
        state = new_state(agency, world, routing)
        run(agency, world, routing, state, 0, world.days)
        first = 6 * 21
        inside = (world.task_at >= first * world.day_length) & (state.done_at >= 0)
        days = (state.done_at - world.task_at)[inside] / world.day_length
        arrivals = inside.sum() / (world.days - first)
        ratios.append(float(state.daily[OPEN_TASKS, first:].mean() / (arrivals * days.mean())))
    found = estimate(ratios)
    assert found.mean == pytest.approx(1, abs=0.02)


def test_more_work_waits_longer_and_more_hands_shorten_it() -> None:
    waits = [_mean_wait(bare_queue(4, use)[0], "client-based", 24, 3) for use in (0.7, 0.8, 0.9)]
    assert waits == sorted(waits)
    assert waits[-1] > 1.5 * waits[0]
    teams = [
        _mean_wait(bare_queue(4, 0.85)[0], standard, 24, 3)
        for standard in ("client-based", "team-2", "team-4")
    ]
    assert teams == sorted(teams, reverse=True)


def test_no_work_no_wait() -> None:
    agency, names = bare_queue(3, 0.0)
    world = make_world(agency, names, QUEUE, 3, 0, 0)
    assert world.task_at.size == 0
    routing = make_routing(agency, parse_standards("task-based")[0])
    state = new_state(agency, world, routing)
    run(agency, world, routing, state, 0, world.days)
    figures = measure(agency, names, world, state, QUEUE).figures
    assert figures["wait_mean", ""] is None
    assert figures["on_time", ""] is None
    assert figures["utilisation", ""] == 0


def test_without_randomness_a_worker_does_one_task_after_the_other() -> None:
    """A day by hand: 331 minutes, tasks of 25.5 minutes, three at once at opening."""
    agency, names = bare_queue(1, 0.9)
    world = make_world(agency, names, bare_parameters(warm_up_months=0), 1, 0, 0)
    at, ticks = np.zeros(3, np.int64), np.full(3, 25_500)
    due = np.array([5, 0, 2])
    world = world._replace(
        task_at=at, task_client=np.arange(3), task_kind=at, task_ticks=ticks, task_due=due
    )
    routing = make_routing(agency, parse_standards("client-based")[0])
    state = new_state(agency, world, routing)
    run(agency, world, routing, state, 0, world.days)
    # The first comes to an idle worker, who begins it; then what is due first.
    assert state.first_begun.tolist() == [0, 25_500, 51_000]
    assert state.done_at.tolist() == [25_500, 51_000, 76_500]
    assert DAY * TICKS > 76_500


def _begun(order: tuple[int, ...], at: list[int], ticks: list[int]) -> list[int]:
    """Return when each task is begun by one worker who does them in an order, none idly late."""
    now, begun = 0, [0] * len(order)
    for task in order:
        now = max(now, at[task])
        begun[task] = now
        now += ticks[task]
    return begun


def _keeps_rule(
    order: tuple[int, ...], begun: list[int], at: list[int], ticks: list[int], due: list[int]
) -> bool:
    """Whether nobody is idle while work waits, and what is begun is due first of what waits."""
    free = 0
    for turn, task in enumerate(order):
        later = order[turn:]
        # The worker begins when the first of what is left is there, or when the last is done.
        moment = max(free, min(at[each] for each in later))
        there = [each for each in later if at[each] <= moment]
        first = min(there, key=lambda each: (due[each], each))
        if begun[task] != moment or task != first:
            return False
        free = moment + ticks[task]
    return True


@pytest.mark.parametrize("seed", range(12))
def test_of_all_orders_of_a_day_the_loop_takes_the_one_the_rule_demands(seed: int) -> None:
    """Two workers with a queue each: one of all orders of each one's tasks keeps the rule."""
    rng = np.random.default_rng(seed)
    agency, names = bare_queue(2, 0.9)
    world = make_world(agency, names, bare_parameters(warm_up_months=0), 1, 0, 0)
    at = np.sort(rng.choice(np.arange(0, 200_000, 1_000), 10, replace=False))
    ticks, due = rng.integers(5, 30, 10) * TICKS, rng.integers(0, 4, 10)
    client = rng.permutation(10) % 2
    world = world._replace(
        task_at=at, task_client=client, task_kind=np.zeros(10, np.int64), task_ticks=ticks,
        task_due=due,
    )  # fmt: skip
    routing = make_routing(agency, parse_standards("client-based")[0])
    state = new_state(agency, world, routing)
    run(agency, world, routing, state, 0, 1)
    for owner in (0, 1):
        mine = np.flatnonzero(client == owner)
        given = at[mine].tolist(), ticks[mine].tolist()
        kept = [
            begun
            for order in permutations(range(mine.size))
            if _keeps_rule(order, begun := _begun(order, *given), *given, due[mine].tolist())
        ]
        assert kept == [state.first_begun[mine].tolist()]
