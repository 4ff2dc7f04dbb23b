"""The 34 questions as scenario files: each is there, differs from all others and has an answer."""

from __future__ import annotations

import re
import sys
from functools import cache
from itertools import groupby
from pathlib import Path

import polars as pl
import pytest

from draws import share
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
from samehands.report.columns import label_of
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
def small_unit() -> tuple[Instance, Policy]:
    """Return the example with a twelfth of its clients, every language and kind of work kept."""
    instance, policy = unit()
    clients, tasks = instance.clients, instance.tasks
    kept = pl.concat(
        [
            clients["id"].gather_every(12),
            clients.unique("language", keep="first")["id"],
            tasks.unique("kind", keep="first")["client"],
        ]
    ).implode()
    clients, tasks = (
        clients.filter(pl.col("id").is_in(kept)),
        tasks.filter(pl.col("client").is_in(kept)),
    )
    return Instance(clients, instance.workers, tasks, instance.calendar), policy


@cache
def scenarios(path: Path) -> Scenarios:
    """Return one of the files, tried on the example."""
    return read_scenarios(path, *unit())


def quick(instance: Instance, policy: Policy, asked: Scenarios) -> WhatIf:
    """Return what the quick engine finds."""
    return what_if(instance, policy, asked, engine="least-loaded", time_limit=None, jobs=1)


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
        base = apply(scenarios(path).baseline, *unit())
        assert list_differences(base, apply(reform.changes, *base)) != ()
        mark = fingerprint(*unit(), scenarios(path), reform)
        assert mark not in seen, f"{reform.name} is {seen[mark]}"
        seen[mark] = reform.name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_changes_something_and_is_answered_with_number_and_unit(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = apply(scenarios(path).baseline, *small_unit())
    outcomes = quick(*small_unit(), scenarios(path)).outcomes
    for each in outcomes:
        changed = list_differences(base, apply(each.reform.changes, *base))
        assert changed == each.changed != ()
        assert each.result is not None
        assert each.result.has_plan
        _print(each.reform.name, *map(str, changed))
        _print(*(answer_words(each, name) for name in each.reform.answers))
    told = capsys.readouterr().out
    for each in outcomes:
        assert f"{each.reform.name}\n" in told
        for name in each.reform.answers:
            unit_of = "minutes" if name == "cost" else CATALOGUE[name].unit
            shown = "%" if unit_of == "share" else "" if unit_of == "index" else unit_of
            assert re.search(rf"{label_of(name)}: .*\d.*{shown}", told)


def _print(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def test_the_page_is_what_the_files_and_the_answers_say() -> None:
    answers = load_answers(ROOT / "docs" / ANSWERS)
    files = {path.name: scenarios(path) for path in FILES}
    page = (ROOT / "docs" / PAGE).read_text(encoding="utf-8")
    assert page == questions_page(files, answers), "run python docs/make_questions.py"


def test_the_answers_belong_to_the_changes() -> None:
    answers = load_answers(ROOT / "docs" / ANSWERS)
    marks = {
        reform.name: fingerprint(*unit(), scenarios(path), reform) for path, reform in reforms()
    }
    assert {name: answer.fingerprint for name, answer in answers.items()} == marks


@pytest.mark.slow
def test_the_answers_agree_with_a_quick_plan() -> None:
    answers = load_answers(ROOT / "docs" / ANSWERS)
    every = reforms()
    tried = every[:: len(every) // share(len(every))]
    for baseline, these in groupby(tried, lambda each: scenarios(each[0]).baseline):
        asked = Scenarios(tuple(reform for _, reform in these), baseline)
        # Without a limit each would also be proven, which takes ten times as long.
        found = what_if(*unit(), asked, engine="least-loaded", time_limit=15.0, jobs=1)
        for each in found.outcomes:
            kept = answers[each.reform.name]
            for one, cost, bound in (
                (each.result, kept.cost, kept.bound),
                (found.baseline, kept.baseline_cost, kept.baseline_bound),
            ):
                assert one is not None and cost is not None
                # No plan costs less than a bound, whoever found the one or the other.
                assert None in (bound, one.objective) or (bound or 0) <= (one.objective or 0)
                assert one.bound is None or one.bound <= cost
