"""Standards compared: the results, their differences, and the form in which both are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self

import polars as pl
from pydantic import BaseModel, Discriminator, Tag

from ..audit import Violation
from ..metrics import Metrics, break_down_plans
from ..metrics.unserved import Unowned, undone_tasks, unowned_clients
from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.plan import Plan
from .interval import Difference
from .result import Result
from .revalue import Today
from .written import (
    LARGE_RESULT,
    METRICS_ARE,
    AnswerAbout,
    Fields,
    Form,
    LeftOut,
    Sizes,
    WrittenPolicy,
    size_up,
)


@dataclass(frozen=True)
class Comparison(AnswerAbout):
    """Formulations compared on equal staff, clients and minutes.

    Parameters
    ----------
    today : Today or None
        The plan as things are, where it was asked for.
    names : tuple of str
        The formulations by the names they were asked for, the strictest first.
    results : tuple of Result
        The result of each.
    differences : tuple of Difference
        As priced: each formulation against the next, and the first against the last.
    unmoved : tuple of Difference
        The same pairs, re-optimised with change price and transfer minutes zero on both sides;
        empty where that was not asked for.
    instance : Instance or None
        The tables that were compared on; not written, and None where nobody gave them.
    """

    today: Today | None
    names: tuple[str, ...]
    results: tuple[Result, ...]
    differences: tuple[Difference, ...]
    unmoved: tuple[Difference, ...] = ()
    instance: Instance | None = field(default=None, compare=False, repr=False)

    @property
    def plans(self) -> dict[str, Plan]:
        """The plans by their names: things as they are, where asked for, then each standard."""
        first = {} if self.today is None else {"today": self.today.plan}
        found = zip(self.names, self.results, strict=True)
        return first | {name: each.plan for name, each in found if each.plan is not None}

    @cached_property
    def tables(self) -> dict[str, pl.DataFrame]:
        """The plans in parts, by the names of ``metrics.BREAKDOWNS``, and all metrics of each.

        Raises
        ------
        InputError
            If the tables that were compared on are not known; then ``break_down_plans`` of
            ``samehands.metrics`` takes them beside the plans.
        """
        if self.instance is None:
            says = "the comparison was read or made without its tables; give them to from_dict"
            raise InputError([InputFault("comparison", None, None, "tables", says)])
        measured = {} if self.today is None else {"today": self.today.metrics}
        found = zip(self.names, self.results, strict=True)
        measured |= {name: each.metrics for name, each in found if each.metrics is not None}
        metrics = [
            each.frame().select(pl.lit(name).alias("plan"), pl.all())
            for name, each in measured.items()
        ]
        parts = break_down_plans(self.instance, self.plans)
        return {"metrics": pl.concat(metrics), **parts} if metrics else parts

    @classmethod
    def from_dict(cls, data: object, instance: Instance | None = None) -> Self:
        """Check plain data and make a comparison of it; it keeps the instance, if one is given."""
        return replace(super().from_dict(data, instance), instance=instance)

    def __str__(self) -> str:
        lines = [
            f"{name}: {_cost(result)}"
            for name, result in zip(self.names, self.results, strict=True)
        ]
        lines += [_sentence(each, "as priced") for each in self.differences]
        lines += [_sentence(each, "with moves free on both sides") for each in self.unmoved]
        return "\n".join(lines)

    kind: ClassVar[str] = "comparison"
    large: ClassVar[LeftOut] = {"columns": {"__all__": LARGE_RESULT}}

    @classmethod
    def form(cls) -> type[Form]:
        """Return the form of its plain data."""
        return _ComparisonForm

    def to_form(self, instance: Instance) -> Form:
        """Return what is written: columns by name, and the differences of both kinds."""
        columns: dict[str, _TodayColumn | _Column] = {}
        if self.today is not None:
            columns["today"] = _column_of_today(instance, self.today)
        for name, result in zip(self.names, self.results, strict=True):
            # Every plan of a result has passed the audit, or the solve would have failed.
            violations = () if result.has_plan else None
            left = _left_over(instance, result.plan, violations)
            columns[name] = _Column(**dict(result), **left)
        priced = [_pair(each, "as_priced") for each in self.differences]
        unmoved = [_pair(each, "moves_free") for each in self.unmoved]
        return _ComparisonForm(
            instance=size_up(instance),
            columns=columns,
            price_of_continuity=_Prices(
                as_priced=priced[-1], moves_free=unmoved[-1] if unmoved else None
            ),
            differences=priced + unmoved,
        )


class _PairOfStandards(Difference):
    """A difference as it is written."""

    how: Literal["as_priced", "moves_free"]

    def difference(self) -> Difference:
        """Return the difference alone."""
        return Difference(**{name: getattr(self, name) for name in Difference.model_fields})


def _pair(each: Difference, how: Literal["as_priced", "moves_free"]) -> _PairOfStandards:
    return _PairOfStandards(**dict(each), how=how)


class _LeftOver(Fields):
    """What follows from a plan, written beside it."""

    violations: tuple[Violation, ...] | None
    undone_tasks: tuple[str, ...] | None
    unowned: tuple[Unowned, ...] | None


class _Column(_LeftOver, Result):
    """A result with what its plan leaves over."""


class _TodayColumn(_LeftOver):
    """The plan as things are."""

    objective: float
    objective_parts: dict[str, float]
    metrics: Metrics
    policy: WrittenPolicy
    plan: Plan

    def today(self) -> Today:
        """Return the plan as things are."""
        violations = self.violations or ()
        return Today(self.plan, self.objective, self.objective_parts, self.metrics, violations)


def _is_result(column: object) -> str:
    if isinstance(column, Mapping):
        return "result" if "status" in column else "today"
    return "result" if isinstance(column, Result) else "today"


_AnyColumn = Annotated[
    Annotated[_TodayColumn, Tag("today")] | Annotated[_Column, Tag("result")],
    Discriminator(_is_result),
]


class _Prices(BaseModel):
    as_priced: _PairOfStandards
    moves_free: _PairOfStandards | None


class _ComparisonForm(Form):
    """A comparison as it is written."""

    instance: Sizes
    columns: dict[str, _AnyColumn]
    price_of_continuity: _Prices
    differences: list[_PairOfStandards]
    metrics_are: str = METRICS_ARE

    def answer(self) -> Comparison:
        """Return the comparison that says this."""
        today = self.columns.get("today")
        results = {
            name: each.narrowed()
            for name, each in self.columns.items()
            if isinstance(each, _Column)
        }
        priced, unmoved = (
            tuple(each.difference() for each in self.differences if each.how == how)
            for how in ("as_priced", "moves_free")
        )
        return Comparison(
            today=today.today() if isinstance(today, _TodayColumn) else None,
            names=tuple(results),
            results=tuple(results.values()),
            differences=priced,
            unmoved=unmoved,
        )


def _column_of_today(instance: Instance, today: Today) -> _TodayColumn:
    return _TodayColumn(
        objective=today.objective,
        objective_parts=today.objective_parts,
        metrics=today.metrics,
        policy=today.plan.policy,
        plan=today.plan,
        **_left_over(instance, today.plan, tuple(today.violations)),
    )


def _left_over(
    instance: Instance, plan: Plan | None, violations: tuple[Violation, ...] | None
) -> dict[str, Any]:
    if plan is None:
        return {"violations": violations, "undone_tasks": None, "unowned": None}
    unowned = tuple(unowned_clients(instance, plan))
    return {
        "violations": violations,
        "undone_tasks": tuple(undone_tasks(plan)),
        "unowned": unowned,
    }


def _cost(result: Result) -> str:
    if result.objective is None:
        return f"no plan ({result.status})"
    bound = "unknown" if result.bound is None else f"{result.bound:,.2f} ({result.bound_kind})"
    return f"{result.objective:,.2f} minutes, bound {bound}, {result.status}"


def _sentence(each: Difference, how: str) -> str:
    head = f"{each.first} less {each.second}, {how}"
    if each.of_plans is None:
        return f"{head}: unknown"
    low = "unknown" if each.low is None else f"{each.low:,.2f}"
    high = "unknown" if each.high is None else f"{each.high:,.2f}"
    real = "real" if each.is_real else "not shown to be real"
    real += f" ({each.kind} bounds)" if each.kind != "none" else ""
    return (
        f"{head}: {each.of_plans:,.2f} minutes of these plans, [{low}, {high}] of the best: {real}"
    )
