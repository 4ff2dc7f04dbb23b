"""What is wrong with a workbook is said with the sheet, the row and the column that Excel shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from samehands.model import InputError, InputFault, read
from samehands.model.io.workbook import archive
from shell import call
from workbooks import CLIENTS, TASKS, Cells, make, with_changed_part, with_part


def faults(path: Path) -> list[InputFault]:
    """Return what is wrong with a workbook."""
    with pytest.raises(InputError) as error:
        read(path)
    return [*error.value.problems]


def lines(path: Path) -> list[str]:
    """Return what is wrong with a workbook, as people read it."""
    return [str(fault) for fault in faults(path)]


def changed(cells: Cells, row: int, column: int, value: object) -> Cells:
    """Return cells with another value at a place, counted from 0."""
    rows = [list(each) for each in cells]
    rows[row][column] = value
    return rows


def test_a_good_one_is_read(tmp_path: Path) -> None:
    found, _ = read(make(tmp_path / "office.xlsx"))
    assert found.clients["id"].to_list() == ["c1", "00123"]
    assert found.tasks.select("release", "due").rows() == [(0, 3), (1, 2)]
    assert read((tmp_path / "office.xlsx").read_bytes())[0] == found


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("03/04/2026", "'03/04/2026' is no date as it is read here; write year-month-day"),
        ("2026-02-30", "'2026-02-30' is no date as it is read here; write year-month-day"),
        (1.5, "'1.5' is not a whole number"),
    ],
)
def test_a_wrong_day_is_named_by_its_cell(tmp_path: Path, value: object, says: str) -> None:
    found = lines(make(tmp_path / "office.xlsx", tasks=changed(TASKS, 2, 6, value)))
    assert len(found) == 1
    assert found[0].startswith(f"sheet tasks row 3 (t2), column G (due): {says}")


def test_rows_and_columns_keep_their_numbers_beside_empty_ones(tmp_path: Path) -> None:
    cells = [[None] * 6, [None] * 6]
    cells += [[None, *each] for each in CLIENTS]  # type: ignore[list-item]  # a spare column
    cells.insert(4, [None] * 6)
    moved = changed(cells, 5, 5, "w9")
    found = faults(make(tmp_path / "office.xlsx", clients=moved))
    assert [(each.table, each.row, each.column, each.field) for each in found] == [
        ("clients", 6, "F", "worker")
    ]


def test_the_same_id_twice_names_both_rows(tmp_path: Path) -> None:
    cells = [CLIENTS[0], CLIENTS[1], (None,) * 5, CLIENTS[1]]
    path = make(tmp_path / "office.xlsx", clients=cells, tasks=TASKS[:2])
    assert lines(path) == [
        "sheet clients row 4 (c1), column A (id): the same as in row 2; it must be unique"
    ]


def _merge(book: Any, sheet: Any) -> None:
    sheet.merge_range(1, 2, 2, 2, "English")


def _sum(book: Any, sheet: Any) -> None:
    sheet.write_formula(1, 4, "=SUM(1,2)", None, "")


def _error(book: Any, sheet: Any) -> None:
    sheet.write_formula(2, 4, "=1/0", None, "#DIV/0!")


@pytest.mark.parametrize(
    ("sheet", "touch", "place", "says"),
    [
        ("clients", _merge, "row 2 (c1), column C (language)", "merged with the cells down to C3"),
        ("tasks", _sum, "row 2 (t1), column E (minutes)", "a formula whose value is not stored"),
        ("tasks", _error, "row 3 (t2), column E (minutes)", "an error of a formula"),
    ],
)
def test_what_a_reader_of_values_does_not_see(
    tmp_path: Path, sheet: str, touch: Callable[[Any, Any], None], place: str, says: str
) -> None:
    found = lines(make(tmp_path / "office.xlsx", {sheet: touch}))
    assert any(line.startswith(f"sheet {sheet} {place}: {says}") for line in found), found


def test_a_formula_with_its_value_is_read_as_the_value(tmp_path: Path) -> None:
    def product(book: Any, sheet: Any) -> None:
        sheet.write_formula(1, 4, "=6*7", None, 42)

    found, _ = read(make(tmp_path / "office.xlsx", {"tasks": product}))
    assert found.tasks["minutes"].to_list() == [42, 15]


def test_sheets_that_are_missing_unknown_or_empty(tmp_path: Path) -> None:
    path = make(tmp_path / "office.xlsx", without="tasks", task=TASKS, notes=(("mine",),), none=())
    assert lines(path) == [
        "file, office.xlsx: unknown sheet 'task'; did you mean 'tasks'? the sheets are clients, "
        "workers, tasks, leaves, pairs, former, calendar, policy; one whose name begins with "
        "'note' is left alone",
        "file, office.xlsx: the sheet tasks is missing; a workbook needs clients, workers, tasks",
    ]
    found = lines(make(tmp_path / "empty.xlsx", workers=()))
    assert found[0].startswith("workers: the sheet is empty; its first row must name the columns")


def test_headers_that_are_wrong(tmp_path: Path) -> None:
    cells = [(*each, extra) for each, extra in zip(CLIENTS, (None, "x", None), strict=True)]
    assert "column F has no name in row 1" in lines(make(tmp_path / "a.xlsx", clients=cells))[0]
    cells = [(*each, extra) for each, extra in zip(CLIENTS, ("id", "x", None), strict=True)]
    assert (
        "names the column twice, in A and F" in lines(make(tmp_path / "b.xlsx", clients=cells))[0]
    )
    cells = [(*each, extra) for each, extra in zip(CLIENTS, ("offices", "x", "x"), strict=True)]
    found = lines(make(tmp_path / "c.xlsx", clients=cells))
    assert found[0].startswith("sheet clients, column F (offices): unknown column 'offices'")


def test_fields_of_calendar_and_policy_are_named_by_their_rows(tmp_path: Path) -> None:
    rules: Cells = (
        ("field", "name", "value"),
        ("caseload.cap", None, "many"),
        ("caseload.weights", "CalFresh", -1),
        ("caseload.weights", None, 2),
        ("moves.limit", None, 3),
        ("moves.limit", None, 4),
        ("moves.limits", None, 4),
        ("continuity.household", "x", True),
        (None, None, 3),
    )
    days: Cells = (("field", "name", "value"), ("periods", None, 0), ("start", None, "soon"))
    found = faults(make(tmp_path / "office.xlsx", calendar=days, policy=rules))
    assert {(each.table, each.row, each.column, each.field) for each in found} == {
        ("calendar", 2, "C", "periods"),
        ("calendar", 3, "C", "start"),
        ("policy", 2, "C", "caseload.cap"),
        ("policy", 3, "C", "caseload.weights.CalFresh"),
        ("policy", 4, "C", "caseload.weights"),
        ("policy", 6, "C", "moves.limit"),
        ("policy", 7, "C", "moves.limits"),
        ("policy", 8, "C", "continuity.household"),
        ("policy", 9, "C", "field"),
    }


def test_what_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("id,office\nc1,north\n", encoding="utf-8")
    assert "is no workbook, whatever its name says" in lines(tmp_path / "a.xlsx")[0]
    (tmp_path / "b.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "has a password, or is an old .xls workbook" in lines(tmp_path / "b.xlsx")[0]
    (tmp_path / "c.xlsx").write_bytes(make(tmp_path / "d.xlsx").read_bytes()[:-200])
    assert "is damaged, or no workbook" in lines(tmp_path / "c.xlsx")[0]
    with_part(make(tmp_path / "e.xlsm"), "xl/vbaProject.bin", b"macro")
    assert "holds macros" in lines(tmp_path / "e.xlsm")[0]
    with_part(tmp_path / "f.xlsx", "readme.txt", b"none")
    assert "holds no sheets" in lines(tmp_path / "f.xlsx")[0]
    for each in "abcef":
        assert call("describe", next(tmp_path.glob(f"{each}.*"))).code == 2


def test_sizes_are_known_before_anything_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = with_part(make(tmp_path / "office.xlsx"), "xl/media/image.bin", bytes(2_000_000))
    monkeypatch.setattr(archive, "MOST_UNPACKED", 1_000_000)
    assert "bytes in" in lines(path)[0] and "at most 1,000,000 bytes" in lines(path)[0]


def test_a_cell_in_the_last_corner_is_refused_before_it_is_laid_out(tmp_path: Path) -> None:
    def corner(book: Any, sheet: Any) -> None:
        sheet.write_string(1_048_575, 16_383, "x")

    found = lines(make(tmp_path / "office.xlsx", {"clients": corner}))
    assert found == [
        "clients: its cells reach to XFD1048576, which is more than 10,000,000 with the empty "
        "ones; delete what stands far out, down to the end of the table"
    ]


def test_a_million_empty_rows_are_let_go(tmp_path: Path) -> None:
    def rows(data: bytes) -> bytes:
        empty = b"".join(
            b'<row r="%d"><c r="A%d" s="1"/></row>' % (row, row) for row in range(4, 1_000_001)
        )
        return data.replace(b"</sheetData>", empty + b"</sheetData>")

    path = make(tmp_path / "office.xlsx")
    with_changed_part(path, "xl/worksheets/sheet1.xml", rows)
    assert read(path)[0].clients.height == 2


def test_a_sheet_that_says_not_where_its_cells_stand_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "office.xlsx")
    with_changed_part(path, "xl/worksheets/sheet1.xml", lambda data: data.replace(b' r="B2"', b""))
    assert "its cells do not say where they stand" in lines(path)[0]


def test_nothing_is_written_where_a_workbook_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "office.xlsx", tasks=changed(TASKS, 2, 4, "long"))
    ran = call("convert", path, "--out", tmp_path / "tables.xlsx")
    assert ran.code == 2
    assert "sheet tasks row 3 (t2), column E (minutes): 'long' is not a whole number" in ran.err
    assert [each.name for each in tmp_path.iterdir()] == ["office.xlsx"]


def test_cells_that_look_like_personal_data_are_not_repeated(tmp_path: Path) -> None:
    found = lines(make(tmp_path / "office.xlsx", clients=changed(CLIENTS, 1, 1, "123-45-6789")))
    assert "looks like a social security number" in found[0]
    assert not any("6789" in line for line in found)
