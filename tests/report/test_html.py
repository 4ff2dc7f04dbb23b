"""The HTML page of a benchmark report: valid, complete without other files, accessible."""

from __future__ import annotations

import csv
import io
import re
from itertools import pairwise
from urllib.parse import unquote

import pytest

from bench_records import run_record, twelve
from html_page import Node, parsed
from samehands.benchmarks.analysis.pages import report_page
from samehands.benchmarks.analysis.runs import make_runs
from samehands.benchmarks.analysis.summaries import rows
from samehands.benchmarks.analysis.versus import solvers_of
from samehands.report.document import Document, Section
from samehands.report.html import format_html, format_parts
from small_pages import NASTY, small_document, small_table


def _real() -> Document:
    formulations = [
        run_record(suite="hand", formulation=name, group="made/f", metrics={"coc": 1.0})
        for name in ("client-based", "task-based")
    ]
    runs = make_runs([*twelve(), *formulations])
    footer = Section("How this was made", ())
    return report_page(runs, rows(runs), {"hand": solvers_of(runs)}, footer)


@pytest.fixture(params=["small", "real"])
def page(request: pytest.FixtureRequest) -> Node:
    """Return a page, parsed."""
    return parsed(format_html(small_document() if request.param == "small" else _real()))


def test_it_has_a_language_a_title_and_one_main_part(page: Node) -> None:
    assert page.attributes["lang"] == "en"
    assert len(page.all("title")[0].words()) > 5
    assert len(page.all("main")) == len(page.all("h1")) == len(page.all("footer")) == 1


def test_headings_leave_no_level_out(page: Node) -> None:
    found = re.findall(r"<h([1-6])", format_html(_real()))
    levels = [int(level) for level in found]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(head.words() for tag in ("h1", "h2", "h3") for head in page.all(tag))


def test_tables_have_captions_and_heads_with_a_scope(page: Node) -> None:
    assert page.all("table")
    for table in page.all("table"):
        assert table.all("caption")[0].words()
        (head,) = table.all("thead")
        assert {cell.attributes["scope"] for cell in head.all("th")} == {"col"}
        assert not head.all("td")
        for row in table.all("tbody")[0].all("tr"):
            assert len(row.children) == len(head.all("th"))
            assert row.children[0].tag == "th"
            assert {cell.attributes["scope"] for cell in row.all("th")} == {"row"}


def test_every_chart_has_a_title_and_a_description_and_a_table(page: Node) -> None:
    charts, figures = page.all("svg"), page.all("figure")
    assert len(charts) == len(figures) > 0
    ids = {
        node.attributes["id"]: node
        for tag in ("title", "desc")
        for node in page.all(tag)
        if "id" in node.attributes
    }
    for chart in charts:
        assert chart.attributes["role"] == "img"
        title, text = chart.attributes["aria-labelledby"].split()
        assert len(ids[title].text) > 5
        assert len(ids[text].text) > 40
    for part in page.all("section"):
        tags = [child.tag for child in part.children]
        for place, tag in enumerate(tags):
            assert tag != "figure" or tags[place + 1] == "div"


def test_ids_are_unique_and_links_lead_somewhere(page: Node) -> None:
    every = [page, *(node for tag in _tags(page) for node in page.all(tag))]
    ids = [node.attributes["id"] for node in every if "id" in node.attributes]
    assert len(set(ids)) == len(ids)
    for link in page.all("a"):
        target = link.attributes["href"]
        assert link.words()
        assert target.startswith("data:text/csv") or target.removeprefix("#") in ids
    for node in every:
        assert set(node.attributes.get("aria-labelledby", "").split()) <= set(ids)


def _tags(page: Node) -> set[str]:
    found = {child.tag for child in page.children}
    return found.union(*(_tags(child) for child in page.children))


def test_it_needs_no_other_file(page: Node) -> None:
    assert not {"script", "link", "img", "iframe"} & _tags(page)
    style = page.all("style")[0].text
    assert "url(" not in style
    assert "@import" not in style


def test_what_can_scroll_can_be_reached_by_the_keyboard(page: Node) -> None:
    scrolling = [each for each in page.all("div") if each.attributes.get("class") == "scroll"]
    assert len(scrolling) == len(page.all("table")) + len(page.all("svg"))
    assert all(each.attributes["tabindex"] == "0" for each in scrolling)
    assert all(each.attributes["aria-labelledby"] for each in scrolling)


def test_texts_are_only_texts() -> None:
    root = parsed(format_html(small_document()))
    assert root.all("p")[0].text == NASTY
    assert root.all("li")[-2].text == NASTY
    assert root.all("tbody")[0].all("th")[0].text == NASTY


def test_tables_carry_their_csv_twin() -> None:
    root = parsed(format_html(small_document()))
    links = {link.attributes.get("download"): link.attributes["href"] for link in root.all("a")}
    data = unquote(links["small.csv"].removeprefix("data:text/csv;charset=utf-8,"))
    assert list(csv.reader(io.StringIO(data))) == [
        ["engine", "runs", "gap"],
        [NASTY, "1200", "0.0125"],
        ["kernel", "3", ""],
    ]
    assert "chart-points.csv" in links


def test_what_is_unknown_is_called_so() -> None:
    assert small_table().texts() == [[NASTY, "1,200", "1.25 %"], ["kernel", "3", "unknown"]]
    cells = [cell.text for cell in parsed(format_html(small_document())).all("td")]
    assert "unknown" in cells


def test_parts_of_a_page_have_no_frame_no_style_and_lead_somewhere() -> None:
    def link(head: str, text: str) -> str | None:
        return f"/where?{head}={text}" if text.isalnum() else None

    text = format_parts(small_document(), link)
    found = parsed(f"<!DOCTYPE html><html><body>{text}</body></html>")
    assert not found.all("h1") and not found.all("style") and 'style="' not in text
    leading = [each for cell in (*found.all("th"), *found.all("td")) for each in cell.all("a")]
    assert leading
    assert all(each.attributes["href"].endswith(f"={each.words()}") for each in leading)
    whole = parsed(format_html(small_document()))
    assert [each.words() for each in found.all("h2")] == [each.words() for each in whole.all("h2")]
