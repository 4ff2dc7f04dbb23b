"""Whole lines or nothing: the file of results."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench_runs import made_record
from samehands.benchmarks.record import Record, from_line, to_line
from samehands.benchmarks.store import BROKEN, RESULTS, load_records, opened
from samehands.model.errors import InputError

RECORDS = [made_record(key) for key in ("a", "b", "c")]


def _write(folder: Path, data: bytes) -> Path:
    path = folder / RESULTS
    path.write_bytes(data)
    return path


def _bytes(records: list[Record]) -> bytes:
    return "".join(map(to_line, records)).encode()


def test_a_record_survives_its_line() -> None:
    for record in RECORDS:
        assert from_line(to_line(record)) == record
        assert to_line(record).count("\n") == 1


def test_what_is_added_is_there_for_the_next_one(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    for record in RECORDS:
        with opened(folder) as store:
            store.add(record)
            assert store.get(record.key) == record
    with opened(folder) as store:
        assert store.keys == {"a", "b", "c"}
        assert store.get("d") is None
    assert load_records(folder) == RECORDS
    assert (folder / RESULTS).read_bytes() == _bytes(RECORDS)


def test_a_run_has_one_record(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.add(RECORDS[0])
        with pytest.raises(ValueError, match="has a record"):
            store.add(RECORDS[0])
    assert load_records(tmp_path) == RECORDS[:1]


def test_a_half_written_last_line_is_moved_aside_wherever_it_ends(tmp_path: Path) -> None:
    whole, last = _bytes(RECORDS[:2]), _bytes(RECORDS[2:])
    for cut in (1, *range(2, len(last) - 1, 41), len(last) - 1):
        path = _write(tmp_path, whole + last[:cut])
        with opened(tmp_path) as store:
            assert store.keys == {"a", "b"}
            store.add(RECORDS[2])
        assert path.read_bytes() == whole + last
        assert (tmp_path / BROKEN).read_bytes() == last[:cut] + b"\n"
        (tmp_path / BROKEN).unlink()


@pytest.mark.parametrize("tail", [b"\0" * 40 + b"\n", b"\0" * 40, b"{}\n", b"\n"])
def test_a_last_line_without_its_content_is_moved_aside(tmp_path: Path, tail: bytes) -> None:
    path = _write(tmp_path, _bytes(RECORDS) + tail)
    assert load_records(tmp_path) == RECORDS
    assert path.read_bytes() == _bytes(RECORDS) + tail
    with opened(tmp_path) as store:
        assert store.keys == {"a", "b", "c"}
    assert path.read_bytes() == _bytes(RECORDS)


def test_whole_files_are_left_alone(tmp_path: Path) -> None:
    for records in ([], RECORDS):
        path = _write(tmp_path, _bytes(records))
        with opened(tmp_path):
            assert path.read_bytes() == _bytes(records)
        assert not (tmp_path / BROKEN).exists()


def test_other_lines_that_are_no_records_are_all_named_and_nothing_is_changed(
    tmp_path: Path,
) -> None:
    data = b"x\n" + _bytes(RECORDS) + b'{"key": "d"}\n' + _bytes(RECORDS)[:-5]
    path = _write(tmp_path, data)
    for use in (lambda: load_records(tmp_path), lambda: opened(tmp_path).__enter__()):
        with pytest.raises(InputError) as caught:
            use()
        assert [problem.row for problem in caught.value.problems] == [1, 5]
    assert path.read_bytes() == data


def test_one_runner_at_a_time(tmp_path: Path) -> None:
    with opened(tmp_path), pytest.raises(InputError, match="another runner"), opened(tmp_path):
        pass
    with opened(tmp_path) as store:
        assert store.keys == set()
