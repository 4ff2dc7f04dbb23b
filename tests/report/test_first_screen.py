"""The first screen of a page: what it says, how sure it is, and what a public one gives away."""

from __future__ import annotations

import re

import pytest

from html_page import Node, parsed
from plans import office
from samehands.model import Policy
from samehands.planning import Comparison, compare_formulations, solve
from samehands.planning.interval import Difference
from samehands.report.compared import answer_to_compare, compared_document
from samehands.report.document import Paragraph, Section
from samehands.report.first_screen import NOT_SHOWN, OF_THESE_PLANS, side_by_side
from samehands.report.html import format_html
from samehands.report.public import HIDDEN, public_document
from samehands.report.quantities import Told
from samehands.report.solved import answer_to_solve, solved_document
from samehands.report.tables import People, Table


@pytest.fixture(scope="module")
def compared() -> Comparison:
    """Return two standards of a small office."""
    return compare_formulations(office(), Policy(), engine="least-loaded")


def _table(part: Section) -> Table:
    (table,) = [each for each in part.blocks if isinstance(each, Table) and each.bars]
    return table


def _counts(table: Table) -> dict[str, int | None]:
    cells = (cell for row in table.rows for cell in row)
    return {cell.key: cell.number for cell in cells if isinstance(cell, People)}


def _difference(low: float | None, high: float | None) -> Difference:
    return Difference(
        first="one", second="other", of_plans=10.0, low=low, high=high, relative=None,
        kind="certified",
    )  # fmt: skip


def test_counts_are_those_of_the_plan(compared: Comparison) -> None:
    counts = _counts(_table(answer_to_compare(compared)))
    for name, result in zip(compared.names, compared.results, strict=True):
        assert result.plan is not None
        today = dict(office().clients.select("id", "worker").iter_rows())
        owners = dict(result.plan.owners.select("client", "owner").iter_rows())
        moved = [one for one in owners if today[one] is not None and owners[one] != today[one]]
        assert counts[f"{name}/owner_changes"] == len(moved)
        work = result.plan.work.drop_nulls("task").join(
            office().tasks.select(task="id", of="client"), on="task"
        )
        seen = work.group_by("of").agg(workers=work["worker"].n_unique())
        assert (counts[f"{name}/clients_seen"] or 0) >= seen.height > 0


def test_every_total_is_the_sum_of_its_parts(compared: Comparison) -> None:
    table = _table(answer_to_compare(compared))
    counts = _counts(table)
    shown = [each for each in table.sums if {each.total, *each.parts} <= counts.keys()]
    # Clients seen and tasks due of today and of both standards, and tasks due are those of today.
    assert len(shown) == 2 * 3 + 2
    for each in shown:
        assert counts[each.total] == sum(counts[part] or 0 for part in each.parts)


def test_a_difference_that_is_not_real_is_grey_and_said_in_words() -> None:
    one, other = Told("one", None, 20.0), Told("other", None, 10.0)
    unsure = side_by_side([one, other], None, _difference(0.0, 20.0))
    assert {row[-1] for row in unsure.rows} == {NOT_SHOWN}
    assert sorted(unsure.quiet) == list(range(len(unsure.rows)))
    assert NOT_SHOWN in unsure.note
    sure = side_by_side([one, other], None, _difference(5.0, 20.0))
    assert {row[-1] for row in sure.rows} == {OF_THESE_PLANS, "real (certified)"}
    assert not sure.quiet


def test_the_answer_stands_before_the_contents_and_says_how_sure_it_is(
    compared: Comparison,
) -> None:
    page = parsed(format_html(compared_document(office(), compared)))
    assert page.all("h1")[0].words().endswith("what does it save?")
    (main,) = page.all("main")
    tags = [(child.tag, child.attributes.get("class")) for child in main.children]
    assert tags.index(("section", "answer")) < tags.index(("nav", None))
    (answer,) = [each for each in page.all("section") if each.attributes.get("class") == "answer"]
    leads = [each for each in answer.all("p") if each.attributes.get("class") == "lead"]
    assert len(leads) == 3
    assert "How sure." in answer.words()
    assert "On whose assumptions" in answer.words()


def test_a_plan_that_is_missing_is_said_so() -> None:
    forbidden = Policy.model_validate(
        {"pool": {"scope": "office"}, "service": {"undone": "forbidden"}, "overtime": {"limit": 0}}
    )
    strict = forbidden.model_copy(update={"utilisation": Policy().utilisation.model_copy(
        update={"ceiling": 0.0})})  # fmt: skip
    result = solve(office(), strict, engine="milp", threads=1, time_limit=20)
    assert result.plan is None
    texts = [each.words() for each in answer_to_solve(result).blocks if isinstance(each, Paragraph)]
    assert any("no plan keeps all rules" in text for text in texts)


def _bars(page: Node) -> list[float]:
    """Return the widths of the bars, in per cent."""
    drawn = (each for cell in page.all("td") for each in cell.all("rect"))
    return [float(each.attributes["width"].removesuffix("%")) for each in drawn]


def test_bars_of_a_row_share_one_scale(compared: Comparison) -> None:
    document = compared_document(office(), compared)
    table = _table(document.sections[0])
    widths = _bars(parsed(format_html(document)))
    assert widths and max(widths) == 100.0
    row = next(at for at, row in enumerate(table.rows) if row[0] == "  by several workers")
    assert table.bars[row] == row - 2


def test_a_public_page_hides_small_numbers_and_their_bars() -> None:
    result = solve(office(), Policy(), engine="least-loaded")
    public = public_document(solved_document(office(), result))
    table = _table(public.document.sections[0])
    assert table.rows[0][1] == HIDDEN
    page = format_html(public.document)
    shown = [number for number in _counts(table).values() if number]
    assert shown == []
    assert not any(_bars(parsed(page)))
    assert not re.search(r"\b[cwt][1-6]\b(?!\.org)", page.split("<body>")[1])
