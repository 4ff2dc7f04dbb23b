"""Where the standards cost the same, as people read it and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from rich.console import RenderableType
from rich.table import Table

from ..model.instance import Instance
from ..scenarios.blind_pool import BlindPool
from ..scenarios.break_even import BreakEven, Turned
from ..scenarios.threshold import Edge
from .compared import instance_to_dict
from .layout import add, grid, paragraph, section
from .solved import instance_words
from .words import NOT_APPLICABLE, UNKNOWN, minutes, percent, price_words

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


def break_even_report(instance: Instance, found: BreakEven) -> Iterator[RenderableType]:
    """Yield the parts of the report on the break-even points.

    Parameters
    ----------
    instance : Instance
        The instance.
    found : BreakEven
        Where the standards cost the same on it.
    """
    yield paragraph(instance_words(instance))
    yield section("With free hand-offs", _start(found))
    if found.is_same_from_the_start:
        text = (
            "The two standards cost the same from the start: even with free hand-offs the "
            f"difference is at most epsilon, {minutes(found.epsilon)} minutes."
        )
        yield paragraph(text)
    words = _edge(found.vanishing.edge, "minutes")
    yield section("Vanishing point", paragraph(words), _advantages(found.vanishing, "minutes"))
    yield paragraph(_VANISHING, "dim")
    yield section(
        "Crossing of a blind pool", paragraph(crossing_words(found)), _crossings(found.crossings)
    )
    yield paragraph(_CROSSING, "dim")
    words = _edge(found.speedup.edge, "per cent")
    yield section(
        "Smallest specialist speed-up", paragraph(words), _advantages(found.speedup, "per cent")
    )
    yield paragraph(f"{_SPEEDUP} (Hand-off: {found.handoffs} minutes.)", "dim")
    yield paragraph("")
    yield paragraph(_holds(found))
    yield section("Prices in minutes", paragraph(price_words(found.pooled.policy)))


def crossing_range(found: BreakEven) -> tuple[int | None, int | None]:
    """Return between which minutes every blind pool that was planned crosses.

    Parameters
    ----------
    found : BreakEven
        The break-even points.

    Returns
    -------
    low, high : int or None
        Largest minutes at which all of them are surely cheaper, None if some never is; smallest
        at which all surely are not, None if some still may be at the most that was tried.
    """
    lows = [pool.edge.low for pool in found.crossings]
    highs = [pool.edge.high for pool in found.crossings]
    low = None if None in lows else min((each for each in lows if each is not None), default=None)
    high = (
        None if None in highs else max((each for each in highs if each is not None), default=None)
    )
    return low, high


def crossing_words(found: BreakEven) -> str:
    """Return the crossing of all blind pools in one sentence."""
    low, high = crossing_range(found)
    last = found.vanishing.edge.last
    from_ = "from 0 minutes on some" if low is None else f"up to {low} minutes every one"
    start = f"{from_} {'costs as much' if low is None else 'is cheaper'}"
    end = f"none up to {last} for some" if high is None else f"from {high} on none is"
    return f"Of {len(found.crossings)} ways to break ties: {start}; {end}."


def break_even_to_dict(instance: Instance, found: BreakEven) -> dict[str, object]:
    """Return the break-even points as plain data.

    Parameters
    ----------
    instance : Instance
        The instance.
    found : BreakEven
        Where the standards cost the same on it.

    Returns
    -------
    dict
        ``same_from_the_start``, ``vanishing_point``, ``crossing_of_a_blind_pool``, ``speedup``
        and what they hold for; intervals are ``above`` (known not to hold) and ``at_most``.
    """
    low, high = crossing_range(found)
    return {
        "instance": instance_to_dict(instance),
        "epsilon": found.epsilon,
        "workload": found.workload,
        "handoff_minutes": found.handoffs,
        "client_based": _side(found, owned=True),
        "task_based": _side(found, owned=False),
        "same_from_the_start": found.is_same_from_the_start,
        "vanishing_point": _turned(found.vanishing, "minutes of a hand-off"),
        "crossing_of_a_blind_pool": {
            "above": low,
            "at_most": high,
            "tried_up_to": found.vanishing.edge.last,
            "unit": "minutes of a hand-off",
            "pools": [_pool(pool) for pool in found.crossings],
        },
        "speedup": _turned(found.speedup, "per cent"),
    }


def _start(found: BreakEven) -> Table:
    table = grid(["", "cost", "bound", "who says so", "utilisation"], texts=1)
    for name, result in (("client-based", found.owned), ("task-based", found.pooled)):
        used = None if result.metrics is None else result.metrics.value("utilisation_mean")
        kind = "" if result.bound is None else result.bound_kind
        add(table, name, minutes(result.objective), minutes(result.bound), kind, percent(used))
    add(table, "epsilon", minutes(found.epsilon), "", "", "")
    return table


def _edge(edge: Edge, unit: str) -> str:
    if edge.high == 0:
        return f"0 {unit}: it holds from the start."
    if edge.high is None:
        known = "" if edge.low == edge.last else f"; not decided above {edge.low or 0}"
        return f"None up to {edge.last} {unit}{known}."
    if edge.low is None:
        return f"At most {edge.high} {unit}; not decided below."
    if edge.high - edge.low == 1:
        return f"{edge.high} {unit}: not yet at {edge.low}."
    return f"Above {edge.low} and at most {edge.high} {unit}; the gaps leave open where."


def _advantages(turned: Turned, unit: str) -> Table:
    table = grid([unit, "client-based less task-based, best plans", ""], texts=0)
    for gain in turned.advantages:
        interval = f"[{minutes(gain.low)}, {minutes(gain.high)}]"
        add(table, f"{gain.at}", interval, turned.kind if gain.high is not None else UNKNOWN)
    return table


def _crossings(pools: tuple[BlindPool, ...]) -> Table:
    table = grid(
        ["plan", "seed", "cost", "hand-offs", "cheaper up to", "not from", "fits"], texts=1
    )
    for pool in pools:
        low, high = pool.edge.low, pool.edge.high
        unfit = [charge.minutes for charge in pool.charges if not charge.fits]
        add(
            table,
            pool.engine,
            f"{pool.seed}",
            minutes(pool.cost),
            NOT_APPLICABLE if pool.hand_offs is None else f"{pool.hand_offs:,.0f}",
            "-" if low is None else f"{low}",
            f"> {pool.edge.last}" if high is None else f"{high}",
            f"below {min(unfit)}" if unfit else "always",
        )
    return table


def _holds(found: BreakEven) -> str:
    return (
        f"All this holds for a workload of {percent(found.workload)} of the regular minutes "
        f"(standard minutes of all tasks) and for these prices. {_NEVER_MEASURED}"
    )


def _turned(turned: Turned, unit: str) -> dict[str, object]:
    return {
        "above": turned.edge.low,
        "at_most": turned.edge.high,
        "tried_up_to": turned.edge.last,
        "unit": unit,
        "bounds": turned.kind,
        "advantages": [asdict(gain) for gain in turned.advantages],
    }


def _pool(pool: BlindPool) -> dict[str, object]:
    return {
        "engine": pool.engine,
        "seed": pool.seed,
        "objective": pool.cost,
        "hand_offs": pool.hand_offs,
        "utilisation_mean": pool.utilisation,
        "above": pool.edge.low,
        "at_most": pool.edge.high,
        "charges": [asdict(charge) for charge in pool.charges],
    }


def _side(found: BreakEven, *, owned: bool) -> dict[str, object]:
    result = found.owned if owned else found.pooled
    used = None if result.metrics is None else result.metrics.value("utilisation_mean")
    return {
        "status": result.status,
        "objective": result.objective,
        "bound": result.bound,
        "bound_kind": result.bound_kind,
        "utilisation_mean": used,
    }
