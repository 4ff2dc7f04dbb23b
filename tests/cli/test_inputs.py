"""Where a command may write, and that no fault hides another."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from samehands.cli.inputs import ErrorCollector
from samehands.model import InputError, InputFault
from shell import QUICK, call, inside
from tables import csv_folder

ONE = InputFault("file", None, None, "a", "one")


def _refused(errors: ErrorCollector) -> list[str]:
    try:
        errors.finish()
    except InputError as error:
        return [problem.message for problem in error.problems]
    return []


def _fail() -> None:
    raise InputError([ONE])


def test_problems_add_up_and_none_stands_twice() -> None:
    errors = ErrorCollector()
    assert errors.attempt(lambda: 3) == 3
    assert errors.attempt(_fail) is None
    errors.attempt(_fail)
    errors.refuse("out", "two")
    assert _refused(errors) == ["one", "two"]


@pytest.mark.parametrize("force", [False, True])
def test_a_file_that_is_there_is_replaced_by_force_alone(tmp_path: Path, force: bool) -> None:
    (tmp_path / "new.json").write_text("mine", encoding="utf-8")
    errors = ErrorCollector()
    errors.check_file("out", tmp_path / "new.json", (".json",), force=force)
    errors.check_file("out", tmp_path / "sub" / "other.json", (".json",), force=force)
    assert [says.split(" is ")[1] for says in _refused(errors)] == (
        [] if force else ["there already; name another file, or add --force"]
    )


def test_the_folder_beside_a_page_is_replaced_by_force_alone(tmp_path: Path) -> None:
    (tmp_path / "page").mkdir()
    errors = ErrorCollector()
    errors.check_file("report", tmp_path / "page.md", (".html", ".md"), force=True)
    assert _refused(errors) == []
    errors.check_file("report", tmp_path / "page.html", (".html", ".md"), force=False)
    errors.check_file("report", tmp_path / "page.md", (".html", ".md"), force=False)
    says = f"{tmp_path / 'page'}, for tables and charts, is there already"
    assert _refused(errors) == [f"{says}; name another file, or add --force"]


def test_a_file_of_another_kind_is_refused_whatever_is_asked(tmp_path: Path) -> None:
    errors = ErrorCollector()
    errors.check_file("out", tmp_path / "plan.csv", (".json",), force=True)
    errors.check_file("report", tmp_path / "page.pdf", (".html", ".md"), force=True)
    assert _refused(errors) == [
        f"{tmp_path / 'plan.csv'} does not end in .json; name such a file",
        f"{tmp_path / 'page.pdf'} does not end in .html or .md; name such a file",
    ]


def test_no_file_is_always_right() -> None:
    errors = ErrorCollector()
    errors.check_file("out", None, (".json",), force=False)
    assert _refused(errors) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_that_may_not_be_written_to_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    errors = ErrorCollector()
    errors.check_folder(tmp_path / "tables")
    errors.check_file("out", tmp_path / "file.json", (".json",), force=False)
    tmp_path.chmod(0o700)
    assert _refused(errors) == [f"{tmp_path} may not be written to"]


def test_an_empty_folder_is_as_good_as_none(tmp_path: Path) -> None:
    errors = ErrorCollector()
    errors.check_folder(tmp_path)
    errors.check_folder(tmp_path / "a" / "b")
    assert _refused(errors) == []


def test_former_workers_are_named_on_the_command_line(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path / "small")
    text = (folder / "clients.csv").read_text(encoding="utf-8")
    (folder / "clients.csv").write_text(text.replace(",w2,", ",w8,"), encoding="utf-8")
    refused = call("solve", folder, *QUICK)
    assert refused.code == 2 and "or --former on the command line" in refused.err
    out = tmp_path / "plan.json"
    ran = call("solve", folder, "--former", "w8, w9", *QUICK, "--out", out, "--json")
    assert ran.code == 0, ran.err
    assert inside(ran.data, "objective_parts", "forced") == 30
    assert inside(ran.data, "metrics", "forced_changes", "value") == 1
    assert call("audit", folder, out, "--former", "w8,w9").code == 0
    described = call("describe", folder, "--former", "w8", "--json")
    assert inside(described.data, "hard", "owner_has_left") == 1
    for command in ("compare", "explain", "what-if", "rebalance", "sweep", "shadow-prices"):
        assert "--former" in call(command, "--help").out
