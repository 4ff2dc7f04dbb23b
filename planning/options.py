"""How a caller says how hard to try: options and keywords, checked before anything is built."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import fields, replace
from typing import Any, Literal, TypedDict, get_args

from ..model.checks.messages import suggestion
from ..model.errors import InputError, InputFault
from ..solver import Listener, SolveOptions

Order = Literal["priced", "lexicographic"]
"""priced: the sum of all parts of the cost. lexicographic: undone, late, overtime, the rest."""

ORDERS: tuple[Order, ...] = get_args(Order)
"""All orders, the default first."""

_FIELDS = tuple(field.name for field in fields(SolveOptions))


class OptionFields(TypedDict, total=False):
    """The fields of ``SolveOptions`` as keywords of a call."""

    engine: str
    time_limit: float | None
    gap: float
    seed: int
    threads: int | None
    work_limit: float | None
    on_event: Listener | None
    cancel: threading.Event | None


Stage = Callable[[str], Listener | None]
"""Called with the name of each solve before it begins; returns who listens to its events."""


class StageFields(OptionFields, total=False):
    """Keywords of a call whose solves follow from each other.

    ``on_stage`` is called with the name of each solve that begins in this process, and returns who
    listens to its events.
    """

    on_stage: Stage | None


class ManyFields(StageFields, total=False):
    """Keywords of a call with several solves: those of one solve, and who does them.

    ``jobs`` is how many solves run at a time, each in a process of its own: 1 for none but this
    one, None for one per processor where a solve has ten seconds or more. ``executor`` does them
    instead, e.g. Dask's ``Client.get_executor()``; the caller shuts it down, and ``jobs`` says how
    many it does at a time.
    """

    jobs: int | None
    executor: Executor | None


def checked_options(
    options: SolveOptions | None,
    overrides: Mapping[str, Any],
    also: Sequence[InputFault] = (),
) -> SolveOptions:
    """Check the options of a call, all at once.

    Parameters
    ----------
    options : SolveOptions or None
        The options; None for the defaults.
    overrides : mapping of str to value
        Fields that replace those of the options.
    also : sequence of InputFault
        What is wrong with the rest of the question, to be listed with the options.

    Returns
    -------
    SolveOptions
        The options with their replaced fields.

    Raises
    ------
    InputError
        If a field is unknown or out of range; every fault is listed.
    """
    faults = list(also)
    for name in overrides.keys() - set(_FIELDS):
        hint = suggestion(name, _FIELDS) or f"; the options are {', '.join(_FIELDS)}"
        faults.append(argument_fault(name, f"unknown option {name!r}{hint}"))
    known = {name: value for name, value in overrides.items() if name in _FIELDS}
    found = replace(options or SolveOptions(), **known)
    faults += [argument_fault(field, message) for field, message in found.faults()]
    if faults:
        raise InputError(faults)
    return found


def stage_faults(how: Mapping[str, Any]) -> list[InputFault]:
    """Return what is wrong with who does the solves of a call, and who listens."""
    faults: list[InputFault] = []
    if not (how.get("on_stage") is None or callable(how["on_stage"])):
        says = "must be a function that takes the name of each solve"
        faults.append(argument_fault("on_stage", says))
    if not (how.get("executor") is None or hasattr(how["executor"], "submit")):
        says = "must be an executor, as those of concurrent.futures"
        faults.append(argument_fault("executor", says))
    return faults


def order_faults(order: str) -> list[InputFault]:
    """Return what is wrong with an order, nothing if it is known."""
    if order in ORDERS:
        return []
    return [argument_fault("order", f"unknown order {order!r}; choose one of {', '.join(ORDERS)}")]


def argument_fault(field: str, message: str) -> InputFault:
    """Return a fault of an argument of a call."""
    return InputFault("argument", None, None, field, message)
