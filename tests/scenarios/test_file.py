"""Scenario files: read whole, or refused with every fault named by file, reform and change."""

from __future__ import annotations

from pathlib import Path

import pytest

from samehands.changes import PoolKinds, SetValue, parse_changes
from samehands.model import InputError, Policy
from samehands.scenarios import Reform, read_scenarios
from tables import instance

GOOD = """
[baseline]
name = "peak"
changes = [{ scale_rate = 2, kinds = ["intake"] }]

[[reform]]
name = "cap 200"
question = "What if no worker owns more than 200?"
needs = "simulation"
answers = ["cost", "clients_without_owner"]
changes = [{ set = "caseload.cap", to = 200 }]

[[reform]]
name = "nothing"
changes = []
"""
BAD = """
[baselin]
changes = []

[[reform]]
name = "one"
qestion = "?"
answers = ["cost", "owner_chnges"]
needs = "time"
changes = [{ set = "caseload.kap", to = 1 }, { pool_kinds = ["calls"] }]

[[reform]]
name = "one"
changes = 3

[[reform]]
question = 4
"""


def file(folder: Path, text: str) -> Path:
    """Write a scenario file."""
    path = folder / "caps.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file(tmp_path: Path) -> None:
    found = read_scenarios(file(tmp_path, GOOD), instance(), Policy())
    assert (found.name, len(found.baseline)) == ("peak", 1)
    cap, nothing = found.reforms
    assert cap.changes == (SetValue(set="caseload.cap", to=200),)
    assert cap.answers == ("cost", "clients_without_owner")
    assert (cap.needs, nothing.needs, nothing.changes, nothing.answers) == (
        "simulation",
        None,
        (),
        ("cost",),
    )


def test_all_faults_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_scenarios(file(tmp_path, BAD), instance(), Policy())
    found = [str(problem) for problem in caught.value.problems]
    for says in (
        "scenarios caps.toml, baselin: unknown table 'baselin'; did you mean 'baseline'?",
        "scenarios caps.toml (one), qestion: unknown field 'qestion'; did you mean 'question'?",
        "scenarios caps.toml (one), answers: 'owner_chnges' is no metric; did you mean 'owner_c",
        "scenarios caps.toml (one), needs: 'time' is not right; it must be 'simulation'",
        "scenarios caps.toml (one), changes: 3 is not right; it must be a list of tables",
        "scenarios caps.toml (reform 3), name: missing",
        "scenarios caps.toml (reform 3), question: 4 is not right",
        "scenarios caps.toml (reform 3), changes: missing",
        "scenarios caps.toml (one), name: 2 have this name",
        "scenarios caps.toml (one), changes[0].set: unknown field 'kap' of caseload",
        "scenarios caps.toml (one), changes[1].pool_kinds: no kind 'calls'; did you mean 'call'?",
    ):
        assert any(one.startswith(says) for one in found), says


def test_targets_are_sought_where_the_baseline_has_put_them(tmp_path: Path) -> None:
    text = """
[baseline]
changes = [{ label = "complex", share = 0.5 }]
[[reform]]
name = "a"
changes = [{ k_by_group = { complex = 1 } }]
"""
    assert read_scenarios(file(tmp_path, text), instance(), Policy()).name == "baseline"


@pytest.mark.parametrize("text", ["", "[[reform", "reform = 3", "[baseline]\nname = 'x'"])
def test_a_file_without_reforms(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"scenarios caps\.toml"):
        read_scenarios(file(tmp_path, text))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_scenarios(tmp_path / "no.toml")


def test_without_an_instance_targets_are_not_sought(tmp_path: Path) -> None:
    text = '[[reform]]\nname = "a"\nchanges = [{ pool_kinds = ["x"] }]'
    (reform,) = read_scenarios(file(tmp_path, text)).reforms
    assert reform.changes == (PoolKinds(pool_kinds=("x",)),)


def test_a_reform_takes_plain_data_and_names_what_is_wrong_with_it() -> None:
    plain = Reform("cap 200", changes=[{"set": "caseload.cap", "to": 200}])
    assert plain == Reform("cap 200", parse_changes([{"set": "caseload.cap", "to": 200}]))
    with pytest.raises(InputError, match=r"changes\[0\].to: missing"):
        Reform("cap", [{"set": "caseload.cap"}])
