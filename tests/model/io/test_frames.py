"""Frames in memory of any reasonable type are read, and their faults named like those of files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl
import pytest

from mutations import SSN
from samehands.model import Calendar, InputError, Policy, read_frames
from samehands.model.tables import ROWS, SCHEMAS, TableName
from tables import PERIODS, Row, frame, frames, instance

CALENDAR = Calendar(periods=PERIODS)
Place = tuple[str, int | None, str | None, str | None]


def problems(
    clients: pl.DataFrame, workers: pl.DataFrame, tasks: pl.DataFrame, policy: Policy | None = None
) -> list[tuple[Place, str]]:
    with pytest.raises(InputError) as caught:
        read_frames(clients, workers, tasks, CALENDAR, policy)
    assert SSN not in str(caught.value)
    return [((f.table, f.row, f.id, f.field), f.message) for f in caught.value.problems]


def test_frames_of_the_schema_are_read() -> None:
    small = frames()
    found, policy = read_frames(small["clients"], small["workers"], small["tasks"], CALENDAR)
    for name in ("clients", "workers", "tasks"):
        assert found.table(name).equals(instance().table(name)), name
    assert policy == Policy()


def test_other_types_that_mean_the_same_are_read() -> None:
    small = frames()
    clients = small["clients"].with_columns(
        pl.col("office").cast(pl.Categorical),
        pl.col("language").cast(pl.Enum(["English", "Spanish"])),
        pl.col("programs", "groups").list.join(";"),
    )
    workers = small["workers"].with_columns(pl.col("minutes").list.to_array(PERIODS))
    tasks = small["tasks"].with_columns(
        pl.col("minutes").cast(pl.UInt8),
        pl.col("release").cast(pl.Int16),
        pl.col("due").cast(pl.String),
        pl.col("contact").cast(pl.Int8),
    )
    found, _ = read_frames(clients, workers, tasks, CALENDAR)
    for name in ("clients", "workers", "tasks"):
        assert found.table(name).equals(instance().table(name)), name


def test_columns_with_a_default_may_be_missing() -> None:
    small = frames()
    found, _ = read_frames(
        small["clients"].drop("groups", "worker", "programs"),
        small["workers"].drop("unit").with_columns(minutes=pl.lit(7, dtype=pl.Int32)),
        small["tasks"],
        CALENDAR,
    )
    assert found.clients["groups"].to_list() == [[], [], []]
    assert found.clients["worker"].to_list() == [None, None, None]
    assert found.workers["unit"].to_list() == ["", ""]
    assert found.capacity.tolist() == [[7] * PERIODS] * 2


def test_whole_numbers_are_ids_too() -> None:
    small = frames()
    found, _ = read_frames(
        pl.DataFrame({"id": [1, 2], "office": "n", "language": "English", "worker": [10, None]}),
        pl.DataFrame({"id": [10], "office": "n", "languages": "English", "minutes": 400}),
        small["tasks"].head(2).with_columns(client=pl.Series([1, 2])),
    )
    assert found.clients["worker"].to_list() == ["10", None]
    assert found.tasks["client"].to_list() == ["1", "2"]


def test_columns_of_a_wrong_type_are_named() -> None:
    small = frames()
    tasks = small["tasks"].with_columns(
        pl.col("minutes").cast(pl.Float64), kind=pl.lit(True), contact=pl.lit(0.5)
    )
    workers = small["workers"].with_columns(minutes=pl.Series([[1.5], [2.5]]))
    found = problems(small["clients"], workers, tasks)
    assert [place for place, _ in found] == [
        ("workers", None, None, "minutes"),
        ("tasks", None, None, "kind"),
        ("tasks", None, None, "minutes"),
        ("tasks", None, None, "contact"),
    ]
    assert found[0][1].endswith("it must hold whole numbers or lists of them")
    assert found[2][1] == "the column has the type Float64; it must hold whole numbers"


def test_cells_at_fault_are_named() -> None:
    small = frames()
    clients = small["clients"].with_columns(
        groups=pl.Series([["a;b"], [""], ["x", "x"]]),
        office=pl.Series([None, "", SSN], dtype=pl.String),
    )
    workers = small["workers"].with_columns(minutes=pl.Series([[1, None, 3, 4, 5], [-1]]))
    tasks = small["tasks"].with_columns(
        minutes=pl.Series([2**63, 1, None, 10_000_001], dtype=pl.UInt64)
    )
    found = problems(
        clients,
        workers,
        tasks,
        Policy.model_validate({"utilisation": {"gaps": [{"group": "unit:Z", "limit": 0}]}}),
    )
    assert sorted(place for place, _ in found if place[1]) == [
        ("clients", 1, "c1", "groups"),
        ("clients", 1, "c1", "office"),
        ("clients", 2, "c2", "groups"),
        ("clients", 2, "c2", "office"),
        ("clients", 3, "c3", "groups"),
        ("clients", 3, "c3", "office"),
        ("tasks", 1, "t1", "minutes"),
        ("tasks", 3, "t3", "minutes"),
        ("tasks", 4, "t4", "minutes"),
        ("workers", 1, "w1", "minutes"),
        ("workers", 2, "w2", "minutes"),
    ]
    assert found[-1][0] == ("policy", None, None, "utilisation.gaps.group")


def test_a_policy_that_was_never_checked_is_checked() -> None:
    small = frames()
    policy = Policy()
    policy = policy.model_copy(update={"moves": policy.moves.model_copy(update={"limit": -1})})
    found = problems(small["clients"], small["workers"], small["tasks"], policy)
    assert [place[3] for place, _ in found] == ["moves.limit"]


STRANGE = [None, True, date(2026, 1, 1), {"a": 1}, [["a"]]]
COLUMNS = [(table, name) for table, schema in SCHEMAS.items() for name in schema]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_no_column_of_any_type_breaks_the_report(table: TableName, column: str) -> None:
    away: Row = {"worker": "w1", "first": 0, "last": 1, "weekday": None, "share": 0.5}
    apart: Row = {"client": "c1", "worker": "w2", "price": "never", "reason": "kinship"}
    whole: dict[TableName, pl.DataFrame] = {
        **frames(),
        "leaves": frame("leaves", [away]),
        "pairs": frame("pairs", [apart]),
        "former": frame("former", [{"id": "w9"}]),
    }
    for value in STRANGE:
        series = pl.Series(column, [value] * whole[table].height)
        small: dict[TableName, pl.DataFrame] = {**whole, table: whole[table].with_columns(series)}
        try:
            _read_all(small)
        except InputError as error:
            assert any(one.field == column for one in error.problems), value
        else:
            assert value is None or column == "contact", value
    small = {**whole, table: whole[table].drop(column)}
    try:
        _read_all(small)
    except InputError as error:
        assert any(one.field == column for one in error.problems)
    else:
        assert not ROWS[table].model_fields[column].is_required()


def _read_all(some: Mapping[TableName, pl.DataFrame]) -> None:
    leaves, pairs, former = some["leaves"], some["pairs"], some["former"]
    three = some["clients"], some["workers"], some["tasks"]
    read_frames(*three, CALENDAR, leaves=leaves, pairs=pairs, former=former)


def test_frames_without_rows_are_read() -> None:
    small = frames()
    found, _ = read_frames(
        small["clients"].clear(), small["workers"].clear(), small["tasks"].clear()
    )
    assert found.capacity.shape == (0, 21)
    with pytest.raises(InputError, match="workers, minutes: the column is missing"):
        read_frames(pl.DataFrame(), pl.DataFrame(), pl.DataFrame())
