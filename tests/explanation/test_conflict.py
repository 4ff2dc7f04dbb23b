"""Which rules clash: down to fields, with the order of the rules and the time that is left."""

from __future__ import annotations

from samehands.explanation.conflict import SWITCHED_OFF, find_conflict
from samehands.explanation.oracle import Oracle, forbid_undone_and_late
from samehands.model.instance import Instance
from samehands.model.policy import Policy
from samehands.model.rules import RULES
from samehands.planning.many_solves import ManySolves
from samehands.solver import SolveOptions
from tables import client, instance_of, task, worker


def _oracle(limit: float | None = None) -> Oracle:
    return Oracle(ManySolves(SolveOptions(engine="cp-sat", threads=1, time_limit=limit)))


def _policy(**sections: dict[str, object]) -> Policy:
    return forbid_undone_and_late(Policy.model_validate(sections))


def _two_clients() -> Instance:
    both = ["CalFresh", "Medi-Cal"]
    return instance_of(
        [client("c1", worker="w1", programs=both), client("c2", worker="w1")],
        [worker("w1", programs=both), worker("w2")],
        [task("t1", "c1"), task("t2", "c2")],
    )


def test_fields_of_one_rule_are_told_apart() -> None:
    section: dict[str, object] = {"cap": 2, "caps": {"CalFresh": 0, "Medi-Cal": 1}}
    found = find_conflict(_oracle(), _two_clients(), _policy(caseload=section))
    assert found.rules == ("caseload", "service")
    assert found.parts == ("caseload.caps.CalFresh", "service.undone")
    assert found.is_minimal and found.proof == "solved"


def test_both_limits_of_moves_and_bundles_can_be_needed() -> None:
    frozen: dict[str, object] = {"frozen": ["c2"], "limit": 5}
    found = find_conflict(_oracle(), _two_clients(), _policy(moves=frozen, caseload={"cap": 1}))
    assert found.rules == ("skills", "caseload", "service", "moves")
    assert found.parts == (
        *("skills.bundle_integrity", "caseload.cap"),
        *("service.undone", "moves.frozen"),
    )
    assert found.is_minimal


def test_out_of_time_it_is_said_not_to_be_minimal() -> None:
    found = find_conflict(_oracle(1e-6), _two_clients(), _policy(caseload={"cap": 0}))
    assert not found.is_minimal and found.proof == "counted"
    assert "caseload" in found.undecided and "caseload" in found.rules
    assert {"handoffs", "moves"} & set(found.rules) <= set(found.undecided)


def test_every_rule_that_can_clash_is_switched_off_in_turn() -> None:
    """A rule without a place would stay on, and stand in every conflict."""
    assert {*SWITCHED_OFF, "service"} == {*RULES}
    assert len(SWITCHED_OFF) == len(RULES) - 1
