"""Where the standards cost the same, as people read it and as plain data."""

from __future__ import annotations

from ..model.instance import Instance
from ..planning import Result
from ..scenarios.blind_pool import BlindPool
from ..scenarios.break_even import BreakEven
from ..scenarios.threshold import Threshold, Turned
from .charts import CurveChart
from .counts import result_value
from .document import Block, Document, Paragraph, Section, origin_section, price_section, size_block
from .first_screen import answer_section, how_sure, sentence
from .tables import UNKNOWN, Cell, Column, People, Table, Value, minutes, percent

_VANISHING = (
    "Minutes of a hand-off from which on the best task-based plan, which knows what hand-offs "
    "cost, saves no more than epsilon against the best client-based plan. It never costs more: "
    "it may do what the client-based plan does."
)
_CROSSING = (
    "Minutes of a hand-off from which on a pool that was planned as if hand-offs were free costs "
    "as much as the best client-based plan once they are charged: same owners, same workers, work "
    "that no longer fits left undone. A range, because equally good plans differ in hand-offs."
)
_SPEEDUP = (
    "Share of the minutes of pooled tasks that specialists must save before the best task-based "
    "plan is better by epsilon at least, hand-offs charged as the policy says."
)
_NEVER_MEASURED = (
    "The minutes of a hand-off have never been measured for this work: bring your own."
)

_CHANGES_OF_POOLS = "changes of owner of blind pools"
"""What the cost of a blind pool would give away; how many there are is not known here."""

_BETWEEN_LINES = (
    "The difference of the best plans lies between the two lines; it was looked for at the marks."
)

_MORE = " (--most tries more)"
_TIME = " (more --time-limit may decide it)"


def break_even_document(instance: Instance, found: BreakEven) -> Document:
    """Return the report on the break-even points.

    Parameters
    ----------
    instance : Instance
        The instance.
    found : BreakEven
        Where the standards cost the same on it.
    """
    free, vanishing = "With free hand-offs", "Vanishing point"
    crossing, speedup = "Crossing of a blind pool", "Smallest specialist speed-up"
    first: list[Block] = [_start(found, free)]
    if found.is_same_from_the_start:
        text = (
            "The two standards cost the same from the start: even with free hand-offs the "
            f"difference is at most epsilon, {minutes(found.epsilon)} minutes."
        )
        first.append(Paragraph(text))
    sections = [
        Section(free, first, public=True),
        Section(
            vanishing,
            [
                Paragraph(_edge(found.vanishing.edge, "minutes", _MORE)),
                _advantages(found, found.vanishing, "minutes of a hand-off", "vanishing"),
                Paragraph(_VANISHING, "note"),
            ],
            public=True,
        ),
        Section(
            crossing,
            [
                Paragraph(crossing_words(found)),
                _crossings(found.crossings),
                Paragraph(_CROSSING, "note"),
            ],
            public=True,
        ),
        Section(
            speedup,
            [
                Paragraph(_edge(found.speedup.edge, "per cent")),
                _advantages(found, found.speedup, "per cent saved by specialists", "speedup"),
                Paragraph(f"{_SPEEDUP} (Hand-off: {found.handoffs} minutes.)", "note"),
            ],
            public=True,
        ),
        Section("What it holds for", [Paragraph(_holds(found))], public=True),
        price_section(found.pooled.policy),
    ]
    question = "From which hand-off time on do the two standards cost the same?"
    origin = origin_section(found.owned, found.pooled)
    return Document(question, [_answer(found), *sections], origin, [size_block(instance)])


def _answer(found: BreakEven) -> Section:
    """Return the first screen: the three points at which the standards cost the same."""
    return answer_section(
        [
            sentence(f"Vanishing point of the advantage: {_edge(found.vanishing.edge, 'minutes')}"),
            sentence(f"Crossing of a blind pool: {crossing_words(found)}"),
            sentence(f"Specialist speed-up: {_edge(found.speedup.edge, 'per cent')}"),
        ],
        [how_sure(_NEVER_MEASURED)],
        found.pooled.policy,
    )


def crossing_words(found: BreakEven) -> str:
    """Return the crossing of all blind pools in one sentence."""
    low, high = found.crossing_range
    last = found.vanishing.edge.last
    from_ = "from 0 minutes on some" if low is None else f"up to {low} minutes every one"
    start = f"{from_} {'costs as much' if low is None else 'is cheaper'}"
    end = f"none up to {last} for some{_MORE}" if high is None else f"from {high} on none is"
    return f"Of {len(found.crossings)} ways to break ties: {start}; {end}."


def _start(found: BreakEven, caption: str) -> Table:
    rows: list[list[Cell]] = []
    for name, result in _sides(found):
        used = None if result.metrics is None else result.metrics.value("utilisation_mean")
        kind = "" if result.bound is None else result.bound_kind
        share = Value(used, "share") if used is not None else UNKNOWN
        costs = [result_value(name, result, each) for each in (result.objective, result.bound)]
        rows.append([name, *costs, kind, share])
    rows.append(["epsilon", found.epsilon, "", "", ""])
    columns = [
        Column("standard"),
        Column("cost", "minutes"),
        Column("bound", "minutes"),
        Column("who says so"),
        Column("utilisation", "share"),
    ]
    return Table("free", caption, columns, rows)


def _sides(found: BreakEven) -> tuple[tuple[str, Result], ...]:
    return ("client-based", found.owned), ("task-based", found.pooled)


def _edge(edge: Threshold, unit: str, more: str = "") -> str:
    """Return where something begins; ``more`` says how to look beyond what was tried."""
    if edge.high == 0:
        return f"0 {unit}: it holds from the start."
    if edge.high is None:
        if edge.low == edge.last:
            return f"None up to {edge.last} {unit}{more}."
        return f"None up to {edge.last} {unit}; not decided above {edge.low or 0}{_TIME}."
    if edge.low is None:
        return f"At most {edge.high} {unit}; not decided below{_TIME}."
    if edge.high - edge.low == 1:
        return f"{edge.high} {unit}: not yet at {edge.low}."
    return f"Above {edge.low} and at most {edge.high} {unit}; the gaps leave open where{_TIME}."


def _advantages(found: BreakEven, turned: Turned, label: str, slug: str) -> Block:
    """Return between which costs the advantage lies where it was looked for, with its curve."""
    behind = [
        each for name, side in _sides(found) for each in result_value(name, side, None).rests_on
    ]
    rows: list[list[Cell]] = []
    for gain in turned.advantages:
        ends = [Value(each, "minutes", behind) for each in (gain.low, gain.high)]
        rows.append([gain.at, *ends, turned.kind if gain.high is not None else UNKNOWN])
    columns = [
        Column(label, "count"),
        Column("best plans from", "minutes"),
        Column("to", "minutes"),
        Column("who says so"),
    ]
    title = "What client-based costs more than task-based"
    table = Table(slug, title, columns, rows)
    if sum(gain.high is not None for gain in turned.advantages) < 2:
        return table
    return CurveChart(
        slug, title, _BETWEEN_LINES, table, label=label, measured="minutes", values=(1, 2)
    )


def _crossings(pools: tuple[BlindPool, ...]) -> Table:
    rows: list[list[Cell]] = []
    for pool in pools:
        low, high = pool.edge.low, pool.edge.high
        unfit = [charge.minutes for charge in pool.charges if not charge.fits]
        rows.append(
            [
                pool.engine,
                pool.seed,
                Value(pool.cost, "minutes", [_CHANGES_OF_POOLS]),
                _hand_offs(pool),
                "-" if low is None else low,
                f"> {pool.edge.last}" if high is None else high,
                f"below {min(unfit)}" if unfit else "always",
            ]
        )
    columns = [
        Column("plan"),
        Column("seed", "count"),
        Column("cost", "minutes"),
        Column("hand-offs", "metric"),
        Column("cheaper up to", "count"),
        Column("not from", "count"),
        Column("fits"),
    ]
    return Table("crossings", "Each blind pool, in minutes of a hand-off", columns, rows)


def _hand_offs(pool: BlindPool) -> Cell:
    number = pool.hand_offs
    key = f"{pool.engine}, seed {pool.seed}/hand_offs"
    return number if number is None else People(key, round(number))


def _holds(found: BreakEven) -> str:
    return (
        f"All this holds for a workload of {percent(found.workload)} of the regular minutes "
        f"(standard minutes of all tasks) and for these prices. {_NEVER_MEASURED}"
    )
