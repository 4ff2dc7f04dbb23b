"""Exports become tables by a map; nothing is dropped in silence, and faults name the export."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from exports import MAP, draw_exports
from samehands.model import InputError, read
from samehands.model.io.exports import (
    Imported,
    format_map,
    guess_map,
    import_exports,
    read_exports,
    read_map,
)
from shell import call
from source_tree import ROOT
from workbooks import make


def _imported(files: list[Path], map_file: Path) -> Imported:
    return import_exports(read_exports(files), read_map(map_file))


def _map(folder: Path, change: Callable[[str], str] = str) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / "map.toml"
    file.write_text(change(MAP), encoding="utf-8")
    return file


def _faults(files: list[Path], map_file: Path) -> list[str]:
    with pytest.raises(InputError) as error:
        _imported(files, map_file)
    return [str(fault) for fault in error.value.problems]


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as opened:
        return [*csv.DictReader(opened)]


def _changed(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_cell_arrives(tmp_path: Path) -> None:
    _, cases, tasks, _ = files = draw_exports(tmp_path)
    found = _imported(files, _map(tmp_path)).instance
    assert found.clients["id"].to_list() == [row["Case number"] for row in _rows(cases)]
    assert found.clients["id"][0] == "007000"
    programs = [row["Programs"].split(", ") for row in _rows(cases)]
    assert found.clients["programs"].to_list() == programs
    assert found.former["id"].to_list() == ["E90"]
    assert [each[0] for each in found.workers["minutes"].to_list()] == [336, 252, 315, 336]
    assert found.leaves.select("worker", "first", "last").rows() == [("E11", 2, 4)]
    assert found.pairs["price"].to_list() == ["never", "never"]
    for row, release, due in zip(
        _rows(tasks), found.tasks["release"], found.tasks["due"], strict=True
    ):
        came, last = (
            f"{row[name][6:]}-{row[name][:2]}-{row[name][3:5]}" for name in ("Received", "Due")
        )
        first = found.calendar.first_day
        assert first is not None
        assert (release == 0) or str(found.calendar.day(release)) >= came
        assert (due < 0) == (last < str(first))
    assert found.tasks["contact"].to_list() == [
        row["Client contact"] == "Y" for row in _rows(tasks)
    ]


def test_what_became_of_every_row_and_column_is_told(tmp_path: Path) -> None:
    imported = _imported(draw_exports(tmp_path), _map(tmp_path))
    notes = {note.name: note for note in imported.notes}
    assert notes["staff.csv"].gave == {"workers": 4, "leaves": 1}
    assert notes["staff.csv"].nothing == {"leaves": 3}
    assert notes["staff.csv"].left_out == {"Name": "names of people are left behind"}
    assert (notes["tasks.csv"].gave, notes["tasks.csv"].nothing) == ({"tasks": 20}, {})
    assert imported.former == 1


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_other_separators_and_encodings_give_the_same(tmp_path: Path, separator: str) -> None:
    plain = _imported(draw_exports(tmp_path / "a"), _map(tmp_path))
    files = draw_exports(tmp_path / "b", separator=separator)
    for file in files:
        text = file.read_text(encoding="utf-8").replace("Armenian", "Español")
        file.write_bytes(text.encode("cp1252"))
    other = _imported(files, _map(tmp_path)).instance
    assert other.tasks.equals(plain.instance.tasks)
    languages = plain.instance.clients["language"].str.replace("Armenian", "Español")
    assert other.clients["language"].equals(languages)


def test_a_workbook_is_as_many_exports_as_it_has_sheets(tmp_path: Path) -> None:
    files = draw_exports(tmp_path)
    staff, cases, tasks, conflicts = (
        [*csv.reader(file.read_text(encoding="utf-8").splitlines())] for file in files
    )
    book = make(
        tmp_path / "book.xlsx",
        clients=(),
        workers=(),
        calendar=(),
        staff=staff,
        cases=cases,
        tasks=tasks,
        conflicts=conflicts,
    )
    renamed = _map(tmp_path, lambda text: text.replace('."', '."book.xlsx/').replace('.csv"', '"'))
    found = _imported([book], renamed).instance
    assert found == _imported(files, _map(tmp_path)).instance


def test_a_guessed_map_needs_little(tmp_path: Path) -> None:
    files = draw_exports(tmp_path)
    guessed = guess_map(read_exports(files))
    file = tmp_path / "guess.toml"
    file.write_text(format_map(guessed.map, guessed.remarks), encoding="utf-8")
    assert read_map(file) == guessed.map
    wanted = read_map(_map(tmp_path))
    assert {*guessed.map.sources} == {*wanted.sources}
    for name, source in wanted.sources.items():
        told = guessed.map.sources[name].model_dump(exclude={"workers": {"minutes": {"share"}}})
        assert told == source.model_dump(exclude={"workers": {"minutes": {"share"}}})
    assert guessed.map.unknown_owners == "former"
    said = "\n".join(guessed.remarks)
    assert "clients.office is 'Main' in every row" in said and "without holidays" in said


def test_what_cannot_be_guessed_is_left_out_by_name(tmp_path: Path) -> None:
    staff, cases, *others = draw_exports(tmp_path)
    _changed(cases, "Flag", "Zodiac")
    _changed(cases, "Language", "Tongue")
    guessed = guess_map(read_exports([staff, cases, *others]))
    source = guessed.map.sources["cases.csv"]
    assert source.left_out == {"Tongue": "not recognised", "Zodiac": "not recognised"}
    said = "\n".join(guessed.remarks)
    assert "cases.csv: no column looks like clients.language" in said
    assert "left out, because not recognised: Tongue, Zodiac" in said


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('groups = "Flag"\n', "", "column E (Flag) is neither mapped nor left out"),
        ('"Assigned worker"', '"Assigned workers"', "did you mean 'Assigned worker'?"),
        ('"cases.csv"', '"case.csv"', "sources.case.csv: no such export is given"),
        ('id = "Worker ID"\n', 'id = "Name"\n', "column B (Name) looks like personal data"),
        ("month/day/year", "month/day", "'month/day' is no form of a date"),
        ('groups = "Flag"', 'group = "Flag"', "clients has no such column"),
        ('"refused"', '"x"', ""),
        ("office = { value", "office = { worth", "unknown field 'worth'"),
    ],
)
def test_a_map_that_does_not_fit_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    files = draw_exports(tmp_path)
    if not says:
        old, new, says = '"former"', '"gone"', "'gone' is not right"
    lines = _faults(files, _map(tmp_path, lambda text: text.replace(old, new, 1)))
    assert any(says in line for line in lines), lines


def test_faults_name_the_export_its_row_and_its_column(tmp_path: Path) -> None:
    _, _, tasks, _ = files = draw_exports(tmp_path)
    text = tasks.read_text(encoding="utf-8").splitlines()
    text.insert(3, "")
    text[5] = text[5].replace(text[5].split(",")[5], "13/45/2026")
    tasks.write_text("\n".join(text) + "\n", encoding="utf-8")
    (line,) = _faults(files, _map(tmp_path))
    assert line.startswith("tasks.csv row 6 (T-003), column F (Received): '13/45/2026' is no date")


def test_owners_who_are_no_workers_are_a_fault_unless_said(tmp_path: Path) -> None:
    files = draw_exports(tmp_path)
    (line,) = _faults(files, _map(tmp_path, lambda text: text.replace('"former"', '"refused"', 1)))
    assert "cases.csv row 4 (007002), column D (Assigned worker)" in line
    assert "no worker has the id 'E90'" in line


def test_names_of_people_are_no_identifiers(tmp_path: Path) -> None:
    staff, *others = draw_exports(tmp_path)
    text = staff.read_text(encoding="utf-8")
    for at, name in enumerate(["Ann Lee", "Bo Diaz", "Cy Kahn", "Di Roe"]):
        text = text.replace(f"E{10 + at},", f"{name},", 1)
    staff.write_text(text, encoding="utf-8")
    lines = _faults([staff, *others], _map(tmp_path))
    assert any(
        line.startswith("staff.csv, column A (Worker ID): looks like names of people")
        for line in lines
    )
    assert not any("Ann Lee" in line for line in lines if "looks like names" in line)


def test_three_commands_from_exports_to_a_plan(tmp_path: Path) -> None:
    files = draw_exports(tmp_path)
    out = tmp_path / "office.xlsx"
    first = call("import", *files, "--out", out)
    assert (first.code, first.err, out.exists()) == (0, "", False)
    assert "Guessed, and written to" in first.out
    again = call("import", *files, "--out", out)
    assert again.code == 2 and "is there already; name it with --map" in again.err
    told = call("import", *files, "--map", tmp_path / "map.toml", "--out", out)
    assert told.code == 0, told.err
    assert "left out: Name (names of people are left behind)" in told.out
    assert "3 of them gave no leaves, for lack of a cell" in told.out
    assert read(out)[0].clients.height == 12


def test_what_is_wrong_leaves_nothing_behind(tmp_path: Path) -> None:
    files = draw_exports(tmp_path)
    _changed(files[2], ",Y\n", ",maybe\n") if ",Y\n" in files[2].read_text() else _changed(
        files[2], ",Y\r\n", ",maybe\r\n"
    )
    ran = call("import", *files, "--map", _map(tmp_path), "--out", tmp_path / "tables")
    assert ran.code == 2
    assert "column H (Client contact): 'maybe' is neither true nor false" in ran.err
    assert not (tmp_path / "tables").exists()


def test_the_map_of_the_documentation_is_read(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "workbooks.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```toml\n(.*?)^```$", page, flags=re.DOTALL | re.MULTILINE)
    file = tmp_path / "map.toml"
    file.write_text(block, encoding="utf-8")
    found, wanted = read_map(file), read_map(_map(tmp_path / "other"))
    assert {*found.sources} == {*wanted.sources}
    assert found.sources["tasks.csv"] == wanted.sources["tasks.csv"]
