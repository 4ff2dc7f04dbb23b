"""A simulation as people read it: waits, deadlines and continuity by standard, with intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..simulation.answer import Difference, Simulation, StandardRun
from ..simulation.figures import FIGURES
from ..simulation.intervals import Estimate
from ..simulation.parameters import list_parameters
from .charts import CurveChart, IntervalChart
from .document import Block, Document, Paragraph, Section
from .tables import NOT_APPLICABLE, Cell, Column, People, Table, Value, metric

NO_LAW = (
    "The law of the static month, that a looser standard is never dearer, does not hold here: "
    "nobody knows what comes next, and whoever takes what is due first may leave the wrong task."
)
"""What is said wherever standards are compared over time."""

_GROWS = "grows without end"
_LEADING = ("on_time", "on_time_same_day", "wait_mean", "wait_p90", "overtime", "workers_met_12")
"""Figures that the first screen shows."""

_SHARES = ("share", "share of a month's minutes")


def simulated_document(found: Simulation) -> Document:
    """Return the report on a simulation.

    Parameters
    ----------
    found : Simulation
        What was simulated.
    """
    scenarios = list(dict.fromkeys(run.scenario for run in found.runs))
    sections = [_answer(found)]
    for turn, scenario in enumerate(scenarios):
        runs = [run for run in found.runs if run.scenario == scenario]
        name = "" if len(scenarios) == 1 else f": {scenario}"
        slug = f"-{turn}" if turn else ""
        sections.append(Section(f"Figures{name}", [_figures(runs, f"figures{slug}")], public=True))
        mine = [each for each in found.differences if each.scenario == scenario]
        if mine:
            blocks = list(_difference_blocks(mine, slug))
            sections.append(Section(f"Differences{name}", blocks, public=True))
        blocks = list(_by_kind(runs, slug))
        sections.append(Section(f"By kind of work and by program{name}", blocks, public=True))
        months = list(_month_blocks(runs, slug))
        sections.append(Section(f"Month by month{name}", months, public=True))
    sections.append(Section("What was assumed", [_parameters(found)], public=True))
    footer = Section(
        "How this came about",
        [
            Paragraph(f"Instance with SHA-256 {found.instance_sha256}. Seed {found.seed}."),
            Paragraph(
                f"{found.replications} replications of {found.months} months; stopped by "
                f"{found.stopped_by}; planning: {found.plan}."
            ),
            *(
                []
                if found.time_limit is None
                else [
                    Paragraph(
                        f"All plans had {found.time_limit:g} seconds: another run may find others, "
                        "and so other figures. Without a time limit the same seed gives the same."
                    )
                ]
            ),
        ],
        public=True,
    )
    return Document("What do the standards differ in over months?", sections, footer)


def _answer(found: Simulation) -> Section:
    blocks: list[Block] = [Paragraph(text, "lead") for text in _sentences(found)]
    blocks.append(Paragraph(NO_LAW, "note"))
    if found.left_out:
        people = People("clients left out", found.left_out, "client")
        says = "{} of offices in which nobody works could not be simulated."
        blocks.append(Paragraph(says, "warning", [people]))
    return Section("The answer", blocks, public=True)


def _sentences(found: Simulation) -> Iterator[str]:
    for run in found.runs:
        said = [
            f"{FIGURES[name].text}: {_words(each, FIGURES[name].unit)}"
            for name in ("on_time", "workers_met_12")
            if (each := run.figure(name)) is not None and each.mean is not None
        ]
        end = " Open work grows without end, so that waits have no mean." if run.grows else ""
        where = "" if run.scenario == found.runs[0].scenario else f" ({run.scenario})"
        yield f"{run.standard}{where}: {'; '.join(said)}.{end}"


def _words(each: Estimate | None, unit: str) -> str:
    """Return a mean with its interval."""
    if each is None or each.mean is None:
        return NOT_APPLICABLE
    kind = "share" if unit in _SHARES else ""
    if each.half_width is None:
        return metric(each.mean, kind)
    return f"{metric(each.mean, kind)} ± {metric(each.half_width, kind)}"


def _cell(run: StandardRun, name: str, of: str = "") -> Cell:
    each = run.figure(name, of)
    if run.grows and name.startswith(("wait_", "backlog")):
        return _GROWS
    return Value(_words(each, FIGURES[name].unit), "text")


def _figures(runs: Sequence[StandardRun], slug: str) -> Table:
    rows = [
        [definition.text, definition.unit, *(_cell(run, name) for run in runs)]
        for name, definition in FIGURES.items()
    ]
    columns = [Column("figure"), Column("unit"), *(Column(run.standard) for run in runs)]
    note = "Mean of the replications ± half of its 95 % interval."
    return Table(slug, "Figures by standard", columns, rows, note=note)


def _difference_blocks(found: Sequence[Difference], slug: str) -> Iterator[Block]:
    than = found[0].than
    names = [name for name in FIGURES if any((e.figure, e.of) == (name, "") for e in found)]
    rows: list[list[Cell]] = []
    for name in names:
        for each in found:
            if (each.figure, each.of) == (name, "") and each.estimate.mean is not None:
                end = each.estimate
                verdict = "real" if each.is_real else "not shown to differ"
                ends = (Value(value, "index") for value in (end.mean, end.low, end.high))
                what = f"{FIGURES[name].text}, {each.standard}"
                rows.append([what, FIGURES[name].unit, *ends, verdict])
    columns = [
        *(Column("figure"), Column("unit"), Column("difference", "index")),
        *(Column("from", "index"), Column("to", "index"), Column("verdict")),
    ]
    note = f"Less {than}, replication by replication; both met the same world. Shares as fractions."
    table = Table(f"differences{slug}", f"Differences to {than}", columns, rows, note=note)
    shares = [row for row in rows if row[1] == "share"]
    if shares:
        yield IntervalChart(
            f"shares{slug}", f"Shares: differences to {than}", "Bars are 95 % intervals.",
            Table(f"shares{slug}", f"Shares: differences to {than}", columns, shares),
            label="difference of shares", low=3, high=4, point=2, verdict=5,
        )  # fmt: skip
    yield table


def _by_kind(runs: Sequence[StandardRun], slug: str) -> Iterator[Block]:
    for name, what, title in (
        ("on_time", "program", "On time by program"),
        ("wait_mean", "kind of work", "Mean wait by kind of work, working minutes"),
        ("wait_p90", "kind of work", "90th percentile of waits by kind of work, working minutes"),
    ):
        rows = [[each, *(_cell(run, name, each) for run in runs)] for each in _of(runs[0], name)]
        columns = [Column(what), *(Column(run.standard) for run in runs)]
        yield Table(f"{name.replace('_', '-')}{slug}", title, columns, rows)


def _of(run: StandardRun, name: str) -> list[str]:
    """Return what a figure is of: kinds of work or programs."""
    return list(dict.fromkeys(each.of for each in run.figures if each.figure == name and each.of))


def _month_blocks(runs: Sequence[StandardRun], slug: str) -> Iterator[Block]:
    for name, title, kind in (
        ("backlog", "Open tasks at the end of the month", "minutes"),
        ("on_time", "Share on time of the tasks due in the month", "share"),
    ):
        months = sorted({each.month for each in runs[0].months})
        found = [
            {each.month: each.estimate.mean for each in run.months if each.figure == name}
            for run in runs
        ]
        rows = [[month, *(column.get(month) for column in found)] for month in months]
        columns = [
            Column("month", "count"),
            *(Column(run.standard, "share" if kind == "share" else "minutes") for run in runs),
        ]
        table = Table(f"months-{name.replace('_', '-')}{slug}", title, columns, rows)
        yield CurveChart(
            table.slug, title, "Lines are means of the replications.", table, label="month",
            measured=title.lower(), values=tuple(range(1, len(runs) + 1)),
        )  # fmt: skip


def _parameters(found: Simulation) -> Table:
    rows = [
        [each.description, each.value, each.unit, each.tag]
        for each in list_parameters(found.parameters)
    ]
    columns = [Column("figure"), Column("value"), Column("unit"), Column("standing")]
    note = "S: a source states it; D: derived from sourced figures; A: assumed."
    return Table("parameters", "Parameters", columns, rows, note=note, folded=True)
