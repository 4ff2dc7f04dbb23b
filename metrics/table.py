"""The table of metrics: what each one is called, means and is worth, and how tables are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Literal, NamedTuple, Self

import numpy as np
import numpy.typing as npt
import polars as pl
from pydantic import (
    BaseModel,
    ConfigDict,
    TypeAdapter,
    ValidationError,
)

from ..model.checks.messages import faults_by_path
from ..model.errors import InputError, InputFault
from ..model.io.plain import PlainData

Group = Literal["continuity", "whole-person", "timeliness", "workload", "fairness", "language"]
"""The chapters of a comparison report, in their order."""

Better = Literal["low", "high", "even", ""]
"""Which way is better: low, high, or even (near zero, or alike across the keys of a breakdown);
empty where neither way is."""


@dataclass(frozen=True)
class Definition:
    """What a metric means.

    Parameters
    ----------
    name : str
        Stable name in snake_case.
    group : str
        Chapter it belongs to.
    unit : str
        Unit of its value.
    better : str
        ``low``, ``high``, ``even`` or empty.
    formula : str
        One sentence that says how it is computed.
    """

    name: str
    group: Group
    unit: str
    better: Better
    formula: str


class Measured(NamedTuple):
    """A number that a formula gave, before it is given its name and unit.

    Parameters
    ----------
    value : float or None
        The number; None where it is undefined.
    n : int
        How many clients, tasks or workers it rests on.
    breakdown : str or None
        Key of the part it is about, e.g. ``program:CalFresh``; None: the whole.
    """

    value: float | None
    n: int
    breakdown: str | None = None


Measurements = Mapping[str, Sequence[Measured]]
"""Numbers by the name of the metric: the whole first, then its parts."""


@dataclass(frozen=True)
class MetricValue:
    """One metric of one plan.

    Parameters
    ----------
    name, group, unit, better : str
        As in its definition.
    value : float or None
        The number; None where it is not applicable, always so where ``n`` is 0.
    n : int
        How many clients, tasks or workers it rests on.
    breakdown : str or None
        Key of the part it is about, e.g. ``program:CalFresh``; None: the whole.
    """

    name: str
    group: Group
    value: float | None
    unit: str
    better: Better
    n: int
    breakdown: str | None = None


@dataclass(frozen=True)
class Metrics(PlainData):
    """All metrics of one plan, in the order of the catalogue.

    Parameters
    ----------
    values : tuple of MetricValue
        Each name's whole before its parts.
    """

    values: tuple[MetricValue, ...]

    @cached_property
    def _places(self) -> dict[tuple[str, str | None], int]:
        return {(value.name, value.breakdown): i for i, value in enumerate(self.values)}

    def get(self, name: str, breakdown: str | None = None) -> MetricValue:
        """Return one metric.

        Raises
        ------
        KeyError
            If the plan has no metric of that name with that breakdown key.
        """
        return self.values[self._places[name, breakdown]]

    def value(self, name: str, breakdown: str | None = None) -> float | None:
        """Return the number of one metric; raises KeyError as ``get`` does."""
        return self.get(name, breakdown).value

    def parts(self, name: str) -> dict[str, MetricValue]:
        """Return a metric's parts by their breakdown key; empty if it is not broken down."""
        return {
            value.breakdown: value
            for value in self.values
            if value.name == name and value.breakdown is not None
        }

    def frame(self) -> pl.DataFrame:
        """Return the table with one row per metric and the fields of ``MetricValue`` as columns."""
        return pl.DataFrame([asdict(value) for value in self.values], schema=FRAME)

    def to_dict(self) -> dict[str, object]:
        """Return the metrics as plain data.

        Returns
        -------
        dict
            By name: ``value`` (None: not applicable), ``unit``, ``better``, ``group``, ``n``, and
            ``parts`` by breakdown key where there are any; a metric of parts only has ``n`` 0.
        """
        data: dict[str, object] = {}
        for name in dict.fromkeys(each.name for each in self.values):
            parts = self.parts(name)
            of_all = [each for each in self.values if each.name == name and each.breakdown is None]
            like = of_all[0] if of_all else next(iter(parts.values()))
            whole: dict[str, object] = {
                "value": _number(like.value) if of_all else None,
                "unit": like.unit,
                "better": like.better,
                "group": like.group,
                "n": like.n if of_all else 0,
            }
            if parts:
                each = {key: {"value": _number(p.value), "n": p.n} for key, p in parts.items()}
                whole["parts"] = each
            data[name] = whole
        return data

    @classmethod
    def from_dict(cls, data: object) -> Self:
        """Check plain data and make metrics of it.

        Parameters
        ----------
        data : object
            What ``to_dict`` returns.

        Returns
        -------
        Metrics
            The metrics; whether they are a plan's is not asked here.

        Raises
        ------
        InputError
            If anything is wrong; it names every fault.
        """
        try:
            wholes = _WHOLES.validate_python(data)
        except ValidationError as error:
            faults = faults_by_path(error, data, _WHOLES.json_schema()).values()
            raise InputError(
                [
                    InputFault("result", None, None, f"metrics.{field}".rstrip("."), says)
                    for field, says in faults
                ]
            ) from None
        return cls(tuple(chain.from_iterable(_values(*item) for item in wholes.items())))

    @classmethod
    def wire(cls) -> TypeAdapter[Any]:
        """Return the type that has the JSON schema of the plain data."""
        return _WHOLES


# Metrics as plain data: an object by name.


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float | None
    n: int


class _Whole(_Part):
    group: Group
    unit: str
    better: Better
    parts: dict[str, _Part] = {}


_WHOLES = TypeAdapter(dict[str, _Whole])


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _values(name: str, whole: _Whole) -> list[MetricValue]:
    parts: list[tuple[str | None, _Part]] = [*whole.parts.items()]
    if whole.n or not parts:
        parts.insert(0, (None, whole))
    return [
        MetricValue(name, whole.group, part.value, whole.unit, whole.better, part.n, key)
        for key, part in parts
    ]


FRAME: dict[str, pl.DataType] = {
    "name": pl.String(),
    "group": pl.String(),
    "value": pl.Float64(),
    "unit": pl.String(),
    "better": pl.String(),
    "n": pl.Int64(),
    "breakdown": pl.String(),
}
"""Column names and types of ``Metrics.frame``."""


def name_measurements(
    definitions: Iterable[Definition], measurements: Measurements
) -> tuple[MetricValue, ...]:
    """Give measured numbers their names, in the order of their definitions.

    A number that rests on nothing becomes None: nobody late among nobody is no achievement.

    Raises
    ------
    KeyError
        If a defined metric was not measured.
    """
    return tuple(
        MetricValue(
            name=definition.name,
            group=definition.group,
            value=measured.value if measured.n else None,
            unit=definition.unit,
            better=definition.better,
            n=measured.n,
            breakdown=measured.breakdown,
        )
        for definition in definitions
        for measured in measurements[definition.name]
    )


# Columns summed up into one number, with the count that it rests on.


Floats = npt.NDArray[np.float64]


def floats(column: pl.Series) -> Floats:
    """Return the values of a column that are not null, as floats."""
    known = column.drop_nulls() if column.null_count() else column
    return known.to_numpy().astype(np.float64)


def total(column: pl.Series) -> Measured:
    """Return the sum of a column of numbers, or the count of its true values."""
    values = floats(column)
    return Measured(float(values.sum()), values.size)


def mean(column: pl.Series) -> Measured:
    """Return the mean of a column of numbers, or the share of its true values."""
    values = floats(column)
    return Measured(float(values.mean()) if values.size else None, values.size)


def largest(column: pl.Series) -> Measured:
    """Return the largest value of a column."""
    values = floats(column)
    return Measured(float(values.max()) if values.size else None, values.size)


def p90(column: pl.Series) -> Measured:
    """Return the least value of a column that nine tenths of its values do not exceed."""
    values = np.sort(floats(column))
    rank = -(-9 * values.size // 10)
    return Measured(float(values[rank - 1]) if values.size else None, values.size)


def mean_by(rows: pl.DataFrame, key: str, column: str, label: str) -> list[Measured]:
    """Return the mean of a column for every value of a key, in the order of the keys.

    Parameters
    ----------
    rows : polars.DataFrame
        Rows to be split.
    key, column : str
        Columns that hold the key (rows without one are left out) and the numbers or truths.
    label : str
        What the key is, e.g. ``program``; the breakdown is called ``label:key``.
    """
    groups = rows.group_by(key).agg(
        pl.col(column).mean().alias("mean"), pl.col(column).count().alias("n")
    )
    parts = sorted(part for part in groups.iter_rows() if part[0] is not None)
    return [Measured(value, n, f"{label}:{name}") for name, value, n in parts]
