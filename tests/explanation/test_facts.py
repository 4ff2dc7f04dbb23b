"""The facts: each is a proof, and each says in words what is the matter."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from agencies import agency
from answers import optimum
from draws import draws
from samehands.explanation.facts import find_facts, is_impossible
from samehands.explanation.network import build_nodes, find_cut
from samehands.explanation.oracle import forbid_undone_and_late
from samehands.formulations.demand import derive_demand, find_minute_needs, find_minute_supply
from samehands.model.instance import Instance
from samehands.model.policy import Policy
from tables import Row, client, instance, instance_of, task, worker
from tiny_agencies import draw_case


def _policy(**sections: dict[str, object]) -> Policy:
    return forbid_undone_and_late(Policy.model_validate(sections))


def test_no_fact_is_false() -> None:
    proofs = hopeless = 0
    for seed in draws(120):
        some, policy = draw_case(Random(seed))
        facts = find_facts(some, forbid_undone_and_late(policy))
        assert (
            is_impossible(some, forbid_undone_and_late(policy))
            == facts.is_proof
            == bool(facts.words)
        )
        nothing = optimum(some, forbid_undone_and_late(policy)) is None
        assert nothing or not facts.is_proof, facts.words
        proofs, hopeless = proofs + facts.is_proof, hopeless + nothing
    assert 0.7 * hopeless <= proofs < len(draws(120))


def test_shortages_add_up_to_what_is_missing() -> None:
    several = 0
    for seed in draws(600):
        some, policy = draw_case(Random(seed))
        asked = derive_demand(some, forbid_undone_and_late(policy))
        needs = find_minute_needs(asked)
        if not len(needs.amount):
            continue
        nodes = build_nodes(needs, find_minute_supply(asked, needs))
        missing = [
            fact.missing
            for fact in find_facts(some, forbid_undone_and_late(policy)).shortages
            if fact.unit == "minutes"
        ]
        if policy.service.enabled:
            assert sum(missing) == find_cut(nodes, nodes.amount).missing
        several += len(missing) > 1
    assert several


def test_a_fact_names_office_language_program_days_and_minutes() -> None:
    spoken = {"languages": ["English", "Armenian"], "programs": ["CalFresh", "Medi-Cal"]}
    armenian: Row = {"language": "Armenian", "office": "office-12"}
    some = instance_of(
        [
            *(client(f"a{number}", **armenian) for number in range(3)),
            client("m", programs=["Medi-Cal"], **armenian),
            client("e", office="office-12"),
        ],
        [
            worker("w1", office="office-12", minutes=100, **spoken),
            worker("w2", office="office-12", minutes=100),
            worker("w3", office="office-1", minutes=100, **spoken),
        ],
        [
            *(task(f"t{number}", f"a{number}", minutes=150, due=2) for number in range(3)),
            task("t3", "m", program="Medi-Cal", minutes=5, due=4),
            task("t4", "e", minutes=100),
        ],
    )
    facts = find_facts(some, _policy(language={"match": "required"}, overtime={"limit": 10}))
    assert [fact.words for fact in facts.shortages] == [
        "3 Armenian-speaking CalFresh clients of office-12 need 450 minutes by day 2; the 1 worker "
        "who may serve them has 330: 120 minutes (0.1 full-time equivalents) are missing"
    ]
    (short,) = facts.shortages
    assert (short.first, short.last, short.workers) == (0, 2, ("w1",))
    assert short.fte == pytest.approx(120 / (3 * 331))
    assert not facts.closed and not facts.oversize


def test_what_is_overdue_on_arrival_is_named_where_it_does_not_fit_into_the_first_day() -> None:
    some = instance_of(
        [client(f"c{number}") for number in range(3)],
        [worker("w", minutes=[100, 400])],
        [task(f"t{number}", f"c{number}", minutes=60, due=-number) for number in range(3)],
        2,
    )
    (fact,) = find_facts(some, _policy(overtime={"limit": 0})).shortages
    assert fact.words.startswith(
        "3 clients of north need 180 minutes on day 0, 120 of them overdue on arrival; "
        "the 1 worker who may serve them has 100: 80 minutes"
    )
    off = _policy(overtime={"limit": 0}, deadlines={"enabled": False})
    assert not find_facts(some, off).is_proof


def test_who_may_not_serve_is_counted_by_the_first_rule() -> None:
    some = instance_of(
        [client("c", language="Spanish", programs=["CalFresh", "Medi-Cal"]), client("d")],
        [
            worker("far", office="south"),
            worker("green"),
            worker("silent", programs=["CalFresh", "Medi-Cal"]),
        ],
        [task("t", "c")],
    )
    (fact,) = find_facts(some, _policy(language={"match": "required"})).closed
    assert fact.excluded == {"pool": 1, "skills": 1, "language": 1}
    assert fact.words == (
        "1 Spanish-speaking CalFresh and Medi-Cal client of north: nobody may own it; pool "
        "excludes 1, skills excludes 1 and language excludes 1 of 3 workers"
    )


def test_a_task_nobody_may_do_is_told_apart_from_its_client() -> None:
    some = instance_of([client("c")], [worker("w")], [task("t", "c", program="GAIN")])
    pooled = Policy().as_formulation("task-based")
    (fact,) = find_facts(some, forbid_undone_and_late(pooled)).closed
    assert (fact.what, fact.ids, fact.excluded) == ("tasks", ("t",), {"skills": 1})


def test_work_too_long_for_anyone() -> None:
    workers = [worker("w1", minutes=100), worker("w2", minutes=100)]
    clients = [client("c1"), client("c2")]
    tasks = [
        task("t1", "c1", minutes=190, release=1, due=1),
        task("t2", "c2", minutes=90, due=0),
        task("t3", "c2", minutes=80, due=0),
    ]
    facts = find_facts(instance_of(clients, workers, tasks), _policy())
    assert [fact.words for fact in facts.oversize] == [
        "1 task too long for anyone: task t1 needs 190 minutes on day 1, and nobody who may do it "
        "has more than 160",
        "1 client too much for any one owner: client c2 needs 170 minutes on day 0, and no "
        "possible owner has more than 160",
    ]


def test_cases_and_moves_are_counted() -> None:
    gone = [client(f"g{number}", office="south", worker="w1") for number in range(3)]
    workers = [worker("w1"), worker("w2", office="south")]
    some = instance_of([*gone, client("c", worker="w1")], workers, [])
    facts = find_facts(some, _policy(caseload={"cap": 2}, moves={"limit": 1}))
    assert [(fact.unit, fact.rule, fact.missing) for fact in facts.shortages] == [
        ("cases", "caseload.cap", 1),
        ("moves", "moves.limit", 2),
    ]
    nobody_moves = find_facts(some, _policy(moves={"limit": 0}))
    assert nobody_moves.closed[0].excluded == {"pool": 1, "moves": 1}


def test_a_cap_that_is_too_small_is_told_with_the_shares_of_a_caseload() -> None:
    workers = [worker("w1", caseload_share=0.5), worker("w2", caseload_share=0.75), worker("w3")]
    some = instance_of([client(f"c{number}") for number in range(9)], workers, [])
    (fact,) = find_facts(some, _policy(caseload={"cap": 3})).shortages
    # 1.5, 2.25 and 3 cases.
    assert (fact.need, fact.have, fact.missing, fact.fte) == (9, 6.75, 2.25, 0.75)
    assert fact.words.endswith("of a usual caseload w1 at 50 %, w2 at 75 %")


def test_where_nothing_must_be_done_there_are_no_facts() -> None:
    off = _policy(service={"enabled": False}, pool={"scope": "office"})
    assert find_facts(instance(), off).words == ()
    assert find_facts(instance(), _policy()).is_proof


def test_nobody_and_nothing() -> None:
    none: list[Row] = []
    assert find_facts(instance_of(none, none, none), _policy()).words == ()
    (fact,) = find_facts(instance_of([client("c")], none, [task("t", "c")]), _policy()).closed
    assert fact.words == "1 client of north: nobody may own it; there is no worker"


@pytest.mark.slow
def test_an_office_is_counted_group_by_group() -> None:
    facts = find_facts(agency("office"), _policy(language={"match": "required"}))
    nobody = [fact for fact in facts.closed if fact.languages == ("Cambodian",)]
    assert sum(fact.number for fact in nobody) == 152
    short = {fact.languages: fact for fact in facts.shortages}
    armenian = short["Armenian",]
    assert (len(armenian.workers), armenian.first, armenian.last) == (4, 0, 20)
    assert armenian.need - armenian.have == armenian.missing > 0
    assert len(facts.shortages) <= 12
    assert not find_facts(agency("office"), _policy()).is_proof


def test_large_amounts_are_counted_in_larger_units() -> None:
    some = instance_of([client("c")], [worker("w", minutes=400)], [task("t", "c", minutes=10**9)])
    assert _short(some, 3 * 10**9) and not _short(some, 10**3)


def _short(some: Instance, amount: int) -> bool:
    asked = derive_demand(some, _policy())
    needs = find_minute_needs(asked)
    needs.amount[:] = amount
    nodes = build_nodes(needs, find_minute_supply(asked, needs))
    assert np.all(nodes.amount <= 2**30)
    return find_cut(nodes, nodes.amount).missing > 0
