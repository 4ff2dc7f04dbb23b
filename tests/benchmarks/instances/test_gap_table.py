"""The table of GAP instances."""

from __future__ import annotations

from pathlib import Path

import pytest

from gap_cases import TINY
from samehands.benchmarks.instances.drawn import generate_gap
from samehands.benchmarks.instances.gap_table import gap_files, gap_table, generated_row
from samehands.model.errors import InputError

HEADER = "path,agents,jobs,listed_bound,solution_file_value,best_feasible_known,more"


def _folder(home: Path, *rows: str, header: str = HEADER) -> Path:
    for name in ("chu1997/d2", "chu1997/d10", "chu1997/e1", "mine/gap1-0"):
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TINY, encoding="utf-8")
        solution = home / "best_solutions" / f"{name}_solution"
        solution.parent.mkdir(parents=True, exist_ok=True)
        solution.write_text("0 1 0", encoding="utf-8")
    (home / "SOURCE.txt").write_text("from somewhere", encoding="utf-8")
    (home / ".hidden").write_text("x", encoding="utf-8")
    if rows:
        (home / "verified.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    return home


def _faults(home: Path) -> list[tuple[int | None, str | None, str | None]]:
    with pytest.raises(InputError) as caught:
        gap_table(home)
    return [(problem.row, problem.id, problem.field) for problem in caught.value.problems]


def test_files_are_listed_by_folder_and_number(tmp_path: Path) -> None:
    found = [str(path.relative_to(tmp_path)) for path in gap_files(_folder(tmp_path))]
    assert found == ["chu1997/d2", "chu1997/d10", "chu1997/e1", "mine/gap1-0"]
    assert [path.name for path in gap_files(tmp_path / "chu1997")] == ["d2", "d10", "e1"]


def test_a_folder_without_instances(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such folder"):
        gap_files(tmp_path / "nowhere")
    (tmp_path / "README.md").write_text("nothing", encoding="utf-8")
    with pytest.raises(InputError, match="holds no instance"):
        gap_table(tmp_path)


def test_values_come_from_the_file_beside(tmp_path: Path) -> None:
    home = _folder(
        tmp_path,
        "chu1997/d2,2,3,8,10,9,x",
        "chu1997/d10,2,3,9,9,9,x",
        "mine/gap1-0,2,3,,9,9",
        "chu1997/not-here,5,5,1,1,1,x",
    )
    d2, d10, e1, mine = gap_table(home)
    assert (d2.name, d2.group, d2.size, d2.path) == ("d2", "chu1997/d", "2 x 3", d2.path)
    assert (d2.bound, d2.best_known, d2.optimum, d2.source) == (8, 9, None, "published value")
    assert (d10.bound, d10.best_known, d10.optimum, d10.source) == (9, 9, 9, "stored solution")
    assert (e1.bound, e1.best_known, e1.optimum, e1.source) == (None, None, None, None)
    assert (mine.bound, mine.best_known, mine.optimum) == (None, 9, None)
    assert (mine.group, mine.origin) == ("mine/gap", "mine")
    assert "Beasley" in d2.origin
    assert gap_table(home / "chu1997") == [d2, d10, e1]


def test_without_the_file_nothing_is_known(tmp_path: Path) -> None:
    rows = gap_table(_folder(tmp_path))
    assert {(row.bound, row.best_known, row.optimum, row.source) for row in rows} == {(None,) * 4}


def test_faults_of_the_file(tmp_path: Path) -> None:
    home = _folder(
        tmp_path,
        "chu1997/d2,2,4,1,9,9,x",
        "chu1997/d10,2,3,10,8,9,x",
        "chu1997/e1,2,3,many,9,9.5,x",
        "mine/gap1-0,2,3,9,9,9,x",
        "mine/gap1-0,2,3,9,9,9,x",
        ",2,3,9,9,9,x",
    )
    assert _faults(home) == [
        (2, "chu1997/d10", "listed_bound"),
        (2, "chu1997/d10", "best_feasible_known"),
        (3, "chu1997/e1", "listed_bound"),
        (3, "chu1997/e1", "best_feasible_known"),
        (5, "mine/gap1-0", "path"),
        (6, None, "path"),
        (1, "chu1997/d2", "jobs"),
    ]


def test_a_missing_column(tmp_path: Path) -> None:
    home = _folder(tmp_path, "chu1997/d2,2,3", header="path,agents,jobs")
    with pytest.raises(InputError, match="lacks the column listed_bound, solution_file_value"):
        gap_table(home)


def test_faulty_instances_are_told_all_at_once(tmp_path: Path) -> None:
    home = _folder(tmp_path)
    for name in ("d2", "e1"):
        (home / "chu1997" / name).write_text("1 1 1", encoding="utf-8")
    assert _faults(home) == [(1, None, "d2"), (1, None, "e1")]


def test_the_row_of_a_drawn_instance() -> None:
    row = generated_row(generate_gap("d", 5, 10, 1))
    assert (row.name, row.group, row.size, row.path) == (
        "d-5x10-s1",
        "generated/d",
        "5 x 10",
        None,
    )
    assert (row.bound, row.best_known, row.optimum, row.source) == (None,) * 4


def test_any_suffix_will_do_and_a_file_may_hold_several(tmp_path: Path) -> None:
    home = _folder(tmp_path, "mine/two.txt#2,2,3,8,9,9")
    (home / "mine" / "two.txt").write_text(f"2\n{TINY}{TINY}", encoding="utf-8")
    first, second = gap_table(home / "mine" / "two.txt")
    assert (first.name, first.number, first.best_known) == ("two-1", 1, None)
    assert (second.name, second.number, second.best_known) == ("two-2", 2, 9)
    names = [row.name for row in gap_table(home / "mine")]
    assert names == ["gap1-0", "two-1", "two-2"]
