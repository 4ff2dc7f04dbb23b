"""The 34 questions as scenario files: each is there, differs from all others and has an answer."""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path

import pytest

from make_questions import (
    ANSWERS,
    PAGE,
    fingerprint,
    load_answers,
    number_of,
    questions_page,
)
from samehands import read
from samehands.changes import apply
from samehands.metrics import CATALOGUE
from samehands.model import Instance, Policy
from samehands.report.what_if import answer_words
from samehands.scenarios import Reform, Scenarios, WhatIf, list_differences, read_scenarios, what_if
from source_tree import ROOT

FILES = sorted((ROOT / "examples" / "scenarios").glob("*.toml"))
ABOUT_TIME = {7, 24}


@cache
def unit() -> tuple[Instance, Policy]:
    """Return the example."""
    return read(ROOT / "examples" / "unit")


@cache
def scenarios(path: Path) -> Scenarios:
    """Return one of the files, tried on the example."""
    return read_scenarios(path, *unit())


@cache
def found(path: Path) -> WhatIf:
    """Return what the quick engine finds for a file."""
    return what_if(*unit(), scenarios(path), engine="least-loaded", time_limit=None, jobs=1)


def reforms() -> list[tuple[Path, Reform]]:
    """Return every reform with its file."""
    return [(path, reform) for path in FILES for reform in scenarios(path).reforms]


def test_all_questions_are_there() -> None:
    numbers = {number_of(reform) for _, reform in reforms()}
    assert numbers == set(range(1, 35))
    names = [reform.name for _, reform in reforms()]
    assert len(set(names)) == len(names)
    assert {number_of(reform) for _, reform in reforms() if reform.needs} == ABOUT_TIME


def test_each_question_is_a_comment_and_a_sentence() -> None:
    for path in FILES:
        told = {int(n) for n in re.findall(r"^# Question (\d+)", path.read_text("utf-8"), re.M)}
        assert told == {number_of(reform) for reform in scenarios(path).reforms}
        assert all(reform.question.endswith("?") for reform in scenarios(path).reforms)


def test_no_two_have_the_same_effective_difference() -> None:
    seen: dict[str, str] = {}
    for path, reform in reforms():
        mark = fingerprint(*unit(), scenarios(path), reform)
        assert mark not in seen, f"{reform.name} is {seen[mark]}"
        seen[mark] = reform.name


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_changes_something_and_is_answered_with_number_and_unit(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = apply(scenarios(path).baseline, *unit())
    for each in found(path).outcomes:
        changed = list_differences(base, apply(each.reform.changes, *base))
        assert changed == each.changed != ()
        assert each.result is not None
        _print(each.reform.name, *map(str, changed))
        if each.result.has_plan:
            _print(*(answer_words(each, name) for name in each.reform.answers))
        else:
            # What the quick engine cannot plan in time has its answer on the page.
            _print(*load_answers(ROOT / "docs" / ANSWERS)[each.reform.name].answers)
    told = capsys.readouterr().out
    for each in found(path).outcomes:
        assert f"{each.reform.name}\n" in told
        for name in each.reform.answers:
            unit_of = "minutes" if name == "cost" else CATALOGUE[name].unit
            shown = "%" if unit_of == "share" else "" if unit_of == "index" else unit_of
            assert re.search(rf"{name.replace('_', ' ')}: .*\d.*{shown}", told)


def _print(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def test_the_page_is_what_the_files_and_the_answers_say() -> None:
    answers = load_answers(ROOT / "docs" / ANSWERS)
    files = {path.name: scenarios(path) for path in FILES}
    page = (ROOT / "docs" / PAGE).read_text(encoding="utf-8")
    assert page == questions_page(files, answers), "run python docs/make_questions.py"


@pytest.mark.slow
def test_the_answers_belong_to_the_changes_and_agree_with_a_quick_plan() -> None:
    answers = load_answers(ROOT / "docs" / ANSWERS)
    assert set(answers) == {reform.name for _, reform in reforms()}
    for path in FILES:
        for each in found(path).outcomes:
            kept = answers[each.reform.name]
            assert kept.fingerprint == fingerprint(*unit(), scenarios(path), each.reform)
            result, baseline = each.result, found(path).baseline
            for one, cost, bound in (
                (result, kept.cost, kept.bound),
                (baseline, kept.baseline_cost, kept.baseline_bound),
            ):
                assert one is not None and cost is not None
                # No plan costs less than a bound, whoever found the one or the other.
                assert None in (bound, one.objective) or (bound or 0) <= (one.objective or 0)
                assert one.bound is None or one.bound <= cost
