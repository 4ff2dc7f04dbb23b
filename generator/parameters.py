"""Every figure of the synthetic agency, as a named parameter with its source and source."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..model.tables import MOST_OVERDUE
from .kinds import BASIC_PROGRAMS, BUNDLES, KINDS, PROGRAMS, Bundle, Kind, Tag
from .shares import GROUPS, LANGUAGES, SPECIALS, Group, Special, SpokenLanguage

_TABLES = ("kinds", "bundles", "languages", "specials", "groups")


def _figure(
    default: Any,
    text: str,
    tag: Tag = "A",
    source: str = "",
    gt: float | None = None,
    ge: float | None = None,
    le: float | None = None,
) -> Any:
    extra: dict[str, Any] = {"tag": tag, "source": source}
    return Field(default, description=text, json_schema_extra=extra, gt=gt, ge=ge, le=le)


class GeneratorParameters(BaseModel):
    """The figures of a synthetic agency; the defaults are those documented for Los Angeles.

    Every field carries its standing (S, D or A) in ``json_schema_extra``; the rows of the tables
    carry theirs themselves. ``list_sourced_figures`` lists them all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    programs: tuple[str, ...] = _figure(PROGRAMS, "Programs, in the order of the tables")
    basic_programs: tuple[str, ...] = _figure(BASIC_PROGRAMS, "Programs that every worker knows")
    kinds: tuple[Kind, ...] = _figure(KINDS, "Kinds of work, each with its source", "S+A")
    bundles: tuple[Bundle, ...] = _figure(BUNDLES, "Bundles of programs, in shares of the clients")
    languages: tuple[SpokenLanguage, ...] = _figure(LANGUAGES, "Languages of clients and workers")
    specials: tuple[Special, ...] = _figure(SPECIALS, "Programs that only some workers know")
    groups: tuple[Group, ...] = _figure(GROUPS, "Labels of clients")

    month_days: int = _figure(21, "Business days in a month", ge=1, le=31)
    day_minutes: int = _figure(331, "Productive minutes in a full day (6,960 a month)", ge=1)
    calendar_ratio: float = _figure(
        5 / 7, "Working days in a calendar day; dues are rounded down to whole ones", gt=0, le=1
    )
    minutes_cv: float = _figure(0.6, "Variation of the lognormal minutes of a kind", ge=0, le=5)
    complexity_cv: float = _figure(
        0.35, "Variation of the gamma factor of a client on its tasks' minutes", ge=0, le=5
    )
    report_days: tuple[int, int, int] = _figure(
        (0, 3, 9), "First, busiest and last business day of the month when reports come in"
    )
    form_days: tuple[int, int, int] = _figure(
        (0, 10, 20), "The same for forms, which are on time by the 15th of the month", "S+A",
        "recertification",
    )  # fmt: skip

    language_concentration: float = _figure(
        8.0, "Dirichlet concentration of a language's clients over the offices", gt=0
    )
    unit_workers: int = _figure(8, "Workers in a unit", ge=1)
    part_time_share: float = _figure(0.08, "Share of workers in part time", ge=0, le=1)
    part_time_fte: float = _figure(0.6, "Share of a full day that part-timers work", gt=0, le=1)
    absence_share: float = _figure(0.08, "Share of working days absent", ge=0, le=0.5)
    absence_spell: tuple[int, int] = _figure((1, 10), "Shortest and longest absence in days")
    intake_share: float = _figure(
        0.30, "Share of workers who do intake; each knows one special program, in equal parts",
        ge=0, le=1,
    )  # fmt: skip

    owner_load_cv: float = _figure(
        0.2, "Variation of the load that workers own today: some took over many clients", ge=0, le=2
    )
    owner_language_leak: float = _figure(
        0.02, "Relative chance of an owner today without the client's language", gt=0, le=1
    )
    without_owner_share: float = _figure(
        0.03, "Share of clients without an owner today: those of the workers who left in the last "
        "two months, at a turnover of 18 % a year (proxy: 14 to 22 %)", "A", "child-welfare",
        ge=0, le=1,
    )  # fmt: skip
    unqualified_owner_share: float = _figure(
        0.02, "Share of special-program clients whose owner today lacks a program", ge=0, le=1
    )

    conflict_share: float = _figure(
        0.0, "Share of clients who must not meet some worker of their office; none by default",
        ge=0, le=1,
    )  # fmt: skip

    newcomer_share: float = _figure(
        0.0, "Share of workers at half a caseload; none by default", ge=0, le=1
    )

    overdue_share: float = _figure(
        0.0, "Share of the tasks there in period 0 that are overdue on arrival; none by default",
        ge=0, le=1,
    )  # fmt: skip
    overdue_days: int = _figure(
        10, "Most business days by which these are overdue; each number is as likely",
        ge=1, le=MOST_OVERDUE,
    )  # fmt: skip

    @model_validator(mode="after")
    def _orders(self) -> GeneratorParameters:
        spell, last = self.absence_spell, self.month_days - 1
        if not 1 <= spell[0] <= spell[1]:
            raise ValueError("absence_spell must be two numbers of days from 1 on, in order")
        for name, (first, peak, end) in (("report", self.report_days), ("form", self.form_days)):
            if not 0 <= first <= peak <= end <= last:
                raise ValueError(f"{name}_days must be three days of 0..{last}, in order")
        named = {program for bundle in self.bundles for program in bundle.programs}
        named |= set(self.basic_programs)
        named |= {program for row in self.specials for program in (row.program, *row.also)}
        if not named <= set(self.programs):
            raise ValueError(f"the programs of the tables must be among {', '.join(self.programs)}")
        for table in (self.bundles, self.languages):
            if not any(row.share > 0 for row in table):
                raise ValueError("some bundle and some language must have a share above 0")
        return self


PUBLISHED = GeneratorParameters()
"""The documented figures."""


class SourcedFigure(NamedTuple):
    """A figure of the generator and where it comes from."""

    name: str
    value: str
    tag: Tag
    sources: tuple[str, ...]


def list_sourced_figures(parameters: GeneratorParameters = PUBLISHED) -> list[SourcedFigure]:
    """Return every figure of the generator with its source, tables row by row."""
    rows: list[SourcedFigure] = []
    for name, field in GeneratorParameters.model_fields.items():
        value = getattr(parameters, name)
        if name not in _TABLES:
            extra = cast("dict[str, Any]", field.json_schema_extra)
            sources = (extra["source"],) if extra["source"] else ()
            rows.append(SourcedFigure(name, str(value), extra["tag"], sources))
    for kind in parameters.kinds:
        values = (f"{kind.rate:g}", f"{kind.minutes:g}", f"{kind.due} {kind.due_unit}")
        for part, value, tag in zip(("rate", "minutes", "due"), values, kind.tags, strict=True):
            label = f"{kind.program or 'any'} {kind.name} {part}"
            rows.append(SourcedFigure(label, value, tag, kind.sources if tag != "A" else ()))
    for bundle in parameters.bundles:
        rows.append(SourcedFigure(f"share of {bundle.name}", f"{bundle.share:g}", bundle.tag, ()))
    for table in (parameters.languages, parameters.specials, parameters.groups):
        rows.extend(SourcedFigure(_label(row), repr(row), row.tag, ()) for row in table)
    return rows


def _label(row: SpokenLanguage | Special | Group) -> str:
    return row.program if isinstance(row, Special) else row.name
