"""What is wrong with a plan: one record per violation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from ..model.rules import RuleId

Broken = RuleId | Literal["plan"]
"""The rule that is broken; ``plan`` where the plan contradicts itself or the instance."""

_NAMES = ("client", "worker", "task", "program", "kind", "group", "household")


@dataclass(frozen=True)
class Violation:
    """One way in which a plan is not allowed.

    Parameters
    ----------
    rule : RuleId or "plan"
        The rule that is broken; ``plan`` for a plan that contradicts itself or the instance.
    who : mapping of str to str
        Whom it concerns: ids under ``client``, ``worker``, ``task``, names under ``program``,
        ``kind``, ``group``, ``household``; empty where the whole plan is meant.
    when : int or None
        Period, where one is meant.
    by : int
        By how much, in ``unit``; above 0.
    unit : str
        What ``by`` counts, e.g. minutes.
    sentence : str
        The violation in plain words.
    day : datetime.date or None
        Day of the period, where one is meant and the calendar has a start.
    """

    rule: Broken
    who: Mapping[str, str]
    when: int | None
    by: int
    unit: str
    sentence: str
    day: date | None = None

    def __str__(self) -> str:
        return f"{self.rule}: {self.sentence}"

    def as_dict(self) -> dict[str, str | int | dict[str, str] | None]:
        """Return the violation as plain values, for JSON."""
        return {
            "rule": self.rule,
            "who": dict(self.who),
            "when": self.when,
            **({} if self.day is None else {"day": str(self.day)}),
            "by": self.by,
            "unit": self.unit,
            "sentence": self.sentence,
        }


def build_violations(
    rule: Broken, frame: pl.DataFrame, unit: str, template: str
) -> list[Violation]:
    """Return one violation per row.

    Parameters
    ----------
    rule : RuleId or "plan"
        The rule that is broken.
    frame : polars.DataFrame
        Who (any of the columns that ``Violation.who`` may name), ``by``, and ``period`` where a
        period is meant.
    unit : str
        What ``by`` counts.
    template : str
        The sentence, with the frame's columns in braces.

    Returns
    -------
    list of Violation
        In the order of the rows.
    """
    names = [name for name in _NAMES if name in frame.columns]
    return [
        Violation(
            rule=rule,
            who={name: row[name] for name in names if row[name] is not None},
            when=row.get("period"),
            by=row["by"],
            unit=unit,
            sentence=template.format_map(row),
        )
        for row in frame.iter_rows(named=True)
    ]
