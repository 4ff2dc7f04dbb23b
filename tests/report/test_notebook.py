"""Answers in a notebook."""

from __future__ import annotations

import samehands as sh
from html_page import parsed
from plans import office
from samehands.report.html import format_fragment
from samehands.report.solved import answer_to_solve

_METHOD = "_repr_html_"


def _shown(answer: object) -> str | None:
    """Return what a notebook asks an answer for."""
    told = getattr(answer, _METHOD)()
    assert told is None or isinstance(told, str)
    return told


def test_an_answer_shows_its_first_screen() -> None:
    result = sh.solve(office(), sh.Policy(), engine="least-loaded")
    told = _shown(result)
    assert told == format_fragment(answer_to_solve(result))
    root = parsed(f"<!DOCTYPE html>{told}")
    assert root.attributes["class"] == "samehands answer"
    assert "How sure." in root.words() and "client-based" in root.words()
    compared = sh.compare(result, sh.solve(office(), sh.Policy(), engine="milp", threads=1))
    assert "of the clients change hands now" in (_shown(compared) or "")


def test_its_style_leaves_the_page_around_it_alone() -> None:
    result = sh.solve(office(), sh.Policy(), engine="least-loaded")
    (style,) = parsed(f"<!DOCTYPE html>{_shown(result)}").all("style")
    assert style.text.startswith("@scope (.samehands) {")
    assert ":root" not in style.text and "\nbody" not in style.text


def test_what_needs_the_tables_is_shown_as_text() -> None:
    frontier = sh.frontier(office(), sh.Policy(), engine="least-loaded")
    assert _shown(frontier) is None
