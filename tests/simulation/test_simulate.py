"""The race: the same world for all, the same answer on any number of processes, and refusals."""

from __future__ import annotations

import json
import threading
from typing import Any

import numpy as np
import pytest

import samehands as sh
from samehands.changes import parse_changes
from samehands.generator import generate
from samehands.simulation import SimulationParameters, list_parameters
from samehands.simulation.agency import read_agency
from samehands.simulation.draws import uniform
from samehands.simulation.intervals import estimate, estimate_difference
from samehands.simulation.loop import run
from samehands.simulation.simulate import GROWTH
from samehands.simulation.standards import make_routing, parse_standards
from samehands.simulation.state import State, new_state
from samehands.simulation.world import World, make_world


@pytest.fixture(scope="module")
def toy() -> tuple[sh.Instance, sh.Policy]:
    return generate("toy", 3)


@pytest.fixture(scope="module")
def found(toy: tuple[sh.Instance, sh.Policy]) -> sh.Simulation:
    return sh.simulate(*toy, "client-based,team-2,hybrid,task-based", months=4, replications=3)


def _splitmix(value: int) -> int:
    mask = (1 << 64) - 1
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & mask
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & mask
    return value ^ (value >> 31)


def test_draws_are_a_hash_of_their_key() -> None:
    golden, mask = 0x9E3779B97F4A7C15, (1 << 64) - 1
    for key in ((0, 0, 0, 0), (7, 3, 12345, 678), (10**9, 13, 1, 99)):
        value = _splitmix((key[0] + golden) & mask)
        for part in key[1:]:
            value = _splitmix((value + golden * (part + 1)) & mask)
        assert uniform(*key) == ((value >> 11) + 0.5) / 2**53
    # The first number of SplitMix64 from state 0, as its authors print it.
    assert _splitmix(golden) == 0xE220A8397B1DCDAF


def test_the_same_seed_is_the_same_answer_on_any_number_of_processes(
    toy: tuple[sh.Instance, sh.Policy], found: sh.Simulation
) -> None:
    standards = ["client-based", "team-2", "hybrid", "task-based"]
    again = sh.simulate(*toy, standards, months=4, replications=3, jobs=2)
    assert again == found
    other = sh.simulate(*toy, standards, months=4, replications=3, seed=1)
    assert other.runs != found.runs


def test_all_standards_meet_the_same_world(toy: tuple[sh.Instance, sh.Policy]) -> None:
    """What comes in hangs neither on the standard nor on how many standards run."""
    parameters = SimulationParameters()
    agency, names = read_agency(*toy, parameters)
    states: list[tuple[World, State]] = []
    for name in ("client-based", "task-based"):
        world = make_world(agency, names, parameters, 3, 5, 2)
        routing = make_routing(agency, parse_standards(name)[0])
        state = new_state(agency, world, routing)
        run(agency, world, routing, state, 0, world.days)
        states.append((world, state))
    (one, first), (other, second) = states
    for a, b in zip(one, other, strict=True):
        assert np.array_equal(np.asarray(a), np.asarray(b))
    assert first.piece.tolist() != second.piece.tolist()


def test_a_change_of_one_figure_leaves_other_draws_alone(
    toy: tuple[sh.Instance, sh.Policy],
) -> None:
    base, more = SimulationParameters(), SimulationParameters(absence_share=0.2)
    agency, names = read_agency(*toy, base)
    one = make_world(agency, names, base, 3, 0, 0)
    other = make_world(agency, names, more, 3, 0, 0)
    assert one.task_at.tolist() == other.task_at.tolist()
    assert one.person.tolist() == other.person.tolist()
    # More absences are the same absences and others beside them, day by day or nearly.
    assert (~one.present).sum() < (~other.present).sum()


def test_the_world_has_the_shares_that_were_asked_for() -> None:
    instance, policy = generate("unit", 1)
    parameters = SimulationParameters(season=0, absence_share=0.1, turnover=0)
    agency, names = read_agency(instance, policy, parameters)
    present: list[float] = []
    tasks: list[float] = []
    clients: list[float] = []
    for at in range(10):
        world = make_world(agency, names, parameters, 24, 0, at)
        present.append(float(world.present.mean()))
        tasks.append(world.task_at.size / 26)
        clients.append(float(world.client_like.size))
    held = estimate(present)
    assert held.low is not None and held.high is not None
    assert held.low < 0.9 < held.high
    expected = instance.tasks.height
    assert sum(tasks) / 10 == pytest.approx(expected, rel=0.03)
    assert sum(clients) / 10 == pytest.approx(3200 * (1 + 0.0156 * 26), rel=0.02)


def test_hybrid_pools_what_the_policy_exempts(toy: tuple[sh.Instance, sh.Policy]) -> None:
    instance, policy = toy
    kinds = instance.tasks["kind"].unique().to_list()
    for exempt, pooled in (((), policy.continuity.same_day_kinds), (("renewal",), ("renewal",))):
        continuity = policy.continuity.model_copy(update={"exempt_kinds": exempt})
        changed = policy.model_copy(update={"continuity": continuity})
        agency, names = read_agency(instance, changed, SimulationParameters())
        found = {
            kind for (_, kind), yes in zip(names.kinds, agency.kind_same_day, strict=True) if yes
        }
        assert found == set(pooled) & set(kinds) != set()


def test_an_answer_is_written_and_read(found: sh.Simulation) -> None:
    text = found.to_json()
    assert sh.Simulation.from_json(text) == found
    assert sh.Simulation.from_json(text).to_json() == text
    frame = found.to_polars()
    assert frame.height == 4 * 4 * 6
    assert frame.filter(month=1, figure="on_time")["mean"].null_count() == 0


def test_differences_are_of_pairs(found: sh.Simulation) -> None:
    one = found.run("task-based").figure("on_time")
    other = found.run("client-based").figure("on_time")
    assert one is not None and other is not None
    (each,) = [
        e
        for e in found.differences
        if (e.standard, e.figure, e.of) == ("task-based", "on_time", "")
    ]
    assert each.than == "client-based"
    assert one.mean is not None and other.mean is not None
    assert each.estimate.mean == pytest.approx(one.mean - other.mean)


def test_intervals_are_those_of_student() -> None:
    # t(0.975, 4) = 2.776 from printed tables; s of 1..5 is 1.5811.
    assert estimate([1.0, 2.0, 3.0, 4.0, 5.0]).half_width == pytest.approx(
        2.776 * 1.5811 / 5**0.5, rel=1e-3
    )
    assert estimate([1.0]).half_width is None
    assert estimate([None, None]).mean is None
    paired = estimate_difference([1.0, 2.0, None], [0.5, 1.5, 9.0])
    assert (paired.mean, paired.half_width, paired.replications) == (0.5, 0.0, 2)


def test_a_queue_that_grows_is_said_to_grow() -> None:
    """Twice the work that can be done has no mean wait; half of it has one."""
    grown: list[bool] = []
    for factor in (0.5, 2.0):
        instance, policy = generate("toy", 3)
        minutes = (instance.workers["minutes"].explode() / factor).cast(int)
        rows = instance.to_dict()
        days = instance.calendar.periods
        for at, worker in enumerate(rows["workers"]):  # type: ignore[arg-type, var-annotated]
            worker["minutes"] = minutes[at * days : (at + 1) * days].to_list()
        tables, _ = sh.read(rows)
        no_overtime = policy.overtime.model_copy(update={"enabled": False})
        policy = policy.model_copy(update={"overtime": no_overtime})
        answer = sh.simulate(tables, policy, "client-based", months=12, replications=3)
        (ran,) = answer.runs
        growth, wait = ran.figure("growth"), ran.figure("wait_mean")
        assert growth is not None and wait is not None and growth.low is not None
        assert (growth.low > GROWTH) is ran.grows
        assert (wait.mean is None) is ran.grows
        grown.append(ran.grows)
    assert grown == [False, True]


def test_precision_stops_a_run(toy: tuple[sh.Instance, sh.Policy]) -> None:
    answer = sh.simulate(*toy, "client-based", months=2, replications=40, half_width=0.2)
    assert answer.stopped_by == "precision"
    assert 5 <= answer.replications < 40


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"exits": -0.1}, "exits", "from 0 to 1"),
        ({"month_days": 0}, "month_days", "from 1 to 31"),
        ({"vacancy_days": None}, "vacancy_days", "nobody is hired ever"),
        ({"absence_spell": [5, 2]}, "absence_spell", "in order"),
        ({"turnvoer": 0.1}, "turnvoer", "turnover"),
        ({"absence_spell": [1, 2, 3]}, "absence_spell", "a list of 2: a whole number, a whole"),
        ({"opening_share": 0}, "opening_share", "a number above 0 and of at most 1"),
        # Speeds are thousandths: a smaller one would be none, and work would never end.
        ({"start_speed": 0.0001}, "start_speed", "from 0.01 to 1"),
        ({"turnover": float("nan")}, "turnover", "nan is not right"),
        ({"season": float("inf")}, "season", "inf is not right"),
        ({1: 2}, "1", "unknown field '1'"),
        ({"shocks": [{"factor": 2, "kinds": ["nonsense"]}]}, "shocks", "no task is of the kind"),
    ],
)
def test_bad_parameters_are_refused_by_name(
    toy: tuple[sh.Instance, sh.Policy], given: dict[Any, Any], field: str, says: str
) -> None:
    with pytest.raises(sh.InputError) as error:
        sh.simulate(*toy, "client-based", parameters=given)
    assert [problem.field for problem in error.value.problems] == [field]
    assert says in error.value.problems[0].message


@pytest.mark.parametrize(
    ("field", "given", "says"),
    [
        ("replications", {"replications": 1, "half_width": 0.01}, "at least 5 where half_width"),
        ("standards", {"standards": 3}, "must be of the type str or Sequence, not int"),
        ("on_replication", {"on_replication": 3}, "must be of the type Callable, not int"),
    ],
)
def test_bad_arguments_are_refused_by_name(
    toy: tuple[sh.Instance, sh.Policy], field: str, given: dict[str, Any], says: str
) -> None:
    with pytest.raises(sh.InputError) as error:
        sh.simulate(*toy, **given)
    assert [problem.field for problem in error.value.problems] == [field]
    assert says in error.value.problems[0].message


class _SetAtALook(threading.Event):
    """An event that is set by the time somebody looks at it for the n-th time."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.left = looks

    def is_set(self) -> bool:
        self.left -= 1
        if self.left <= 0:
            self.set()
        return super().is_set()


@pytest.mark.parametrize("standard", ["client-based", "client-based+planned"])
def test_a_cancel_is_heeded_within_a_replication(
    toy: tuple[sh.Instance, sh.Policy], standard: str
) -> None:
    cancel = _SetAtALook(4)
    with pytest.raises(sh.NoPlanError, match="before the first replication was done"):
        sh.simulate(*toy, standard, months=3, replications=1, cancel=cancel)
    # Each look is days after the one before, so that few more are taken once it is set.
    assert -30 < cancel.left <= 0


def test_what_was_done_before_a_cancel_is_told(toy: tuple[sh.Instance, sh.Policy]) -> None:
    cancel = threading.Event()

    def told(done: int, of: int) -> None:
        if done == 2:
            cancel.set()

    found = sh.simulate(
        *toy, "task-based", months=1, replications=50, cancel=cancel, on_replication=told
    )
    assert (found.replications, found.stopped_by) == (2, "interrupted")


def test_all_faults_of_a_call_are_told_at_once(toy: tuple[sh.Instance, sh.Policy]) -> None:
    with pytest.raises(sh.InputError) as error:
        sh.simulate(
            *toy, "client-based,nonsense", months=0, replications=-1,
            parameters={"exits": -1, "returns": 2}, half_width=3.0, time_limit=-1.0,
        )  # fmt: skip
    fields = {problem.field for problem in error.value.problems}
    assert fields == {
        "standards", "months", "replications", "exits", "returns", "half_width", "time_limit",
    }  # fmt: skip


def test_a_reform_of_turnover_is_that_of_the_months(toy: tuple[sh.Instance, sh.Policy]) -> None:
    """As if the parameter said it; that of some workers is refused, and not passed over."""
    reform = sh.Reform("more", parse_changes([{"turnover": 0.9}, {"absence": 0.3}]))
    asked = sh.Scenarios((reform,))
    found = sh.simulate(*toy, "client-based", months=2, replications=2, scenarios=asked)
    figures = {"turnover": 0.9, "absence_share": 0.3}
    other = sh.simulate(*toy, "client-based", months=2, replications=2, parameters=figures)
    assert found.run("client-based", "more").figures == other.run("client-based").figures
    assert found.runs[0].figures != found.runs[1].figures
    some = sh.Reform("some", parse_changes([{"turnover": 0.9, "program": "Medi-Cal"}]))
    with pytest.raises(sh.UnsupportedError, match="only that of all workers"):
        sh.simulate(*toy, "client-based", months=1, scenarios=sh.Scenarios((some,)))


def test_a_hybrid_standard_pools_in_named_months_alone() -> None:
    """What came in then is pooled, and nothing else; pooled standards pool always."""
    instance, policy = generate("toy", 3)
    parameters = SimulationParameters(pool_months=(2,), warm_up_months=1)
    agency, names = read_agency(instance, policy, parameters)
    world = make_world(agency, names, parameters, 3, 0, 0)
    month = world.task_at // world.day_length // parameters.month_days
    states = {
        name: new_state(agency, world, make_routing(agency, parse_standards(name)[0]))
        for name in ("client-based", "hybrid", "task-based")
    }
    assert not states["client-based"].pooled.any()
    assert states["task-based"].pooled.all()
    same_day = agency.kind_same_day[world.task_kind]
    assert np.array_equal(states["hybrid"].pooled, same_day & (month == 2))
    assert states["hybrid"].pooled.any()


def test_every_figure_has_its_standing() -> None:
    rows = list_parameters()
    assert len(rows) == len(SimulationParameters.model_fields)
    assert {row.tag for row in rows} <= {"S", "D", "A"}
    assert all(row.unit and row.description for row in rows)
    json.dumps([row._asdict() for row in rows])
