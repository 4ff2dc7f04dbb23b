"""The results of a folder: one file to which whole lines are added, and nothing else happens.

A line is written by one call and is on the disk before the runner goes on. A runner that is killed
leaves at most one half-written line at the end; the next one moves it to a file of its own.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from ..model.errors import InputError, InputFault
from .record import Record, from_line, to_line

RESULTS = "results.jsonl"
"""The file of records."""
BROKEN = "results.jsonl.broken"
"""The file of half-written lines."""
COMMANDS = "commands.txt"
"""File beside the results with the commands that were typed, one per line."""

LOCK = "runner.lock"
"""The file that one runner holds at a time."""

_SHOWN = 20


class Store:
    """The records of a folder that this process alone adds to.

    Parameters
    ----------
    file : int
        File descriptor of the results, open for appending.
    records : iterable of Record
        What is there already.
    """

    def __init__(self, file: int, records: list[Record]) -> None:
        self._file = file
        self._records = _valid(records)

    @property
    def keys(self) -> frozenset[str]:
        """Keys of the runs that are done; those that the harness spoilt are not."""
        return frozenset(key for key, record in self._records.items() if not record.spoilt)

    def get(self, key: str) -> Record | None:
        """Return the record of a run, None if it is not done."""
        return self._records.get(key)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records.values())

    def add(self, record: Record) -> None:
        """Add the record of a run that is not done yet.

        Parameters
        ----------
        record : Record
            The record; it is on the disk when the call returns.

        Raises
        ------
        ValueError
            If the run has a record.
        OSError
            If it cannot be written.
        """
        if record.key in self.keys:
            raise ValueError(f"the run {record.key} has a record")
        line = to_line(record).encode()
        if os.write(self._file, line) != len(line):
            raise OSError(f"the disk took only a part of a line of {RESULTS}")
        os.fsync(self._file)
        self._records[record.key] = record


@contextmanager
def opened(folder: Path) -> Generator[Store, None, None]:
    """Open a folder of results for the length of a ``with`` block.

    Parameters
    ----------
    folder : Path
        Made if it is missing. A half-written last line is moved aside.

    Returns
    -------
    Store
        The records, to which this process alone can add.

    Raises
    ------
    InputError
        If another runner has it open, or a line that is not the last one is no record.
    OSError
        If it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        records = _repaired(folder)
        file = os.open(folder / RESULTS, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            _sync_folder(folder)
            yield Store(file, records)
        finally:
            os.close(file)


def load_records(folder: Path) -> list[Record]:
    """Return the records of a folder, without locking or changing anything.

    Parameters
    ----------
    folder : Path
        Folder with a file ``results.jsonl``; none without the file.

    Returns
    -------
    list of Record
        In the order of the file, without a half-written last line, and of a run that was done again
        because it was spoilt the record that counts.

    Raises
    ------
    InputError
        If a line that is not the last one is no record; it names every such line.
    """
    return list(_valid(_read(folder / RESULTS)[0]).values())


def _valid(records: Iterable[Record]) -> dict[str, Record]:
    """Return the first record of each run that was not spoilt, or else the last one."""
    found: dict[str, Record] = {}
    for record in records:
        if record.key not in found or found[record.key].spoilt:
            found[record.key] = record
    return found


def _read(path: Path) -> tuple[list[Record], int]:
    """Return the records of a file, and the length of the part that holds them, in bytes."""
    *lines, rest = path.read_bytes().split(b"\n") if path.exists() else [b""]
    records: list[Record] = []
    problems: list[InputFault] = []
    for number, line in enumerate(lines, start=1):
        try:
            records.append(from_line(line))
        except ValidationError as error:
            says = f"is no record: {error.errors(include_url=False)[0]['msg']}"
            problems.append(InputFault("file", number, None, RESULTS, says))
    sound = sum(len(line) + 1 for line in lines)
    if problems and problems[-1].row == len(lines) and not rest:
        # After a loss of power the last line may be there in its length and not in its content.
        problems.pop()
        sound -= len(lines[-1]) + 1
    if problems:
        raise InputError(problems[:_SHOWN])
    return records, sound


def _repaired(folder: Path) -> list[Record]:
    """Return the records of a folder, after moving a last line aside that is no whole record."""
    path = folder / RESULTS
    records, sound = _read(path)
    if path.exists() and path.stat().st_size > sound:
        with path.open("r+b") as file:
            file.seek(sound)
            # Aside first, off second: killed in between, it is there twice rather than nowhere.
            _append(folder / BROKEN, file.read().rstrip(b"\n") + b"\n")
            file.truncate(sound)
            os.fsync(file.fileno())
    return records


def _append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make sure that the name of a new file is on the disk, too."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _locked(folder: Path) -> Generator[None, None, None]:
    # The system gives the lock back when its holder ends, however it ends.
    with (folder / LOCK).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            says = f"another runner is at work in {folder}; wait for it or name another folder"
            raise InputError([InputFault("argument", None, None, "out", says)]) from None
        yield
