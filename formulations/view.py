"""The instance in numbers: every name a code, every table a few arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import polars as pl

from ..model.checks.cells import NEVER
from ..model.instance import Instance
from ..problem import Bools, Ints


@dataclass(frozen=True, eq=False)
class InstanceView:
    """An instance as arrays; row i is row i of the table.

    Parameters
    ----------
    offices, languages, programs, kinds : tuple of str
        The names behind the codes.
    client_office, client_language : arrays of shape (clients,)
        Codes.
    client_programs : boolean array of shape (clients, programs)
        The bundles.
    today : array of shape (clients,)
        Owner today as a row of the workers, or -1: nobody, or a worker who has left.
    forced : boolean array of shape (clients,)
        Whether the owner today has left, so that any owner is another.
    expected : array of shape (clients,)
        Minutes in a usual month as the table says them, or -1.
    household : array of shape (clients,)
        The first client of the same household, the client itself without one.
    worker_office : array of shape (workers,)
        Codes.
    caseload_share : array of shape (workers,)
        Thousandths of a usual caseload.
    worker_languages, worker_programs : boolean arrays of shape (workers, languages or programs)
        What each worker speaks and works in.
    capacity : array of shape (workers, periods)
        Regular minutes.
    client, program, kind, minutes, release, due : arrays of shape (tasks,)
        The tasks; ``client`` is a row of the clients, ``due`` is clipped to the horizon.
    overdue : array of shape (tasks,)
        Periods from the due to period 0; 0 for what is not overdue on arrival.
    contact : boolean array of shape (tasks,)
        Whether the client is spoken to.
    pair_client, pair_worker : arrays of shape (pairs,)
        Rows of the client and the worker of each pair that the table of pairs names.
    pair_never : boolean array of shape (pairs,)
        Whether the two must not meet.
    pair_minutes : array of shape (pairs,)
        Minutes that meeting costs otherwise, below 0 for a gain.
    lost_gain : array of shape (clients,)
        Largest gain with a worker who is not there any more, in minutes; 0 without any.
    """

    offices: tuple[str, ...]
    languages: tuple[str, ...]
    programs: tuple[str, ...]
    kinds: tuple[str, ...]
    client_office: Ints
    client_language: Ints
    client_programs: Bools
    today: Ints
    forced: Bools
    expected: Ints
    household: Ints
    worker_office: Ints
    caseload_share: Ints
    worker_languages: Bools
    worker_programs: Bools
    capacity: Ints
    client: Ints
    program: Ints
    kind: Ints
    minutes: Ints
    release: Ints
    due: Ints
    overdue: Ints
    contact: Bools
    pair_client: Ints
    pair_worker: Ints
    pair_never: Bools
    pair_minutes: Ints
    lost_gain: Ints

    @property
    def clients(self) -> int:
        """Number of clients."""
        return len(self.client_office)

    @property
    def workers(self) -> int:
        """Number of workers."""
        return len(self.worker_office)

    @property
    def tasks(self) -> int:
        """Number of tasks."""
        return len(self.client)

    @property
    def last(self) -> int:
        """Last period."""
        return int(self.capacity.shape[1]) - 1


def encode_instance(instance: Instance) -> InstanceView:
    """Return an instance in numbers.

    Parameters
    ----------
    instance : Instance
        A valid instance.

    Returns
    -------
    InstanceView
        Its arrays.
    """
    clients, workers, tasks = instance.clients, instance.workers, instance.tasks
    offices = _names([clients["office"], workers["office"]])
    languages = _names([clients["language"], workers["languages"].explode()])
    programs = _names(
        [clients["programs"].explode(), workers["programs"].explode(), tasks["program"]]
    )
    kinds = _names([tasks["kind"]])
    pair_client, pair_worker, pair_never, pair_minutes, lost_gain = _encode_pairs(instance)
    due = tasks["due"].to_numpy().astype(np.int64)
    return InstanceView(
        offices=offices,
        languages=languages,
        programs=programs,
        kinds=kinds,
        client_office=encode_names(clients["office"], offices),
        client_language=encode_names(clients["language"], languages),
        client_programs=encode_lists(clients["programs"], programs),
        today=encode_names(clients["worker"], workers["id"].to_list()),
        forced=encode_names(clients["worker"], instance.former["id"].to_list()) >= 0,
        expected=clients["expected_minutes"].fill_null(-1).to_numpy().astype(np.int64),
        household=_first_of_household(clients["household"]),
        worker_office=encode_names(workers["office"], offices),
        caseload_share=_thousandths(workers["caseload_share"].fill_null(1.0)),
        worker_languages=encode_lists(workers["languages"], languages),
        worker_programs=encode_lists(workers["programs"], programs),
        capacity=instance.capacity,
        client=encode_names(tasks["client"], clients["id"].to_list()),
        program=encode_names(tasks["program"], programs),
        kind=encode_names(tasks["kind"], kinds),
        minutes=tasks["minutes"].to_numpy().astype(np.int64),
        release=tasks["release"].to_numpy().astype(np.int64),
        due=np.clip(due, 0, instance.calendar.last),
        overdue=np.maximum(-due, 0),
        contact=tasks["contact"].to_numpy().astype(np.bool_),
        pair_client=pair_client,
        pair_worker=pair_worker,
        pair_never=pair_never,
        pair_minutes=pair_minutes,
        lost_gain=lost_gain,
    )


def _encode_pairs(instance: Instance) -> tuple[Ints, Ints, Bools, Ints, Ints]:
    """Return client, worker, never and minutes of each pair, and the lost gain of each client."""
    client = encode_names(instance.pairs["client"], instance.clients["id"].to_list())
    worker = encode_names(instance.pairs["worker"], instance.workers["id"].to_list())
    price = instance.pairs["price"]
    never = (price == NEVER).to_numpy().astype(np.bool_)
    minutes = price.cast(pl.Int64, strict=False).fill_null(0).to_numpy().astype(np.int64)
    # Changes of staff and of work may have taken one of the two away.
    there, gone = (client >= 0) & (worker >= 0), (client >= 0) & (worker < 0)
    lost = np.zeros(instance.clients.height, dtype=np.int64)
    np.maximum.at(lost, client[gone], -minutes[gone])
    return client[there], worker[there], never[there], minutes[there], lost


def _first_of_household(labels: pl.Series) -> Ints:
    """Return the row of the first client with the same label, the own row without any."""
    rows = pl.DataFrame({"label": labels}).with_row_index("row")
    first = (
        pl.when(pl.col("label").is_null()).then("row").otherwise(pl.col("row").min().over("label"))
    )
    return rows.select(first.alias("first"))["first"].to_numpy().astype(np.int64)


_SHORT = 2_000
"""Values and names below which looking up each takes less time than beginning a join."""


def encode_names(values: pl.Series, names: Sequence[str]) -> Ints:
    """Return the position of each value in the names, -1 for null or unknown: shape (values,)."""
    if len(values) + len(names) < _SHORT:
        codes = {name: code for code, name in enumerate(names)}
        return np.array([codes.get(name, -1) for name in values.to_list()], dtype=np.int64)
    table = pl.DataFrame({"name": list(names)}, schema={"name": pl.String()}).with_row_index("code")
    found = (
        values.rename("name").to_frame().join(table, on="name", how="left", maintain_order="left")
    )
    return found["code"].cast(pl.Int64).fill_null(-1).to_numpy().astype(np.int64)


def encode_lists(lists: pl.Series, names: Sequence[str]) -> Bools:
    """Return which names each list holds: boolean, of shape (lists, names)."""
    held = np.zeros((len(lists), len(names)), dtype=np.bool_)
    lengths = lists.list.len().fill_null(0).to_numpy().astype(np.int64)
    # One entry per name in any list: its row, and its place among the names.
    row = np.repeat(np.arange(len(lists)), lengths)
    code = encode_names(lists.filter(lists.list.len() > 0).explode(), names)
    held[row[code >= 0], code[code >= 0]] = True
    return held


def number_rows(rows: Ints) -> tuple[Ints, Ints]:
    """Number the distinct rows of a table in the order of their first numbers, then the second.

    Parameters
    ----------
    rows : array of shape (rows, columns)
        The table.

    Returns
    -------
    first : array of shape (distinct rows,)
        Where each of them stands first.
    number : array of shape (rows,)
        Which of them every row is.
    """
    if not len(rows) or not rows.shape[1]:
        return np.zeros(min(len(rows), 1), dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
    low, high = rows.min(axis=0), rows.max(axis=0)
    # In whole numbers of Python, for the difference of two may be more than fits.
    widths = [int(most) - int(least) + 1 for least, most in zip(low, high, strict=True)]
    if prod(widths) <= np.iinfo(np.int64).max:
        # One number a row is sorted in a tenth of the time that a row of numbers takes.
        key = np.zeros(len(rows), dtype=np.int64)
        for column, least, width in zip(rows.T, low, widths, strict=True):
            key = key * width + (column - least)
        _, first, number = np.unique(key, return_index=True, return_inverse=True)
    else:
        _, first, number = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    return first.astype(np.int64), number.reshape(-1).astype(np.int64)


def _thousandths(shares: pl.Series) -> Ints:
    # Shares have three decimals at most, so that rounding only undoes the binary fraction.
    found: Ints = np.rint(shares.to_numpy() * 1000).astype(np.int64)
    return found


def _names(columns: Iterable[pl.Series]) -> tuple[str, ...]:
    return tuple(sorted({name for column in columns for name in column.drop_nulls().unique()}))
