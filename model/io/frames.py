"""Reading an instance from polars frames in memory."""

from __future__ import annotations

import polars as pl

from ..calendar import Calendar
from ..columns import RawTable
from ..instance import Instance
from ..policy import Policy
from ..validate import Source, build


def read_frames(
    clients: pl.DataFrame,
    workers: pl.DataFrame,
    tasks: pl.DataFrame,
    calendar: Calendar | None = None,
    policy: Policy | None = None,
) -> tuple[Instance, Policy]:
    """Check frames in memory and make an instance of them.

    Parameters
    ----------
    clients, workers, tasks : polars.DataFrame
        Columns as in ``samehands.model.tables.SCHEMAS``; those with a default may be missing. Any
        integer type will do; lists may be lists or texts separated by ``;``; workers' minutes may
        be one number.
    calendar : Calendar or None
        The periods; None for the default.
    policy : Policy or None
        The workload standard; None for the default.

    Returns
    -------
    tuple of Instance and Policy
        Both valid; ``Instance.warnings`` says what is odd.

    Raises
    ------
    InputError
        If anything is wrong; it names every fault.
    """
    source = Source(
        {"clients": _raw(clients), "workers": _raw(workers), "tasks": _raw(tasks)},
        None if calendar is None else calendar.model_dump(mode="json", warnings=False),
        None if policy is None else policy.model_dump(mode="json", warnings=False),
    )
    return build(source)


def _raw(frame: pl.DataFrame) -> RawTable:
    return RawTable(frame.to_dict(), frame.height)
