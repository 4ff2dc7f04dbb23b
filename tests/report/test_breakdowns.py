"""Plans in parts: charts of their own tables, sums that hold, nothing internal in public."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from draws import examples
from html_page import parsed
from measured import office, shared_plan
from random_plans import plans
from samehands.model.instance import Instance
from samehands.model.plan import Plan
from samehands.model.policy import Policy
from samehands.report.breakdowns import breakdown_sections
from samehands.report.charts import BarChart, Chart, StripChart
from samehands.report.document import Document, Section
from samehands.report.html import format_html
from samehands.report.public import public_document
from samehands.report.tables import People, Value


def _sections() -> list[Section]:
    """Return the parts of two plans of the office of the tests, of which one leaves all undone."""
    idle = replace(shared_plan(), work=shared_plan().work.clear())
    nobody = idle.assignments.with_columns(worker=None).cast(idle.assignments.schema)
    plans = {"shared": shared_plan(), "idle": replace(idle, assignments=nobody)}
    return breakdown_sections(office(), plans)


def _charts(sections: list[Section]) -> dict[str, Chart]:
    blocks = (block for part in sections for block in part.blocks)
    return {block.slug: block for block in blocks if isinstance(block, Chart)}


def _numbers(sections: list[Section]) -> dict[str, int | None]:
    tables = Document("", sections, Section("", [])).tables()
    cells = (cell for table in tables for row in table.rows for cell in row)
    found: dict[str, int | None] = {}
    for cell in cells:
        if isinstance(cell, People):
            assert found.setdefault(cell.key, cell.number) == cell.number
    return found


def test_how_many_workers_a_client_sees() -> None:
    chart = _charts(_sections())["workers-seen"]
    rows = [[chart.text(row, column) for column in range(3)] for row in range(3)]
    assert rows == [["1", "2", "0"], ["2", "1", "0"], ["clients with a task done", "3", "0"]]
    # The sum is no column of the picture.
    assert chart.words() == "shared: 1 2; 2 1; idle: 1 0; 2 0;"


def test_load_is_binned_in_whole_minutes() -> None:
    # A works 145 of 400 minutes and B 40 of 100; C has none at all.
    table = _charts(_sections())["load"].table
    found = {row[0]: row[1] for row in table.rows}
    assert found["to 50 %"] == People("shared/load/to 50 %", 2)
    assert found["away"] == People("shared/load/away", 1)
    assert found["all workers"] == People("workers", 3, known=True)


@pytest.mark.parametrize(
    ("worked", "where"),
    [(100, "95 to 100 %"), (101, "100 to 105 %"), (105, "100 to 105 %"), (111, "over 110 %")],
)
def test_who_works_exactly_the_end_of_a_bin_is_in_it(worked: int, where: str) -> None:
    instance, plan = office(), shared_plan(Policy())
    row = plan.work.filter(plan.work["worker"] == "B").head(1)
    work = row.with_columns(minutes=row["minutes"] * 0 + worked)
    sections = breakdown_sections(instance, {"it": replace(plan, work=work)})
    table = _charts(sections)["load"].table
    assert {row[0]: row[1] for row in table.rows}[where] == People(f"it/load/{where}", 1)


def test_timeliness_by_program_and_plan() -> None:
    chart = _charts(_sections())["timeliness-program"]
    assert isinstance(chart, BarChart)
    assert chart.series() == ["shared", "idle"]
    rows = chart.table.texts()
    assert rows[0] == ["P", "shared", "5", "4", "0", "1", "100.0 %", "0"]
    assert rows[1] == ["P", "idle", "5", "0", "0", "5", "0.0 %", "n/a"]
    # Of five tasks due inside the calendar four are on time; five are done, after 2 days in all.
    assert rows[4] == ["all", "shared", "6", "4", "1", "1", "80.0 %", "0.40"]
    share = chart.table.rows[0][6]
    assert isinstance(share, Value) and "shared/on_time/program/P" in share.rests_on


def test_every_worker_every_day() -> None:
    chart = _charts(_sections())["worker-days"]
    assert isinstance(chart, StripChart)
    days = chart.strips()["A"]
    # 110 minutes in a day of 100, none in the last of four days.
    assert chart.used(days, 3) == (145.0, 400.0, 1)
    assert "A: shared 36 % of what there is, over it on 1 day, idle 0 %" in chart.words()
    assert "C: shared away, idle away." in chart.words()


@settings(max_examples=examples(100))
@given(plans())
def test_sums_hold(drawn: tuple[Instance, Plan]) -> None:
    instance, plan = drawn
    sections = breakdown_sections(instance, {"one": plan, "again": plan})
    numbers = _numbers(sections)
    tables = Document("", sections, Section("", [])).tables()
    sums = [each for table in tables for each in table.sums]
    assert sums
    for each in sums:
        if {each.total, *each.parts} <= numbers.keys():
            assert numbers[each.total] == sum(numbers[part] or 0 for part in each.parts)


@settings(max_examples=examples(20))
@given(plans())
def test_the_public_version_names_nobody(drawn: tuple[Instance, Plan]) -> None:
    instance, plan = drawn
    sections = breakdown_sections(instance, {"one": plan})
    document = Document("Parts", sections, Section("", [], public=True))
    page = format_html(public_document(document).document)
    names = (*instance.workers["id"], *instance.clients["id"], *instance.tasks["id"])
    words = parsed(page).all("body")[0].text
    assert [name for name in names if f" {name} " in words or f">{name}<" in page] == []


def test_a_chart_of_which_all_is_hidden_leaves_its_table() -> None:
    sections = _sections()
    document = Document("Parts", sections, Section("", [], public=True))
    public = public_document(document).document
    assert "workers-seen" in _charts(sections)
    assert "workers-seen" not in _charts(list(public.sections))
    (table,) = (each for each in public.tables() if each.slug == "workers-seen")
    assert table.texts() == [
        ["1", "*", "0"],
        ["2", "*", "0"],
        ["clients with a task done", "*", "0"],
    ]
