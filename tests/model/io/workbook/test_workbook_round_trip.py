"""A workbook gives back exactly what was written into it, and the template is always the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import assume, given, settings

from draws import examples, share
from samehands.model import Calendar, InputError, Instance, Policy, read, write
from samehands.model.checks.cells import guarded, unguarded
from samehands.model.checks.columns import columns_of
from samehands.model.io.workbook import format_template, format_workbook
from samehands.model.io.write import write_template
from samehands.model.policy_order import policy_fields
from samehands.model.tables import SCHEMAS
from tables import instance
from tiny_agencies import draw_case
from valid_inputs import inputs
from workbooks import sheets_of


def _same(one: tuple[Instance, Policy], two: tuple[Instance, Policy]) -> bool:
    return one[0] == two[0] and one[1] == two[1]


@settings(max_examples=examples(40), deadline=None)
@given(given=inputs())
def test_drawn_inputs_come_back(given: tuple[Instance, Policy]) -> None:
    words = f"{given[0].to_dict()}{given[1].model_dump()}"
    # Two characters are none in XML; the next test shows what becomes of them.
    assume("\\ufffe" not in words and "\\uffff" not in words)
    with TemporaryDirectory() as place:
        file = Path(place) / "office.xlsx"
        write(file, *given)
        found = read(file)
    assert _same(given, found)
    assert found[0].warnings == given[0].warnings


@pytest.mark.parametrize("seed", range(share(40)))
def test_agencies_with_leaves_pairs_and_former_workers_come_back(seed: int, tmp_path: Path) -> None:
    drawn, policy = draw_case(Random(seed))
    write(tmp_path / "office.xlsx", drawn, policy)
    assert _same((drawn, policy), read(tmp_path / "office.xlsx"))


def test_a_policy_with_every_sort_of_field_comes_back(tmp_path: Path) -> None:
    policy = Policy.model_validate(
        {
            "pool": {"scope": "region", "regions": {"city": ["north", "none"], "empty": []}},
            "continuity": {"k": "unlimited", "k_by_group": {"elderly": 1, "none": 2}},
            "caseload": {"cap": 2.5, "standing": {}, "breakpoints": []},
            "utilisation": {"gaps": [{"group": "unit:A", "limit": 0.25}]},
            "moves": {"frozen": ["7", '"x"', "=1+1", " "], "fixed_owners": {"c1": "w1"}},
            "service": {"enabled": False, "undone_price": 5.98330867961875},
            "deadlines": {"late_price": 1e-300},
            "overtime": {"price": 1e-300},
        }
    )
    write(tmp_path / "office.xlsx", instance(), policy)
    assert read(tmp_path / "office.xlsx")[1] == policy


@pytest.mark.parametrize(("name", "is_held"), [("_x0041_", True), ("a\ufffe", False)])
def test_a_character_that_a_workbook_cannot_hold_is_refused(
    name: str, is_held: bool, tmp_path: Path
) -> None:
    policy = Policy.model_validate({"moves": {"frozen": [name]}})
    if is_held:
        write(tmp_path / "office.xlsx", instance(), policy)
        assert read(tmp_path / "office.xlsx")[1] == policy
        return
    with pytest.raises(InputError, match="column C") as error:
        write(tmp_path / "office.xlsx", instance(), policy)
    assert error.value.problems[0].table == "policy"
    assert not [*tmp_path.iterdir()]


def test_days_are_dates_and_overdue_work_stays_overdue(tmp_path: Path) -> None:
    small = instance()
    tasks = small.tasks.with_columns(release=pl.lit(0, pl.Int64), due=pl.lit(-3, pl.Int64))
    late = Instance(
        small.clients, small.workers, tasks, Calendar(periods=5, start=date(2026, 3, 2))
    )
    write(tmp_path / "office.xlsx", late, Policy())
    due = sheets_of(tmp_path / "office.xlsx")["tasks"]["due"]
    assert due.unique().to_list() == ["2026-02-25 00:00:00"]
    assert read(tmp_path / "office.xlsx")[0] == late


def test_the_template_is_the_same_twice_and_reads_as_an_empty_agency(tmp_path: Path) -> None:
    assert format_template() == format_template()
    write_template(tmp_path / "office.xlsx")
    found, policy = read(tmp_path / "office.xlsx")
    assert (found.clients.height, found.workers.height, found.tasks.height) == (0, 0, 0)
    assert (found.calendar, policy) == (Calendar(), Policy())


def test_the_template_names_every_column_and_every_field_of_the_policy() -> None:
    sheets = sheets_of(format_template())
    assert next(iter(sheets)) == "read me"
    for name in SCHEMAS:
        assert sheets[name].columns == [column.name for column in columns_of(name)]
    fields = sheets["policy"]
    assert {*fields["field"]} == {*policy_fields()}
    assert fields["meaning"].null_count() == 0


def test_rows_filled_into_the_template_are_read(tmp_path: Path) -> None:
    small = instance()
    write(tmp_path / "office.xlsx", small, Policy())
    assert (
        format_workbook(*read(tmp_path / "office.xlsx")) == (tmp_path / "office.xlsx").read_bytes()
    )


@pytest.mark.parametrize("text", ["=1+1", "'=1", "''+x", "@a", "-x", "'a", "-12", "a=b", "+1 2"])
def test_no_text_is_a_formula_and_each_comes_back(text: str, tmp_path: Path) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "@", "+"))
    renamed = instance().clients.with_columns(language=pl.lit(text))
    changed = Instance(renamed, instance().workers, instance().tasks, instance().calendar)
    for name in ("office.xlsx", "folder"):
        write(tmp_path / name, changed, Policy())
        assert read(tmp_path / name)[0].clients["language"].unique().to_list() == [text]
    plain = (tmp_path / "folder" / "clients.csv").read_text(encoding="utf-8")
    assert f",{guarded(text)}," in plain
