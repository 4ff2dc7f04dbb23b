"""The column of households, in every form in which an instance is read and written."""

from __future__ import annotations

from pathlib import Path

import pytest

import samehands as sh
from samehands.model.instance import Instance
from samehands.model.io.read import read
from samehands.model.io.write import TableFormat, write
from samehands.model.policy import Policy
from tables import instance, instance_of, rows


def family() -> Instance:
    """Return the small instance with two clients in one household."""
    tables = rows()
    for row, home in zip(tables["clients"], ["H7", "H7", None], strict=True):
        row["household"] = home
    return instance_of(tables["clients"], tables["workers"], tables["tasks"])


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_households_that_are_written_are_read_back(format: TableFormat, tmp_path: Path) -> None:
    write(tmp_path / "there", family(), Policy(), format)
    found, _ = read(tmp_path / "there")
    assert found.clients["household"].to_list() == ["H7", "H7", None]
    assert found.client("c1").household == "H7"


def test_clients_without_households_keep_their_form(tmp_path: Path) -> None:
    write(tmp_path / "there", instance(), Policy())
    header = (tmp_path / "there" / "clients.csv").read_text(encoding="utf-8").splitlines()[0]
    assert "household" not in header


def test_clients_of_a_household_have_one_owner_where_the_policy_says_so() -> None:
    together = Policy.model_validate(
        {"continuity": {"household": True}, "pool": {"scope": "county"}}
    )
    for formulation in ("client-based", "team-2", "task-based"):
        policy = together.as_formulation(formulation)
        result = sh.solve(family(), policy, time_limit=20, threads=1)
        assert result.status == "optimal" and result.plan is not None
        owners = result.plan.owners["owner"].to_list()
        assert owners[0] == owners[1]
        assert policy.continuity.household
