"""The form in which curves are written: what is common to sweep, frontier and fairness."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal, Self, cast

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from ..metrics import Metrics
from ..model.checks.messages import input_faults
from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.io.json import format_json, parse_json
from ..model.io.plain import DIALECT, VERSION, take_fields
from ..model.plan import Plan
from ..planning.comparison import Sizes, summarise_instance
from ..planning.result import BoundKind
from ..problem import Limit, Status
from .point import Point, Value


class _Price(BaseModel):
    of_plans: float | None
    low: float | None
    high: float | None


class WrittenPoint(BaseModel):
    """A point as it is written; ``gap_minutes`` and ``price`` follow from the others."""

    model_config = ConfigDict(extra="forbid")

    value: Value
    label: str
    status: Status
    limit: Limit
    objective: float | None
    objective_parts: dict[str, float]
    bound: float | None
    bound_kind: BoundKind
    gap_minutes: float | None = None
    inherited: tuple[str, ...] = ()
    metrics: Metrics | None = None
    plan: Plan | None = None
    price: _Price | None = None

    def point(self) -> Point:
        """Return the point."""
        return Point(
            value=self.value,
            label=self.label,
            status=self.status,
            limit=self.limit,
            objective=self.objective,
            bound=self.bound,
            bound_kind=self.bound_kind,
            parts=self.objective_parts,
            metrics=self.metrics,
            found=self.plan,
            inherited=self.inherited,
        )


def point_to_dict(point: Point, *, full: bool) -> dict[str, object]:
    """Return a point as plain data, with its plan if asked for."""
    data: dict[str, object] = {
        "value": point.value,
        "label": point.label,
        "status": point.status,
        "limit": point.limit,
        "objective": point.objective,
        "objective_parts": dict(point.parts),
        "bound": point.bound,
        "bound_kind": point.bound_kind,
        "gap_minutes": point.gap_minutes,
        "inherited": list(point.inherited),
        "metrics": None if point.metrics is None else point.metrics.to_dict(),
    }
    if full:
        data["plan"] = None if point.found is None else point.found.to_dict()
    return data


class WrittenCurve(ABC):
    """Base of what has points along a line, and is written with them.

    Attributes
    ----------
    kind : str
        What it is called in problems.
    points : tuple of Point
        The points.
    """

    kind: ClassVar[str]
    fields: ClassVar[Mapping[str, Any]]
    points: tuple[Point, ...]

    @abstractmethod
    def own_fields(self) -> Mapping[str, object]:
        """Return what it has besides its points, as it is written."""

    @classmethod
    @abstractmethod
    def of_written(cls, own: Mapping[str, Any], points: tuple[Point, ...]) -> Self:
        """Make one of what is written."""

    def written_points(self, *, full: bool) -> list[dict[str, object]]:
        """Return the points as plain data."""
        return [point_to_dict(point, full=full) for point in self.points]

    def to_dict(self, instance: Instance, *, full: bool = True) -> dict[str, object]:
        """Return it as plain data.

        Parameters
        ----------
        instance : Instance
            The instance it is about.
        full : bool
            Whether the plans are in it.

        Returns
        -------
        dict
            ``version``, ``instance``, its own fields, ``points``.
        """
        return {
            "version": VERSION,
            "instance": summarise_instance(instance),
            **self.own_fields(),
            "points": self.written_points(full=full),
            "metrics_are": "of these plans",
        }

    @classmethod
    def from_dict(cls, data: object) -> Self:
        """Check plain data and make one of it.

        Parameters
        ----------
        data : object
            What ``to_dict`` returns; without ``full`` the points have no plans.

        Returns
        -------
        WrittenCurve
            Of the same kind; nothing in it has been audited again.

        Raises
        ------
        InputError
            If anything is wrong; it names every fault.
        """
        needed = (*cls.fields, "points")
        known = (*needed, "version", "instance", "metrics_are", "warnings")
        content = take_fields(data, cls.kind, needed, known)
        model = _model(cls)
        try:
            read = model.model_validate({name: content[name] for name in needed})
        except ValidationError as error:
            schema = model.model_json_schema()
            raise InputError(input_faults(error, content, schema, cls.kind)) from None
        points = cast("Sequence[WrittenPoint]", vars(read)["points"])
        own = {name: vars(read)[name] for name in cls.fields}
        return cls.of_written(own, tuple(one.point() for one in points))

    def to_json(self, instance: Instance) -> str:
        """Return it as JSON text, with its plans."""
        return format_json(self.to_dict(instance))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what ``to_json`` returned; raises InputError as ``from_dict`` does."""
        problems: list[InputFault] = []
        data = parse_json(text, cls.kind, problems)
        if problems:
            raise InputError(problems)
        return cls.from_dict(data)


def _model(kind: type[WrittenCurve]) -> type[BaseModel]:
    fields: dict[str, Any] = {name: (each, ...) for name, each in kind.fields.items()}
    return create_model(kind.kind.capitalize(), **fields, points=(list[WrittenPoint], ...))


def curve_schema(kind: type[WrittenCurve]) -> dict[str, object]:
    """Return the JSON Schema of what a kind of curve is written as."""
    model = create_model(
        kind.kind.capitalize(),
        version=(Literal[1], ...),
        instance=(Sizes, ...),
        metrics_are=(str, ...),
        __base__=_model(kind),
    )
    return {"$schema": DIALECT, **model.model_json_schema(mode="serialization")}
