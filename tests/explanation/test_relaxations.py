"""The ways out: several changes where one is not enough, and the time there is."""

from __future__ import annotations

import threading
from dataclasses import replace

import polars as pl

from samehands.changes import Certify, SetValue, apply
from samehands.explanation import Explanation, explain
from samehands.explanation.answer import Facts
from samehands.explanation.oracle import Decision, Oracle, forbid_undone_and_late
from samehands.explanation.relaxation_search import RelaxationSearch
from samehands.explanation.relaxations import list_policy_relaxations
from samehands.model.instance import Instance
from samehands.model.policy import Policy
from samehands.model.tables import SCHEMAS
from samehands.planning import solve
from samehands.planning.many_solves import ManySolves
from samehands.planning.result import require_plan
from samehands.solver import SolveOptions
from tables import client, instance, instance_of, task, worker

REQUIRED = Policy.model_validate({"language": {"match": "required"}})


def _said(some: Instance, policy: Policy) -> Explanation:
    return explain(some, policy, engine="cp-sat", threads=1, time_limit=None)


def _helps(some: Instance, policy: Policy, said: Explanation, kind: str) -> bool:
    """Whether there is exactly one way of a kind, after which another engine finds a plan."""
    (way,) = [way for way in said.ways_out if way.kind == kind]
    changed = apply(way.changes, some, forbid_undone_and_late(policy))
    return way.is_smallest and solve(*changed, engine="kernel", threads=1).has_plan


class _Undecided(Oracle):
    """There is never time to decide whether there is a plan."""

    def within(self, share: float) -> Oracle:
        return self

    def decide(self, instance: Instance, policy: Policy, share: float = 0.5) -> Decision:
        return Decision(None)


def test_steps_of_a_share_are_steps_also_from_a_whole_number_on() -> None:
    policy = Policy.model_validate({"utilisation": {"ceiling": 0.99}})
    nothing = Facts()
    (relaxation,) = [
        one for one in list_policy_relaxations(instance(), policy, nothing) if one.kind == "ceiling"
    ]
    assert relaxation.make(1.05) == (SetValue(set="utilisation.ceiling", to=1.05),)
    assert relaxation.unit == "share of regular minutes"


def test_a_whole_caseload_is_a_way_out_of_a_cap() -> None:
    some = instance_of(
        [client("c1"), client("c2")], [worker("w1", caseload_share=0.5), worker("w2")], []
    )
    policy = Policy.model_validate({"caseload": {"cap": 1}})
    said = _said(some, policy)
    assert said.verdict == "infeasible"
    assert _helps(some, policy, said, "caseload_share")
    (cap,) = [way for way in said.ways_out if way.kind == "cap"]
    # Half of a cap of 2 is one client.
    assert cap.sizes == (2,)


def test_a_larger_cap_and_a_certificate_help_together_where_neither_does_alone() -> None:
    """Three clients where two may be owned, and nobody speaks the language of one of them."""
    some = instance_of(
        [client("c1"), client("c2"), client("c3", language="Armenian")],
        [worker("w1", languages=["English"]), worker("w2", languages=["English"])],
        [],
    )
    policy = Policy.model_validate({"language": {"match": "required"}, "caseload": {"cap": 1}})
    said = _said(some, policy)
    together = [
        way for way in said.ways_out if any(isinstance(each, Certify) for each in way.changes)
    ]
    (way,) = together
    assert (way.kind, way.is_smallest) == ("several", True)
    (cap,) = [each for each in way.changes if isinstance(each, SetValue)]
    assert (cap.set, cap.to) == ("caseload.cap", 2)
    changed = apply(way.changes, some, forbid_undone_and_late(policy))
    assert solve(*changed, engine="kernel", threads=1).has_plan
    people = [way for way in said.ways_out if way.kind == "staff"]
    assert len(people) == 1 and people[0].is_smallest


def test_what_no_time_decided_is_no_smallest_way_and_the_limit_says_so() -> None:
    """Every search for a way has its share of the time, which may end before the time does."""
    some = instance_of(
        [client(f"c{at}", worker="w1") for at in range(6)], [worker("w1"), worker("w2")], []
    )
    policy = forbid_undone_and_late(Policy.model_validate({"caseload": {"cap": 2}}))
    search = RelaxationSearch(_Undecided(ManySolves(SolveOptions(threads=1))), some, policy)
    ways = [way for way in search.find_ways_out(Facts(), None) if way.kind == "cap"]
    assert ways == [] and search.is_undecided


def test_two_languages_missing_need_two_changes_of_staff() -> None:
    some = instance_of(
        [client("c1", language="Spanish"), client("c2", language="Korean")],
        [worker("w1"), worker("w2")],
        [task("t1", "c1"), task("t2", "c2")],
    )
    said = _said(some, REQUIRED)
    several = [way for way in said.ways_out if way.kind == "several"]
    assert [{change.verb for change in way.changes} for way in several] == [
        {"add_fte"},
        {"certify"},
    ]
    assert several[0].sizes == (0.1, 0.1)
    for way in several:
        changed = apply(way.changes, some, forbid_undone_and_late(REQUIRED))
        assert way.is_smallest and solve(*changed, engine="kernel", threads=1).has_plan
    assert _helps(some, REQUIRED, said, "language")


def test_those_who_must_not_meet_are_a_reason_and_may_give_way() -> None:
    some = replace(
        instance_of(
            [client("c1"), client("c2")], [worker("w1")], [task("t1", "c1"), task("t2", "c2")]
        ),
        # Nobody can meet who has left, so that pair gives way to nothing.
        pairs=pl.DataFrame(
            [("c1", "x1", "never", "kinship"), ("c2", "w1", "never", "kinship")],
            dict(SCHEMAS["pairs"]),
            orient="row",
        ),
        former=pl.DataFrame({"id": ["x1"]}, dict(SCHEMAS["former"])),
    )
    said = _said(some, Policy())
    assert said.conflict is not None and said.conflict.rules == ("pairs", "service")
    (closed,) = [fact for fact in said.facts.closed if fact.what == "clients"]
    assert closed.excluded == {"pairs": 1}
    assert _helps(some, Policy(), said, "pairs")
    (way,) = [way for way in said.ways_out if way.kind == "pairs"]
    assert way.words == "let c2 and w1 meet"
    off = _said(some, Policy().without("pairs"))
    assert off.conflict is None


def test_a_clash_that_counting_does_not_see_has_ways_out_too() -> None:
    # 2 x 60 minutes in all, but three tasks of 40: two workers, one of them with two tasks.
    some = instance_of(
        [client(f"c{number}") for number in range(3)],
        [worker("w1", minutes=60), worker("w2", minutes=60)],
        [task(f"t{number}", f"c{number}", minutes=40) for number in range(3)],
        periods=1,
    )
    policy = Policy.model_validate({"overtime": {"limit": 0}})
    said = _said(some, policy)
    assert said.verdict == "infeasible" and not said.facts.is_proof
    assert said.conflict is not None and said.conflict.proof == "solved"
    assert said.conflict.rules == ("overtime", "service")
    sizes = {way.kind: way.sizes for way in said.ways_out}
    assert sizes == {"overtime": (20.0,), "staff": (0.2,), "undone": (40.0, 0.0)}
    assert _helps(some, policy, said, "overtime") and _helps(some, policy, said, "staff")


def test_out_of_time_nothing_is_claimed() -> None:
    said = explain(instance(), Policy(), engine="cp-sat", threads=1, time_limit=1e-6)
    assert (said.verdict, said.limit, said.ways_out) == ("infeasible", "time", ())
    assert said.facts.is_proof and said.result is None
    county = Policy.model_validate({"pool": {"scope": "county"}})
    said = explain(instance(), county, engine="cp-sat", threads=1, time_limit=1e-6)
    assert (said.verdict, said.limit, said.conflict) == ("undecided", "time", None)


def test_cancelled_it_says_what_is_known() -> None:
    cancel = threading.Event()
    cancel.set()
    said = explain(instance(), Policy(), engine="cp-sat", time_limit=None, cancel=cancel)
    assert (said.limit, said.ways_out) == ("interrupted", ())
    assert said.facts.is_proof


def test_the_plan_is_made_under_the_prices_of_the_policy() -> None:
    steep = Policy.model_validate(
        {"service": {"undone": "forbidden"}, "deadlines": {"late": "forbidden", "late_price": 1.0}}
    )
    said = _said(instance(), steep)
    assert said.result is not None
    assert said.result.policy.service.undone == said.result.policy.deadlines.late == "priced"
    assert require_plan(said.result).assignments["worker"].null_count() == 1
    assert said.policy.service.undone == said.policy.deadlines.late == "forbidden"


def test_where_all_can_be_done_the_plan_does_it_all() -> None:
    county = Policy.model_validate({"pool": {"scope": "county"}})
    steps: list[str] = []
    said = explain(
        instance(), county, engine="cp-sat", threads=1, time_limit=None, on_step=steps.append
    )
    assert (said.verdict, said.limit, said.conflict, said.ways_out) == (
        "feasible",
        "none",
        None,
        (),
    )
    assert steps == ["facts", "decide", "plan"]
    assert said.result is not None and said.result.status == "optimal"
    assert require_plan(said.result).assignments["worker"].null_count() == 0
