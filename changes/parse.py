"""Plain data to changes, and every fault in words that say what would be right."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import cast

from pydantic import ValidationError

from ..model.checks.cells import shown
from ..model.checks.messages import Schema, faults_by_path, suggestion
from ..model.errors import InputError, InputFault
from .base import Change
from .clients import Freeze, Label
from .fte import AddFte, RemoveFte
from .offices import MergeOffices, SplitOffice
from .policy import ForbidMoves, KByGroup, SetFormulation, SetValue
from .skills import Certify, MergeRoles, Specialise, Train
from .staff import Absent, Hire, Leave, RaiseAbsence, Turnover
from .work import AddWork, PoolKinds, ScaleMinutes, ScaleRate

# The one table of kinds of changes.


_KINDS: tuple[type[Change], ...] = (
    SetValue,
    SetFormulation,
    PoolKinds,
    KByGroup,
    ForbidMoves,
    Freeze,
    AddFte,
    RemoveFte,
    Hire,
    Leave,
    Turnover,
    Certify,
    Train,
    MergeRoles,
    Specialise,
    RaiseAbsence,
    Absent,
    ScaleMinutes,
    ScaleRate,
    AddWork,
    MergeOffices,
    SplitOffice,
    Label,
)

CHANGES: Mapping[str, type[Change]] = MappingProxyType({kind.verb: kind for kind in _KINDS})
"""Every kind of change by the field that tells it: policy, staff, work, offices, clients."""


Path = tuple[int | str, ...]
TABLE = "changes"
"""What problems with changes call their place."""


def parse_changes(data: object) -> tuple[Change, ...]:
    """Make changes of plain data, as TOML and JSON files hold it.

    Parameters
    ----------
    data : object
        A list of tables, e.g. ``[{"set": "caseload.cap", "to": 200}]``; an element that is a
        change already stays as it is.

    Returns
    -------
    tuple of Change
        In the order given.

    Raises
    ------
    InputError
        If anything is wrong; it names every fault by the place of its change, from 0.
    """
    problems: list[InputFault] = []
    found = [each for _, each in read_changes(data, problems)]
    if problems:
        raise InputError(problems)
    return tuple(found)


def read_changes(data: object, problems: list[InputFault]) -> list[tuple[int, Change]]:
    """Return the changes that can be read, each with its place, and record all faults."""
    if not isinstance(data, list | tuple):
        says = f"{shown(data)} is not right; it must be a list of tables, one per change"
        problems.append(InputFault(TABLE, None, None, "changes", says))
        return []
    found: list[tuple[int, Change]] = []
    for place, one in enumerate(cast("Sequence[object]", data)):
        change = _read(one, place, problems)
        if change is not None:
            found.append((place, change))
    return found


def _read(data: object, place: int, problems: list[InputFault]) -> Change | None:
    if isinstance(data, Change):
        return data

    def fault(field: str | None, says: str) -> None:
        at = f"changes[{place}]" if field is None else f"changes[{place}].{field}"
        problems.append(InputFault(TABLE, None, None, at, says))

    kinds = ", ".join(CHANGES)
    if not isinstance(data, dict):
        fault(None, f"must be a table, not {shown(data)}; its first field is one of {kinds}")
        return None
    content = cast("dict[str, object]", data)
    verb = next((name for name in content if name in CHANGES), None)
    if verb is None:
        first = next(iter(content), "")
        hint = suggestion(first, CHANGES) or ";"
        fault(None, f"unknown change {shown(first)}{hint} the kinds are {kinds}")
        return None
    kind = CHANGES[verb]
    try:
        return kind.model_validate_json(json.dumps(content, default=str), strict=True)
    except ValidationError as error:
        for field, says in faults_by_path(error, content, _schema(kind)).values():
            fault(field or None, says)
        return None


def _schema(kind: type[Change]) -> Schema:
    """Return the JSON schema of a kind of change, the field that tells it first."""
    schema = kind.model_json_schema()
    fields = cast("dict[str, object]", schema["properties"])
    return {**schema, "properties": {kind.verb: fields[kind.verb], **fields}}
