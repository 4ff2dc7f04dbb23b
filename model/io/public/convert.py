"""Which format a file has, told by what it holds, and the translation of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from ...checks.cells import shown
from ...errors import InputError, InputFault
from ...instance import Instance
from ...policy import Policy
from ...tables import REQUIRED
from ..files import read_text
from ..json import parse_json
from ..read import read
from ..workbook import ALL_SUFFIXES
from . import home_care, home_care_text, ihtc, machines, timefold_shifts, timefold_tasks


@dataclass(frozen=True)
class Format:
    """A format of public data.

    Parameters
    ----------
    name : str
        Its name, in words.
    lists : tuple of str
        Fields that a JSON file of the format has, and no other format all of them; empty for text.
    """

    name: str
    lists: tuple[str, ...] = ()


HOME_CARE_TEXT = Format("home health care routing and scheduling, text")
MACHINES = Format("machine reassignment of the ROADEF/EURO challenge 2012")
_OBJECTS: Mapping[Format, Callable[[Mapping[str, object]], tuple[Instance, Policy]]] = {
    Format("task assigning of Timefold", ("taskTypeList", "taskList", "employeeList")): (
        timefold_tasks.translate
    ),
    Format("employee scheduling of Timefold", ("employees", "shifts")): timefold_shifts.translate,
    Format("home health care routing and scheduling", ("patients", "caregivers", "distances")): (
        home_care.translate
    ),
    Format("integrated healthcare timetabling (IHTC 2024)", ("patients", "nurses", "days")): (
        ihtc.translate
    ),
}
FORMATS: tuple[Format, ...] = (*_OBJECTS, HOME_CARE_TEXT, MACHINES)
"""All formats that ``convert`` reads."""

_MODEL, _ASSIGNMENT = "model", "assignment"


def find_format(path: Path) -> Format | None:
    """Return the format of a file, None if it has none of them or cannot be read."""
    try:
        return _told(path, [])[0]
    except InputError:
        return None


def is_companion(path: Path) -> bool:
    """Whether a file only belongs to another: the assignment beside a model."""
    if not path.name.startswith(_ASSIGNMENT):
        return False
    return path.with_name(_MODEL + path.name.removeprefix(_ASSIGNMENT)).is_file()


def convert(path: str | Path) -> tuple[Instance, Policy]:
    """Read a public file of another problem or tool, or an instance to write it in another form.

    Parameters
    ----------
    path : str or Path
        A file of one of ``FORMATS``; which one is told by what it holds. Or an instance in any
        form that ``read`` takes.

    Returns
    -------
    instance : Instance
        ``Instance.warnings`` says what was left out, and how often.
    policy : Policy
        What the format asks, as far as it can be said; any other can be asked. That of an instance
        is its own.

    Raises
    ------
    InputError
        If the file cannot be read, has none of the formats, or anything in it is wrong; it names
        every fault.
    """
    file = Path(path)
    if file.is_dir() or file.suffix.lower() in ALL_SUFFIXES:
        return read(file)
    problems: list[InputFault] = []
    found, text, data = _told(file, problems)
    if found is None and {*REQUIRED} <= data.keys():
        return read(file)
    if found is None:
        raise InputError([*_missing(file, data)])
    if found in _OBJECTS:
        return _OBJECTS[found](data)
    if found is HOME_CARE_TEXT:
        return home_care_text.translate(text)
    return machines.translate(text, _assignment(file, problems))


def _told(path: Path, problems: list[InputFault]) -> tuple[Format | None, str, dict[str, object]]:
    """Return the format of a file, its text, and its object if it is JSON."""
    text = read_text(path, "file", problems)
    if text is None:
        raise InputError(problems)
    begin = text.lstrip("\ufeff \t\r\n")
    if begin.startswith(("{", "[")):
        data = parse_json(text, "file", problems)
        if problems:
            raise InputError(problems)
        if not isinstance(data, dict):
            says = f"must be an object, not {shown(data)}"
            raise InputError([InputFault("file", None, None, path.name, says)])
        fields = cast("dict[str, object]", data)
        found = next((one for one in _OBJECTS if {*one.lists} <= fields.keys()), None)
        return found, text, fields
    if begin.startswith("nbNodes"):
        return HOME_CARE_TEXT, text, {}
    if path.name.startswith(_MODEL) or (begin[:1].isdecimal() and machines.is_model(text)):
        return MACHINES, text, {}
    return None, text, {}


def _missing(path: Path, data: Mapping[str, object]) -> Iterator[InputFault]:
    """Yield what keeps a file from having the format that it is most like, or that it has none."""
    near = max(_OBJECTS, key=lambda one: len(data.keys() & {*one.lists}))
    lacking = [field for field in near.lists if field not in data]
    if len(lacking) == len(near.lists):
        known = "; ".join(one.name for one in FORMATS)
        says = f"has none of the formats that are read: {known}"
        yield InputFault("file", None, None, path.name, says)
        return
    for field in lacking:
        says = f"is missing; the rest looks like {near.name}"
        yield InputFault("file", None, None, field, says)


def _assignment(path: Path, problems: list[InputFault]) -> str | None:
    """Return the text of the assignment beside a model, None where there is none."""
    beside = path.with_name(_ASSIGNMENT + path.name.removeprefix(_MODEL))
    if not path.name.startswith(_MODEL) or not beside.is_file():
        return None
    text = read_text(beside, "file", problems)
    if text is None:
        raise InputError(problems)
    return text
