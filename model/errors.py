"""The errors that the library raises, from the general to the particular.

SamehandsError
|- InputError              the input is wrong; ``problems`` lists every fault
|- UnsupportedError        a rule, formulation or engine cannot do what was asked
|- EngineUnavailableError  the engine is known, but cannot run here
|- NoPlanError             a plan was asked of a result that has none
`- InternalError           a bug: the audit or the evaluation disagrees with the answer

``typed_arguments`` turns arguments of a wrong type into an InputError that names them all.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import wraps
from numbers import Integral, Real
from typing import ParamSpec, TypeVar, cast

# What is wrong with an input: one record per fault, and the report of all of them.


@dataclass(frozen=True)
class InputFault:
    """One fault of an input.

    Parameters
    ----------
    table : str
        ``clients``, ``workers``, ``tasks``, ``calendar``, ``policy``, ``plan``, ``argument`` or
        ``file``.
    row : int or None
        Row of the table as a person sees it: the header of a folder's table is row 1; rows of JSON
        and of frames are counted from 1. None where no row is meant.
    id : str or None
        Identifier of the row, or None. Withheld where it may be personal data.
    field : str or None
        Column, policy field (``section.field``), option or file name.
    message : str
        What is wrong, and what would be right.
    column : str or None
        Letter of the column where the table is a sheet of a workbook, e.g. ``F``.
    """

    table: str
    row: int | None
    id: str | None
    field: str | None
    message: str
    column: str | None = None

    def __str__(self) -> str:
        place = self.table if self.column is None else f"sheet {self.table}"
        if self.row is not None:
            place += f" row {self.row}"
        if self.id is not None:
            place += f" ({self.id})"
        if self.column is not None:
            place += f", column {self.column}"
        if self.field is not None:
            place += f", {self.field}" if self.column is None else f" ({self.field})"
        return f"{place}: {self.message}"

    def as_dict(self) -> dict[str, str | int | None]:
        """Return the fault as plain values, for JSON; a column only where there is one."""
        return {
            name: value
            for name, value in asdict(self).items()
            if name != "column" or value is not None
        }


def report(problems: Sequence[InputFault]) -> str:
    """Return all faults as text, one per line under a count."""
    count = len(problems)
    head = "1 problem in the input" if count == 1 else f"{count} problems in the input"
    return "\n".join([head, *(f"  {problem}" for problem in problems)])


class SamehandsError(Exception):
    """Base of every error that the library raises on purpose."""


class InputError(SamehandsError):
    """The input is wrong.

    Parameters
    ----------
    problems : sequence of InputFault
        Every fault found, in the order of the tables.
    """

    def __init__(self, problems: Sequence[InputFault]) -> None:
        self.problems: tuple[InputFault, ...] = tuple(problems)
        super().__init__(report(self.problems))


class UnsupportedError(SamehandsError):
    """A rule, formulation or engine cannot do what was asked."""


class EngineUnavailableError(SamehandsError):
    """The engine is known, but cannot run here."""


class NoPlanError(SamehandsError):
    """A plan was asked for and there is none.

    Parameters
    ----------
    message : str
        Why.
    is_proven : bool
        Whether it is proven that no plan keeps all rules.
    """

    def __init__(self, message: str, is_proven: bool = False) -> None:
        super().__init__(message)
        self.is_proven = is_proven


class InternalError(SamehandsError):
    """A bug in samehands: two computations that must agree do not."""


P = ParamSpec("P")
_NUMBERS: set[type] = {Integral, Real}
R = TypeVar("R")

_RIGHT = {
    "Instance": "the first of the pair that read returns",
    "Policy": "the second of the pair that read returns, read_policy(file), or "
    "policy.as_formulation(name)",
    "Plan": "the plan of a result: result.plan",
    "SolveOptions": "SolveOptions(time_limit=20), or leave it out and give time_limit=20",
}


@dataclass(frozen=True)
class Listed:
    """A list of elements of some types, as the kind of an argument.

    Parameters
    ----------
    kinds : tuple of type
        The types.
    """

    kinds: tuple[type, ...]


Kind = type | tuple[type, ...] | Listed


def typed_arguments(**kinds: Kind) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Refuse arguments of a wrong type before a function begins.

    Parameters
    ----------
    **kinds : type, tuple of type or Listed
        The type of each argument that is checked, or several; None passes where it is the default.
        A truth value passes for a number nowhere.

    Returns
    -------
    callable
        A decorator; what it wraps raises InputError, with a fault for each such argument.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        @wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                given = signature.bind_partial(*args, **kwargs).arguments
            except TypeError:
                given = {}
            faults = [*_faults(signature, given, kinds)]
            if faults:
                raise InputError(faults)
            return function(*args, **kwargs)

        return checked

    return decorate


def _faults(
    signature: inspect.Signature,
    given: Mapping[str, object],
    kinds: Mapping[str, Kind],
) -> Iterator[InputFault]:
    for name, kind in kinds.items():
        if name not in given:
            continue
        parameter, value = signature.parameters[name], given[name]
        is_many = parameter.kind is parameter.VAR_POSITIONAL
        values = cast("tuple[object, ...]", value) if is_many else (value,)
        for one in values:
            if one is None and parameter.default is None:
                continue
            says = _wrong_list(one, kind) if isinstance(kind, Listed) else _wrong(one, kind)
            if says:
                yield InputFault("argument", None, None, name, says)


def _wrong_list(value: object, kind: Listed) -> str:
    sort = type(value)
    if issubclass(sort, str | bytes | Mapping) or not issubclass(sort, Collection):
        names = " or ".join(each.__name__ for each in kind.kinds)
        return f"must be a list of {names}, not {sort.__name__}"
    elements = cast("Collection[object]", value)
    wrong = ((at, _wrong(one, kind.kinds)) for at, one in enumerate(elements, start=1))
    return next((f"item {at} {says}" for at, says in wrong if says), "")


def _wrong(value: object, kind: type | tuple[type, ...]) -> str:
    kinds = kind if isinstance(kind, tuple) else (kind,)
    is_truth = isinstance(value, bool) and bool not in kinds
    if isinstance(value, kinds) and not (is_truth and _NUMBERS & {*kinds}):
        return ""
    right = _RIGHT.get(kinds[0].__name__)
    hint = f"; give {right}" if right else ""
    names = " or ".join(each.__name__ for each in kinds)
    return f"must be of the type {names}, not {type(value).__name__}{hint}"
