"""The parts of the reports on benchmark results, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ...report.document import Block, Document, Listing, Paragraph, Section
from ...report.tables import Column, Table, count, listed
from .plots import charts
from .runs import ALL, Problem, Reference, Run, grouped, kinds
from .suite_tables import choice_table, choices, side_by_side
from .summaries import Row, against, endings, every_run, quality, reaches, time
from .versus import Versus

# What a careful reader of benchmark results must be told first.


_SHOWN = 5


def remarks(runs: Sequence[Run]) -> list[str]:
    """Return sentences about runs: how many, what failed, what contradicts what, what is new.

    Parameters
    ----------
    runs : sequence of Run
        All runs.
    """
    records = [run.record for run in runs]
    references = {run.problem: run.reference for run in runs}
    instances = {(each.suite, each.instance) for each in references}
    engines = sorted({record.engine for record in records})
    first = f"{count(len(runs), 'run')} on {count(len(instances), 'instance')}"
    found = [f"{first}; engines: {', '.join(engines) or 'none'}."]
    failed = [run for run in runs if run.record.failed]
    if failed:
        which = listed([_title(run) for run in failed], _SHOWN)
        found.append(f"{count(len(failed), 'run')} ended as no run should: {which}.")
    else:
        found.append("No run crashed, hung, ran out of memory, raised or gave a wrong plan.")
    return [*found, *_contradictions(references), *_news(references), *machine_remark(runs)]


def _title(run: Run) -> str:
    problem = run.problem
    parts = (problem.instance, problem.formulation, run.solver, f"seed {run.record.seed}")
    return f"{' '.join(filter(None, parts))} ({run.record.kind})"


def _contradictions(references: dict[Problem, Reference]) -> list[str]:
    """Say where a bound lies above the cost of a plan: one of the two is false."""
    wrong = [
        _name(problem)
        for problem, known in references.items()
        if known.bound is not None
        and known.best is not None
        and known.bound > known.best + 1e-6 * max(1.0, abs(known.best))
    ]
    if not wrong:
        return []
    where = f"{count(len(wrong), 'problem')}: {listed(wrong, _SHOWN)}"
    return [f"CONTRADICTION: a bound is above the cost of a plan on {where}. One of them is false."]


def _news(references: dict[Problem, Reference]) -> list[str]:
    better = [
        f"{_name(problem)} ({known.best:,g} instead of {known.best_known:,g})"
        for problem, known in references.items()
        if known.best_known is not None and known.best is not None and known.best < known.best_known
    ]
    unknown = sum(known.best_known is None for known in references.values())
    says: list[str] = []
    if better:
        says.append(f"Better than the best known cost: {listed(better, _SHOWN)}.")
    if unknown:
        where = f"{unknown} of {count(len(references), 'problem')}"
        says.append(
            f"No best known cost for {where}: the best of these runs stands in for it, and true "
            "distances may be larger."
        )
    return says


def machine_remark(runs: Sequence[Run]) -> list[str]:
    """Return a sentence if runs took place on several machines."""
    machines = {run.record.machine.model_dump_json() for run in runs}
    if len(machines) < 2:
        return []
    return [f"The runs took place on {len(machines)} machines; their times are not comparable."]


def _name(problem: Problem) -> str:
    return " ".join(filter(None, (problem.instance, problem.formulation)))


_SIDES = "formulations side by side"
_LONG = 24
"""Most rows of a table of parts that is shown without being asked for."""


def report_page(
    runs: Sequence[Run],
    rows: Sequence[Row],
    versus: Mapping[str, Sequence[Versus]],
    footer: Section,
) -> Document:
    """Return the report on runs.

    Parameters
    ----------
    runs : sequence of Run
        All runs.
    rows : sequence of Row
        Their figures.
    versus : mapping from str to sequence of Versus
        For each suite, solver against solver.
    footer : Section
        How the runs and the report were made.
    """
    parts = [Section("In short", [Listing(remarks(runs)), endings(runs)])]
    for suite, these in grouped(runs, lambda run: run.problem.suite).items():
        figures = [row for row in rows if row.suite == suite]
        parts += _suite(suite, these, figures, versus[suite])
    parts.append(Section("Every run", [every_run(runs)]))
    # Engines, costs and seconds are about nobody; what plans are like counts people and tasks.
    parts = [replace(part, public=not part.title.endswith(_SIDES)) for part in parts]
    return Document("Benchmark report", parts, footer)


def _suite(
    suite: str, runs: Sequence[Run], rows: Sequence[Row], versus: Sequence[Versus]
) -> Iterator[Section]:
    tables = [quality(suite, rows), time(suite, rows), reaches(suite, rows)]
    yield Section(f"Suite {suite}: quality and time", tables)
    drawn: list[Block] = [*charts(suite, runs)]
    yield Section(
        f"Suite {suite}: charts",
        drawn or [Paragraph("No run found a plan or a proof, so there is nothing to draw.")],
    )
    chosen = choices(runs)
    if chosen:
        yield Section(f"Suite {suite}: what auto took", [choice_table(suite, chosen)])
    if versus:
        found = _against(f"{suite}-versus", "Engine against engine, on the same problems", versus)
        yield Section(f"Suite {suite}: engine against engine", found)
    sides: list[Block] = [*side_by_side(suite, runs)]
    if sides:
        yield Section(f"Suite {suite}: {_SIDES}", sides)


def comparison_page(
    base: Sequence[Run],
    new: Sequence[Run],
    versus: Sequence[Versus],
    left_out: Sequence[str],
    footer: Section,
) -> Document:
    """Return the page on a comparison of results with earlier ones.

    Parameters
    ----------
    base, new : sequence of Run
        The earlier and the later runs.
    versus : sequence of Versus
        Their comparison.
    left_out : sequence of str
        What could not be compared, in sentences.
    footer : Section
        How the page was made.
    """
    said = [*_headlines(versus), *left_out, *machine_remark([*base, *new])]
    found = _against("comparison", "Base (first) against new (second)", versus)
    counts = kinds(base), kinds(new)
    names = sorted({*counts[0], *counts[1]})
    ended = Table(
        "comparison-endings",
        "How the runs ended",
        [Column("ended"), Column("base", "count"), Column("new", "count")],
        [[name, counts[0].get(name, 0), counts[1].get(name, 0)] for name in names],
    )
    parts = [Section("In short", [Listing(said), ended]), Section("Comparisons", found)]
    return Document("Benchmark comparison", parts, footer)


def _against(slug: str, caption: str, versus: Sequence[Versus]) -> list[Table]:
    """Return the comparisons over all runs, and apart from them those of parts of the runs."""
    whole = [each for each in versus if each.scope == ALL]
    parts = [each for each in versus if each.scope != ALL]
    tables = [against(slug, caption, whole)]
    if parts:
        table = against(f"{slug}-parts", f"{caption}: parts of the runs", parts)
        tables.append(replace(table, folded=len(parts) > _LONG))
    return tables


def _headlines(versus: Sequence[Versus]) -> list[str]:
    """Say first of each measure, over all runs, what came out; then which parts differ."""
    if not versus:
        return ["Nothing can be compared: the two have no problem, engine and options in common."]
    whole = [each for each in versus if each.scope == ALL]
    parts = [each for each in versus if each.scope != ALL and each.verdict == "difference"]
    says = [_headline(each) for each in whole]
    if parts:
        which = listed([f"{each.scope}, {each.measure}" for each in parts], 10)
        says.append(f"{count(len(parts), 'part')} with a difference: {which}.")
    return says


def _headline(each: Versus) -> str:
    paired = each.paired
    size = "" if paired.ratio is None else f", new / base = {paired.ratio:.3f}"
    pairs = f"better on {paired.wins}, worse on {paired.losses}, alike on {paired.ties}"
    return f"{each.measure.capitalize()}: {each.verdict} ({pairs}{size}, p = {each.adjusted:.2g})."
