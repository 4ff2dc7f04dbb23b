"""Lists of objects in a JSON file, each row checked by itself and against those of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...checks.cells import shown
from ...checks.messages import faults_by_path
from ...errors import InputError, InputFault

Key = Annotated[str, Field(min_length=1, max_length=200)]

UNOWNED: dict[str, dict[str, object]] = {
    "caseload": {"breakpoints": []},
    "skills": {"owner_price": 0.0},
}
"""Sections of a policy under which it costs nothing who owns whom: the files know no owners."""


class Row(BaseModel):
    """What all rows share: what is not named in the model is ignored."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", populate_by_name=True)


R = TypeVar("R", bound=Row)


class Lists:
    """The lists of a file while they are read, with the key of every row, faulty or not.

    Parameters
    ----------
    data : mapping
        The object that the file holds.
    problems : list of InputFault
        Where every fault goes; the table is the name of the list.
    key : str
        The field that names a row, unless a list has another one.
    """

    def __init__(
        self, data: Mapping[str, object], problems: list[InputFault], key: str = "id"
    ) -> None:
        self._data = data
        self._problems = problems
        self._key = key
        self._known: dict[str, set[str]] = {}

    def read(self, kind: type[R], table: str, key: str | None = None) -> dict[int, R]:
        """Return the rows of a list without a fault, by their number from 1 on.

        Parameters
        ----------
        kind : type
            The model of a row.
        table : str
            Name of the list.
        key : str or None
            The field that names a row, where it is not that of the other lists.
        """
        found = self._data.get(table)
        if not isinstance(found, list):
            says = "must be a list" if table in self._data else "the list is missing"
            self._problems.append(InputFault("file", None, None, table, says))
            return {}
        field = self._key if key is None else key
        known = self._known.setdefault(table, set())
        rows: dict[int, R] = {}
        for number, raw in enumerate(cast("list[object]", found), start=1):
            name = _text(raw, field)
            if name in known:
                self._problems.append(InputFault(table, number, name, field, "stands here twice"))
            try:
                rows[number] = kind.model_validate(raw)
            except ValidationError as error:
                faults = faults_by_path(error, raw, kind.model_json_schema()).values()
                self._problems += [
                    InputFault(table, number, name, place or None, says) for place, says in faults
                ]
            if name is not None:
                known.add(name)
        return rows

    def refer(
        self, table: str, number: int, key: str, field: str, names: Iterable[str], target: str
    ) -> None:
        """Record references of a row to rows that are not there.

        Parameters
        ----------
        table, number, key : str, int, str
            The row that refers.
        field : str
            Its field.
        names : iterable of str
            The keys in it.
        target : str
            The list in which they should be.
        """
        if target not in self._known:
            return
        for name in names:
            if name not in self._known[target]:
                says = f"{shown(name)} is not in {target}"
                self._problems.append(InputFault(table, number, key, field, says))

    def check(
        self, table: str, number: int, key: str, field: str, is_right: bool, says: str
    ) -> None:
        """Record a fault of a row where something is not right."""
        if not is_right:
            self._problems.append(InputFault(table, number, key, field, says))


Source = TypeVar("Source")


def read_faultless(
    data: Mapping[str, object],
    read: Callable[[Mapping[str, object], list[InputFault]], Source | None],
) -> Source:
    """Return what is read of the object of a file.

    Parameters
    ----------
    data : mapping
        The object.
    read : callable
        Returns the source, or None where there is none, and puts every fault into the list.

    Raises
    ------
    InputError
        If there is any fault; it names all.
    """
    problems: list[InputFault] = []
    source = read(data, problems)
    if problems or source is None:
        raise InputError(problems)
    return source


def _text(raw: object, field: str) -> str | None:
    found = cast("dict[str, object]", raw).get(field) if isinstance(raw, dict) else None
    return found if isinstance(found, str) else None


def left_out(table: str, field: str, count: int, says: str) -> list[InputFault]:
    """Return a warning of what a translation leaves out, with its number; none where that is 0."""
    return [InputFault(table, None, None, field, f"{count} {says}")] if count else []
