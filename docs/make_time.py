"""The figures of the page on months: ``python docs/make_time.py examples/unit docs``.

They stand in ``time.md`` between marks; ``--only planning`` makes those of monthly planning alone,
which take minutes per replication of the office. Work is scaled so that it takes the share asked
for of the minutes that are left after absences, vacancies and learners.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from samehands.generator import generate
from samehands.model.instance import Instance
from samehands.model.io.files import write_files
from samehands.model.io.read import read
from samehands.model.policy import Policy
from samehands.simulation.agency import TICKS, Agency, read_agency
from samehands.simulation.figures import Replication
from samehands.simulation.intervals import Estimate, estimate, estimate_difference
from samehands.simulation.parameters import SimulationParameters
from samehands.simulation.replicate import Case, replicate
from samehands.simulation.simulate import GROWTH
from samehands.simulation.standards import PLANNED, parse_standards

STANDARDS = ("client-based", "client-based+backup", "hybrid", "task-based")
USES = (0.80, 0.90, 0.95, 1.00)
HANDOFFS = (0, 2, 5, 10)
MONTHS, REPLICATIONS, FEW = 12, 10, 6
ON_OFFICE = 4
"""Replications of the office."""
ASSUMED: Mapping[str, Sequence[object]] = {
    "absence_share": (0.04, 0.16),
    "absence_spell": ((1, 5), (1, 20)),
    "turnover": (0.09, 0.36),
    "vacancy_days": (21, 84),
    "learning_months": (2, 10),
    # Nobody is quicker than at full speed.
    "start_speed": (0.3, 1.0),
    "minutes_cv": (0.3, 1.2),
    "season": (0.04, 0.16),
    "after_close": (0.1, 0.4),
    "exits": (0.013, 0.052),
    "new_clients": (0.0078, 0.0312),
    "returns": (0.2, 0.8),
    "return_days": (32, 128),
    "complexity_cv": (0.175, 0.7),
}
Runs = list[list[Replication]]


def at_use(agency: Agency, parameters: SimulationParameters, use: float) -> Agency:
    """Return an agency whose work takes a share of the minutes that are left."""
    held = np.bincount(agency.client_bundle, minlength=agency.needs.shape[0])
    work = float(held @ agency.rates @ agency.kind_ticks)
    vacant = parameters.turnover * (parameters.vacancy_days or 0) / (12 * parameters.month_days)
    slow = (1 - parameters.start_speed) / 2 * parameters.turnover * parameters.learning_months / 12
    left = float(agency.day_ticks.sum()) * (1 - parameters.absence_share) * (1 - vacant - slow)
    return agency._replace(rates=agency.rates * (use * left / work))


def case_of(instance: Instance, policy: Policy) -> Case:
    """Return an agency as it is."""
    parameters = SimulationParameters()
    return Case("", *read_agency(instance, policy, parameters), policy, parameters)


def used(base: Case, use: float) -> Case:
    """Return an agency whose work takes a share of the minutes that are left."""
    agency = at_use(base.agency, base.parameters, use)
    return base._replace(scenario=f"{use:.0%}", agency=agency)


def _with_handoff(case: Case, minutes: int) -> Case:
    agency = case.agency._replace(handoff_ticks=minutes * TICKS)
    return case._replace(scenario=f"{case.scenario}, {minutes} min", agency=agency)


def runs(cases: Sequence[Case], standards: Sequence[str], number: int) -> Runs:
    """Return the replications of cases, each under all standards."""
    chosen = parse_standards(list(standards))
    every = (replicate(cases, chosen, MONTHS, 0, None, at) for at in range(number))
    return [each for each in every if each is not None]


def column(found: Runs, at: int, figure: str, of: str = "") -> list[float | None]:
    """Return a figure of one case and standard, replication by replication."""
    return [each[at].figures.get((figure, of)) for each in found]


def grows(found: Runs, at: int) -> bool:
    """Whether open work grows without end, so that a wait has no mean."""
    growth = estimate(column(found, at, "growth"))
    return growth.low is not None and growth.low > GROWTH


def share(found: Estimate) -> str:
    """Return a share and its interval in per cent."""
    assert found.mean is not None and found.half_width is not None
    return f"{100 * found.mean:.1f} ± {100 * found.half_width:.1f} %"


def amount(found: Estimate, decimals: int = 0) -> str:
    """Return an amount and its interval."""
    assert found.mean is not None and found.half_width is not None
    return f"{found.mean:,.{decimals}f} ± {found.half_width:,.{decimals}f}"


def tenths(found: Estimate) -> str:
    """Return an amount with one decimal."""
    return amount(found, 1)


def hundredths(found: Estimate) -> str:
    """Return an amount with two decimals."""
    return amount(found, 2)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table in Markdown."""
    yield "| " + " | ".join(heads) + " |"
    yield "| " + " | ".join("---" for _ in heads) + " |"
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def by_use(base: Case) -> Iterator[str]:
    """Yield what the standards do at several utilisations."""
    cases = [used(base, use) for use in USES]
    found = runs(cases, STANDARDS, REPLICATIONS)
    yield f"### By utilisation (unit, {MONTHS} months, {REPLICATIONS} replications)\n"
    for figure, title, tell in (
        ("on_time", "Tasks on time", share),
        ("on_time_same_day", "Same-day tasks on time", share),
        ("wait_mean", "Mean wait, working minutes", amount),
        ("overtime", "Overtime, minutes per worker and day", tenths),
    ):
        yield f"\n{title}:\n"
        rows: list[list[str]] = []
        for at, case in enumerate(cases):
            places = range(at * len(STANDARDS), (at + 1) * len(STANDARDS))
            cells = [
                "grows without end"
                if figure == "wait_mean" and grows(found, place)
                else tell(estimate(column(found, place, figure)))
                for place in places
            ]
            rows.append([case.scenario, *cells])
        yield from table(["utilisation", *STANDARDS], rows)
    yield "\nContinuity hangs little on utilisation; at 90 %:\n"
    at = USES.index(0.90) * len(STANDARDS)
    rows = [
        [words]
        + [amount(estimate(column(found, at + turn, figure)), 2) for turn in range(len(STANDARDS))]
        for figure, words in (
            ("workers_met_12", "workers a client meets in 12 months"),
            ("tellings", "tellings per 100 contacts"),
            ("handoffs", "hand-offs per 100 tasks"),
        )
    ]
    yield from table(["", *STANDARDS], rows)
    yield "\nMean wait by kind of work at 90 %, working minutes:\n"
    kinds = sorted({of for figure, of in found[0][0].figures if figure == "wait_mean" and of})
    rows = [
        [kind]
        + [
            amount(estimate(column(found, at + turn, "wait_mean", kind)))
            for turn in range(len(STANDARDS))
        ]
        for kind in kinds
    ]
    yield from table(["kind", *STANDARDS], rows)


def by_handoff(name: str, base: Case, number: int) -> Iterator[str]:
    """Yield at how many hand-off minutes the standards cross."""
    title = "By minutes of a hand-off: task-based less client-based"
    yield f"\n### {title} ({name}, {number} replications)\n"
    cases = [_with_handoff(used(base, use), each) for use in (0.85, 0.95) for each in HANDOFFS]
    found = runs(cases, ("client-based", "task-based"), number)
    rows: list[list[str]] = []
    for at, case in enumerate(cases):
        pairs = {
            figure: estimate_difference(
                column(found, 2 * at + 1, figure), column(found, 2 * at, figure)
            )
            for figure in ("wait_mean", "backlog_end", "on_time")
        }
        waits, ends = amount(pairs["wait_mean"]), amount(pairs["backlog_end"], 1)
        rows.append([case.scenario, waits, ends, share(pairs["on_time"])])
    heads = ["utilisation, hand-off", "mean wait, minutes", "open tasks per worker at the end"]
    yield from table([*heads, "on time"], rows)


def by_assumption(base: Case) -> Iterator[str]:
    """Yield how the differences move with each assumption, halved and doubled."""
    yield "\n### Each assumption halved and doubled: task-based less client-based\n"
    yield f"Unit, work as at 90 % with the assumed figures, {FEW} replications.\n"
    case = used(base, 0.90)
    rows: list[list[str]] = []
    for name, values in {"as assumed": (None,), **ASSUMED}.items():
        shares, waits = [""] * 2, [""] * 2
        for turn, value in enumerate(values):
            changed = {} if value is None else {name: value}
            one = case._replace(parameters=base.parameters.model_copy(update=changed))
            found = runs([one], ("client-based", "task-based"), FEW)
            on_time, wait = (
                estimate_difference(column(found, 1, figure), column(found, 0, figure))
                for figure in ("on_time", "wait_mean")
            )
            shares[turn], waits[turn] = share(on_time), amount(wait)
        rows.append([name, *shares, *waits])
    heads = [f"{each}, {way}" for each in ("on time", "mean wait") for way in ("halved", "doubled")]
    yield from table(["figure", *heads], rows)


def on_the_office(base: Case) -> Iterator[str]:
    """Yield the standards on an office."""
    cases = [used(base, use) for use in (0.85, 0.95)]
    found = runs(cases, STANDARDS, ON_OFFICE)
    yield f"\n### The office (76,000 clients, 190 workers), {ON_OFFICE} replications\n"
    rows = [
        [f"{words}, {case.scenario}"]
        + [
            tell(estimate(column(found, at * len(STANDARDS) + turn, figure)))
            for turn in range(len(STANDARDS))
        ]
        for at, case in enumerate(cases)
        for figure, words, tell in (
            ("on_time", "on time", share),
            ("wait_mean", "mean wait, minutes", amount),
            ("workers_met_12", "workers met in 12 months", hundredths),
        )
    ]
    yield from table(["", *STANDARDS], rows)


def by_planning(name: str, base: Case, number: int) -> Iterator[str]:
    """Yield what monthly planning is worth, against the clerk's rule in the same world."""
    standards = ("client-based", "hybrid")
    pairs = [each for one in standards for each in (one, one + PLANNED)]
    cases = [used(base, 0.90)]
    found = runs(cases, pairs, number)
    yield f"\n### Monthly planning less the clerk's rule ({name}, {number} replications)\n"
    rows: list[list[str]] = []
    for at, case in enumerate(cases):
        for turn, standard in enumerate(standards):
            clerk = len(pairs) * at + 2 * turn
            cells = [
                tell(
                    estimate_difference(column(found, clerk + 1, each), column(found, clerk, each))
                )
                for each, tell in (
                    ("on_time", share),
                    ("left_on_time", share),
                    ("wait_mean", amount),
                    ("overtime", tenths),
                    ("owner_changes", tenths),
                )
            ]
            rows.append([f"{standard}, {case.scenario}", *cells])
    heads = ["standard, utilisation", "on time", "on time after the owner left", "mean wait"]
    yield from table([*heads, "overtime", "changes of owner per 100 clients and year"], rows)


def figures(instance: Instance, policy: Policy) -> str:
    """Return the figures of the page without planning."""
    base, office = case_of(instance, policy), case_of(*generate("office", 7))
    parts = (
        by_use(base),
        by_handoff("unit", base, REPLICATIONS),
        by_assumption(base),
        on_the_office(office),
        by_handoff("office", office, ON_OFFICE),
    )
    return "\n".join(line for part in parts for line in part)


def planning(instance: Instance, policy: Policy) -> str:
    """Return the figures of monthly planning."""
    parts = [by_planning("unit", case_of(instance, policy), 20)]
    parts.append(by_planning("office", case_of(*generate("office", 7)), 2))
    return "\n".join(line for part in parts for line in part)


PARTS: Mapping[str, Callable[[Instance, Policy], str]] = {"figures": figures, "planning": planning}
"""What makes the text between the marks of a name."""


def main() -> None:
    """Make the figures of the page again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instance", type=Path)
    parser.add_argument("docs", type=Path)
    parser.add_argument("--only", choices=PARTS, help="make one part alone")
    given = parser.parse_args()
    page = given.docs / "time.md"
    for name in [given.only] if given.only else PARTS:
        made = PARTS[name](*read(given.instance))
        begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        before, _, rest = page.read_text(encoding="utf-8").partition(begin)
        _, _, after = rest.partition(end)
        write_files({page: f"{before}{begin}\n{made}\n{end}{after}"})


if __name__ == "__main__":
    main()
