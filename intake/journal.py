"""The journal of the desk: one JSON line for everything that changed it, read at a restart.

A line is handed to the operating system before the call returns that it stands for, so it survives
the end of the process, however sudden. Only ``sync`` makes it survive the end of the machine.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from ..model.checks.cells import shown
from ..model.errors import InputError, InputFault

FORM = "samehands desk journal"
VERSION = 1
_CHECK = ', "crc32": '


class Journal:
    """A file of JSON lines that one desk appends to.

    Parameters
    ----------
    path : pathlib.Path
        The file; made with its header where there is none, or an empty one.
    header : mapping
        What the desk began with; a journal with another header is refused.
    sync : bool
        Whether every line is synced to the disk before the call returns.

    Raises
    ------
    InputError
        If the file is no journal, is that of another desk, is in use by another process, or holds
        a line that cannot be read. Only what stands behind the last line break is let go: a line
        that was being written when the process ended.
    """

    def __init__(self, path: Path, header: Mapping[str, str], sync: bool) -> None:
        self._path, self._header, self._sync = path, header, sync
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            says = "is no file that lines can be kept in; name another one"
            raise InputError([_fault(path, None, says)])
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, flags, 0o600)
        self.lines = 0
        try:
            self._lock()
            self._begin()
        except BaseException:
            self.close()
            raise

    def replay(self) -> Iterator[dict[str, object]]:
        """Yield what is written, line by line, and cut off a torn last line at the end."""
        end = 0
        with open(self._path, "rb") as file:
            for number, line in enumerate(file):
                if not line.endswith(b"\n"):
                    os.ftruncate(self._file, end)
                    break
                end += len(line)
                if number == 0:
                    continue
                entry = self._parse(line, number + 1)
                if entry.pop("n", None) != number:
                    says = f"it must be number {number}; lines are missing or doubled"
                    raise InputError([_fault(self._path, number + 1, says)])
                self.lines = number
                yield entry

    def refuse(self, says: str) -> InputError:
        """Return the fault of the line read last."""
        return InputError([_fault(self._path, self.lines + 1, says)])

    def append(self, entry: Mapping[str, object]) -> None:
        """Write a line, and sync it if that was asked for.

        Raises
        ------
        OSError
            If it cannot be written whole; then what was written of it is taken back.
        """
        line = _format({"n": self.lines + 1, **entry})
        self._write(line)
        self.lines += 1
        if self._sync:
            self.sync()

    def sync(self) -> None:
        """Wait until all lines are on the disk."""
        if self._file >= 0:
            getattr(os, "fdatasync", os.fsync)(self._file)

    def close(self) -> None:
        """Close the file; what is written stays."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _write(self, line: bytes) -> None:
        if self._file < 0:
            raise InputError([_fault(self._path, None, "the desk is closed")])
        size, written = os.fstat(self._file).st_size, 0
        try:
            while written < len(line):
                written += os.write(self._file, line[written:])
        except OSError:
            os.ftruncate(self._file, size)
            raise

    def _lock(self) -> None:
        if sys.platform == "win32":
            return
        import fcntl

        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            says = "another desk writes to this journal; end it first, or name another file"
            raise InputError([_fault(self._path, None, says)]) from None

    def _begin(self) -> None:
        """Check the header, or write that of a new journal."""
        with open(self._path, "rb") as file:
            first = file.readline()
        if first.endswith(b"\n"):
            self._check_header(self._parse(first, 1))
            return
        # A header that was torn is written again; what is no header at all is not touched.
        start = _format({"journal": FORM, "version": VERSION, **self._header})
        if not start.startswith(first):
            raise InputError([_fault(self._path, 1, "no journal of the desk; name another file")])
        os.ftruncate(self._file, 0)
        self._write(start)
        os.fsync(self._file)
        _sync_folder(self._path)

    def _parse(self, line: bytes, number: int) -> dict[str, object]:
        try:
            text = line.decode("utf-8").rstrip("\n")
            body, _, check = text.rpartition(_CHECK)
            data: object = json.loads(text)
        except (ValueError, RecursionError):
            raise InputError([_fault(self._path, number, _UNREADABLE)]) from None
        if not isinstance(data, dict) or check != f"{zlib.crc32(body.encode())}}}":
            raise InputError([_fault(self._path, number, _UNREADABLE)])
        entry = cast("dict[str, object]", data)
        del entry["crc32"]
        return entry

    def _check_header(self, header: Mapping[str, object]) -> None:
        if header.get("journal") != FORM or header.get("version") != VERSION:
            says = f"no journal of the desk of version {VERSION}; name another file"
            raise InputError([_fault(self._path, 1, says)])
        others = [name for name, value in self._header.items() if header.get(name) != value]
        if others:
            says = (
                f"the journal belongs to another {' and another '.join(others)}; open the desk "
                "with what it began with, or name another file"
            )
            raise InputError([_fault(self._path, 1, says)])


_UNREADABLE = (
    "cannot be read, or was changed; every line but a torn last one must be as it was written: "
    "take the file back from a copy, or begin a new journal"
)


def _fault(path: Path, line: int | None, says: str) -> InputFault:
    return InputFault("file", line, None, shown(path.name).strip("'"), says)


def _format(entry: Mapping[str, object]) -> bytes:
    body = json.dumps(entry, ensure_ascii=False)[:-1]
    return f"{body}{_CHECK}{zlib.crc32(body.encode())}}}\n".encode()


def _sync_folder(path: Path) -> None:
    """Sync the name of a new file too."""
    if sys.platform == "win32":
        return
    folder = os.open(path.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
