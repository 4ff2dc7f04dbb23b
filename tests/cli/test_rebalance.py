"""``samehands rebalance``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

from shell import call, inside, keys

QUICK = ("--engine", "kernel", "--time-limit", "20", "--threads", "1")


def test_who_moves_to_whom_and_why(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "moves.json"
    ran = call("rebalance", small, "--leaves", "w2", *QUICK, "--json", "--out", out)
    assert (ran.code, ran.errors) == (0, "")
    assert keys(ran.data) == [
        *(
            "version",
            "instance",
            "events",
            "owner_leaves",
            "owner_unfit",
            "limit",
            "limit_reached",
            "deadlines_first",
            "given_up",
        ),
        *("before", "rebalanced", "clerk", "reasons", "moves", "policy", "away", "warnings"),
    ]
    assert inside(ran.data, "moves", 0) == {
        "client": "c2",
        "before": "w2",
        "owner": "w1",
        "why": "left",
        "rule": None,
        "minutes": None,
        "above": None,
        "saves": None,
        "reason": "leaves",
        "speaks": False,
        "choices": 1,
    }
    full = json.loads(out.read_text(encoding="utf-8"))
    assert len(full["rebalanced"]["plan"]["owners"]) == 3 == len(full["clerk"]["plan"]["owners"])
    assert "plan" not in keys(ran.data, "rebalanced")


def test_the_report_has_the_clerks_rule_beside_it(small: Path) -> None:
    ran = call("rebalance", small, "--leaves", "w2", *QUICK)
    assert (ran.code, ran.errors) == (0, "")
    for words in ("the clerk's rule", "the owner leaves", "Deadlines lost", "Prices in minutes"):
        assert words in ran.out
    assert max(map(len, ran.out.splitlines())) <= 100


def test_the_report_says_that_the_limit_binds_and_who_is_away_throughout(
    small: Path, tmp_path: Path
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text("[continuity]\nk = 1\n", encoding="utf-8")
    away = ("--absent", "w1:0-4", "--max-changes", "0", "--policy", policy)
    ran = call("rebalance", small, *away, *QUICK)
    assert (ran.code, ran.errors) == (0, "")
    said = " ".join(ran.out.split())
    assert (
        "The limit of 0 chosen changes of owner (as asked for) binds: 1 more would do 2 more tasks"
        in said
    )
    assert "minutes of cost. --max-changes 1 allows that." in said
    assert "of 1 client owned today 1 stay, 2 of their 2 tasks undone" in said
    assert "w1 away in every period 0 " in said
    ran = call("rebalance", small, *away, *QUICK, "--json")
    assert inside(ran.data, "limit_reached", "source") == "asked"
    assert inside(ran.data, "away", 0, "worker") == "w1"


def test_every_event_reaches_the_question(small: Path, tmp_path: Path) -> None:
    joins = tmp_path / "joins.csv"
    joins.write_text(
        "id,office,unit,languages,programs,minutes\nw9,north,,English,CalFresh;Medi-Cal,300\n",
        encoding="utf-8",
    )
    events = ("--transfer", "w2:w1", "--absent", "w1:0-1", "--exclude", "w9", "--joins", joins)
    ran = call("rebalance", small, *events, "--max-changes", "50%", *QUICK, "--json")
    assert ran.code == 0, ran.err
    assert inside(ran.data, "events") == {
        "leaves": [],
        "joins": ["w9"],
        "absent": [{"worker": "w1", "first": 0, "last": 1}],
        "transfers": [{"from": "w2", "to": "w1"}],
        "excluded": ["w9"],
    }
    # Half of the one client whose owner is still there is none.
    assert inside(ran.data, "limit") == 0


def test_where_no_plan_keeps_all_rules_the_exit_code_says_so(small: Path, tmp_path: Path) -> None:
    policy = tmp_path / "strict.toml"
    policy.write_text(
        '[service]\nundone = "forbidden"\n[deadlines]\nlate = "forbidden"\n'
        "[overtime]\nlimit = 0\n[caseload]\ncap = 0\n",
        encoding="utf-8",
    )
    ran = call("rebalance", small, "--leaves", "w2", "--policy", policy, *QUICK)
    assert ran.code == 3, ran.err
    assert "there is no plan: status infeasible" in ran.err


def test_an_absence_may_be_named_by_dates(small: Path) -> None:
    days = ("--absent", "w1:2026-02-01-2026-03-03")
    ran = call("rebalance", small, *days, *QUICK, "--json")
    assert ran.code == 0, ran.err
    assert inside(ran.data, "events", "absent") == [{"worker": "w1", "first": 0, "last": 1}]
    late = call("rebalance", small, "--absent", "w1:2026-04-01-2026-04-03")
    assert late.code == 2
    assert "are not periods from 0 to 4, or open days from 2026-03-02 to 2026-03-06" in late.err
    wrong = call("rebalance", small, "--absent", "w1:2026-02-30-2026-03-03")
    assert wrong.code == 2 and "is not W:FROM-TO" in wrong.err


def test_faults_are_all_named_with_their_options(small: Path, tmp_path: Path) -> None:
    wrong = ("--absent", "w1", "--transfer", "w1", "--max-changes", "many")
    missing = ("--joins", tmp_path / "none.csv")
    ran = call("rebalance", small, *wrong, *missing)
    assert ran.code == 2
    for option in ("--absent", "--transfer", "--max-changes", "none.csv"):
        assert option in ran.err
    unknown = call("rebalance", small, "--leaves", "w7", "--exclude", "w8")
    assert unknown.code == 2 and "--leaves: no worker 'w7'" in unknown.err
    assert "--exclude: no worker 'w8'" in unknown.err


def test_what_is_fixed_stays(small: Path, tmp_path: Path) -> None:
    ran = call("rebalance", small, "--exclude", "w2", "--fixed", "w1,w2", *QUICK, "--json")
    assert ran.code == 0, ran.err
    # c3 has no owner today, and gets a first one.
    assert inside(ran.data, "moves", 0, "client") == "c3"
    assert len(cast("list[object]", inside(ran.data, "moves"))) == 1
    stays = tmp_path / "stays.toml"
    stays.write_text('owners = { c2 = "w2" }\n', encoding="utf-8")
    ran = call("rebalance", small, "--leaves", "w2", "--fixed", stays, *QUICK)
    assert ran.code == 2 and "the worker 'w2' has left" in ran.err
