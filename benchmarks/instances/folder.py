"""Instances of one's own: whatever lies in a folder, each by the way it is read.

- A folder with a table ``clients`` (``.csv`` or ``.parquet``), or a ``.json`` file with one, is an
  agency; so is a public file of another problem or tool that ``convert`` reads.
- A file ``NAME.sparse`` is a sparse assignment problem, in the format of ``sparse``.
- Any other file that begins with a whole number holds generalised assignment problems, in the
  format of ``gap``.

Everything else is passed over, and so are hidden files and folders of stored solutions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from ...model.errors import InputError, InputFault
from ...model.io.public import convert, find_format, is_companion
from ...model.io.read import read
from ..record import InstanceRef, Parameters
from .gap import read_gaps
from .gap_table import SOLUTIONS, begins_with_number
from .sparse import SPARSE, read_sparse

_TABLES = ("clients.csv", "clients.parquet")
_PUBLIC = (".json", ".txt")


def find_instances(place: Path) -> list[InstanceRef]:
    """Return the instances of a folder, each of which is read once to see that it can be.

    Parameters
    ----------
    place : Path
        The folder, or one instance.

    Returns
    -------
    list of InstanceRef
        By their paths; at least one.

    Raises
    ------
    InputError
        If there is no instance, or anything in one is wrong; it names every fault.
    """
    found: list[InstanceRef] = []
    problems: list[InputFault] = []
    for path in _instances(place):
        try:
            found += _references(path, place)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    if not found:
        says = "holds no instance: no folder with clients.csv, no agency as .json, no public file "
        says += "that convert reads, no .sparse file and no file that begins with a whole number"
        raise InputError([InputFault("file", None, None, str(place), says)])
    return found


def _instances(place: Path) -> Iterator[Path]:
    if place.is_file() or _is_agency(place):
        yield place
        return
    for path in sorted(place.iterdir()):
        if path.name[0] == "." or path.name == SOLUTIONS:
            continue
        if path.is_dir():
            yield from _instances(path)
        elif is_companion(path):
            continue
        elif _is_agency(path) or path.suffix == SPARSE or _is_known(path):
            yield path


def _is_known(path: Path) -> bool:
    return begins_with_number(path) or (path.suffix in _PUBLIC and find_format(path) is not None)


def _is_agency(path: Path) -> bool:
    if path.is_dir():
        return any((path / table).is_file() for table in _TABLES)
    if path.suffix != ".json":
        return False
    text = path.read_text(encoding="utf-8", errors="replace")
    return text.lstrip("\ufeff \t\r\n").startswith("{") and '"clients"' in text


def _references(path: Path, place: Path) -> Iterator[InstanceRef]:
    # What a link leads to may be anywhere and have any name; that of the link counts.
    own = path if path.name not in ("", "..") else path.resolve()
    inside = path.relative_to(place) if path != place else Path(own.name)
    name, group = inside.with_suffix("").as_posix(), inside.parent.name or "own"
    if _is_agency(path):
        read(path)
        yield _reference("agency-read", name, group, path)
    elif path.suffix == SPARSE:
        read_sparse(path)
        yield _reference("sparse-file", name, group, path)
    elif path.suffix in _PUBLIC and find_format(path) is not None:
        convert(path)
        yield _reference("agency-converted", name, group, path)
    else:
        instances = read_gaps(path)
        for number, _ in enumerate(instances, start=1):
            one = name if len(instances) == 1 else f"{name}-{number}"
            yield _reference("gap-file", one, group, path, number)


def _reference(family: str, name: str, group: str, path: Path, number: int = 1) -> InstanceRef:
    parameters: Parameters = {"path": str(path.absolute()), "number": number}
    return InstanceRef(family, name, group, fingerprint(path, number), parameters)


def fingerprint(path: Path, number: int = 1) -> str:
    """Return the digest of an instance's file, or of all files of its folder."""
    files = sorted(file for file in path.iterdir() if file.is_file()) if path.is_dir() else [path]
    content = hashlib.sha256()
    for file in files:
        content.update(file.read_bytes())
    if number > 1:
        content.update(f"#{number}".encode())
    return content.hexdigest()
