"""Owners planned each month: the twin agrees, rules hold, and owners even out."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping

import numpy as np
import pytest

import samehands as sh
from draws import SHARE
from samehands.generator import generate
from samehands.simulation import monthly_plans
from samehands.simulation.agency import NOBODY, Agency, Names
from samehands.simulation.loop import run
from samehands.simulation.monthly_plans import MonthlyPlans
from samehands.simulation.parameters import SimulationParameters
from samehands.simulation.standards import make_routing, parse_standards
from samehands.simulation.state import CHOSEN, PIECES, PLANNED, State, new_state
from samehands.simulation.world import World, make_world
from simpy_model import Model, Piece
from simulated_agencies import bare_parameters, bare_queue, drawn_agency

Chosen = dict[int, dict[int, int]]
STANDARDS = ("client-based+planned", "team-2+planned", "hybrid+backup+planned")


def _planned(
    agency: Agency, names: Names, world: World, parameters: SimulationParameters, name: str
) -> tuple[State, Chosen]:
    """Run a standard; return the state after it, and the owners that were chosen by day."""
    routing = make_routing(agency, parse_standards(name)[0])
    state = new_state(agency, world, routing)
    plans = MonthlyPlans(sh.Policy(), agency, names, world, routing, parameters)
    chosen: Chosen = {}

    def choose(day: int, state: State) -> None:
        plans(day, state)
        these = np.flatnonzero(state.chosen != NOBODY)
        chosen[day] = dict(zip(these.tolist(), state.chosen[these].tolist(), strict=True))

    run(agency, world, routing, state, 0, world.days, choose)
    return state, chosen


def _moves(chosen: Mapping[int, Mapping[int, int]]) -> int:
    return sum(len(each) for each in chosen.values())


def test_the_traces_are_equal() -> None:
    """The second implementation is told who was chosen, and does all else by itself."""
    placed = planned = 0
    # A plan takes a quarter of a second.
    for seed in range(max(len(STANDARDS), round(60 * SHARE))):
        name = STANDARDS[seed % len(STANDARDS)]
        agency, names, parameters = drawn_agency(seed)
        parameters = parameters.model_copy(update={"plan_changes": 0.3, "pool_months": (1, 3)})
        world = make_world(agency, names, parameters, 3, seed, 0)
        state, chosen = _planned(agency, names, world, parameters, name)
        model = Model(agency, world, parse_standards(name)[0], chosen)
        model.run()
        count = int(state.counter[PIECES])
        found = [Piece(*row) for row in state.piece[:, :count].T.tolist()]
        assert found == model.pieces, f"seed {seed}"
        assert state.owner.tolist() == model.owner
        assert state.load.tolist() == model.load
        done = {int(t): int(state.done_at[t]) for t in np.flatnonzero(state.done_at >= 0)}
        assert done == model.done
        placed += _moves(chosen)
        planned += int(state.moved[PLANNED].sum())
    assert placed > planned > 0


def test_what_is_not_due_to_planning_stays_away() -> None:
    """Pooled work has no owner; who plans for it is told so, by the name that was given."""
    with pytest.raises(sh.InputError) as error:
        parse_standards("task-based+planned,by-kind+planned,hybrid+planned")
    says = [problem.message for problem in error.value.problems]
    assert len(says) == 2
    assert "task-based+planned" in says[0] and "waits with no owner" in says[0]


def test_no_more_owners_change_than_may() -> None:
    """Those of the plan, month by month; caseloads far from even would have it change more."""
    agency, names = bare_queue(4, 0.7, clients_each=25)
    agency = agency._replace(owner=np.zeros_like(agency.owner))
    spread: list[float] = []
    for changes in (0.0, 0.1, 1.0):
        parameters = bare_parameters(plan_changes=changes, warm_up_months=0)
        world = make_world(agency, names, parameters, 2, 0, 0)
        state, _ = _planned(agency, names, world, parameters, "client-based+planned")
        moved = state.moved[PLANNED].reshape(2, -1).sum(axis=1)
        assert (moved <= int(changes * 100)).all()
        assert moved[0] == (0 if changes == 0 else 10) or changes == 1
        spread.append(float(np.ptp(state.load)))
    assert spread[0] > spread[1] > spread[2]


def test_a_plan_sees_nothing_that_has_not_come_yet() -> None:
    """Another future, the same choices until it begins."""
    agency, names, parameters = drawn_agency(3)
    world = make_world(agency, names, parameters, 2, 3, 0)
    half = parameters.month_days
    later = world.task_at >= half * world.day_length
    other = world._replace(task_ticks=np.where(later, 2 * world.task_ticks, world.task_ticks))
    chosen = [
        _planned(agency, names, each, parameters, "client-based+planned")[1]
        for each in (world, other)
    ]
    assert any(chosen[0][day] for day in range(half + 1))
    assert all(chosen[0][day] == chosen[1][day] for day in range(half + 1))


def test_without_chance_the_plan_is_that_of_the_static_month() -> None:
    """The fluid limit: nobody comes, leaves or is away, and no work waits on the first morning.

    Then a month of planning is the plan of the standing loads, whatever the seed, and a second
    month has nothing to change.
    """
    agency, names = bare_queue(4, 0.6, clients_each=10)
    agency = agency._replace(owner=np.zeros_like(agency.owner), rates=agency.rates)
    parameters = bare_parameters(plan_changes=1.0, warm_up_months=0)
    found: list[list[int]] = []
    for seed in (0, 1):
        world = make_world(agency, names, parameters, 2, seed, 0)
        nothing = np.zeros(0, np.int64)
        world = world._replace(
            task_at=nothing, task_client=nothing, task_kind=nothing, task_ticks=nothing,
            task_due=nothing,
        )  # fmt: skip
        state, _ = _planned(agency, names, world, parameters, "client-based+planned")
        found.append(state.owner.tolist())
        assert state.moved[PLANNED, parameters.month_days :].sum() == 0
    assert found[0] == found[1]
    rows = [
        {"id": f"c{at}", "office": "o", "language": "any", "programs": ["p"], "worker": "w0",
         "expected_minutes": int(world.standing[at])}
        for at in range(40)
    ]  # fmt: skip
    workers = [
        {"id": f"w{at}", "office": "o", "unit": "0", "languages": ["any"], "programs": ["p"],
         "minutes": 331}
        for at in range(4)
    ]  # fmt: skip
    instance, _ = sh.read({"clients": rows, "workers": workers, "tasks": []})
    moves = sh.Policy().moves.model_copy(update={"months_served": parameters.plan_serves})
    policy = sh.Policy().model_copy(update={"moves": moves})
    static = sh.solve(instance, policy, threads=1, time_limit=10).plan
    assert static is not None
    owners = static.owners["owner"].to_list()
    loads = [
        sorted(
            sum(int(world.standing[c]) for c, owner in enumerate(these) if owner == who)
            for who in set(these)
        )
        for these in ([f"w{owner}" for owner in found[0]], owners)
    ]
    # Ties among like workers are free: the loads are those of the static plan.
    assert loads[0] == pytest.approx(loads[1], abs=int(world.standing.max()))


def test_the_same_seed_is_the_same_answer_on_any_number_of_processes() -> None:
    instance, policy = generate("toy", 3)
    answers = [
        sh.simulate(
            instance, policy, "client-based+planned", months=1, replications=2,
            parameters={"warm_up_months": 0, "plan_changes": 0.5}, jobs=jobs,
        )
        for jobs in (1, 2)
    ]  # fmt: skip
    assert answers[0] == answers[1]
    assert (answers[0].plan, answers[0].time_limit) == ("monthly", None)


def test_a_cancel_leaves_a_plan_that_looks_at_none(monkeypatch: pytest.MonkeyPatch) -> None:
    cancel, ends = threading.Event(), threading.Event()

    def deaf(*_: object, **__: object) -> None:
        cancel.set()
        ends.wait(60)

    monkeypatch.setattr(monthly_plans, "solve", deaf)
    agency, names = bare_queue(2, 0.5, clients_each=2)
    parameters = bare_parameters(warm_up_months=0)
    world = make_world(agency, names, parameters, 1, 0, 0)
    routing = make_routing(agency, parse_standards("client-based+planned")[0])
    state = new_state(agency, world, routing)
    plans = MonthlyPlans(sh.Policy(), agency, names, world, routing, parameters, cancel=cancel)
    began = time.monotonic()
    plans(0, state)
    assert time.monotonic() - began < 30
    assert state.counter[CHOSEN] == 0
    ends.set()
