"""What is short in the networks of minutes and of cases, in words.

Cuts of the network relaxation are shrunk until they can be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ..changes import FTE_MINUTES_A_PERIOD
from ..formulations.demand import (
    Demand,
    Needs,
    Supply,
    find_cap_demands,
    find_change_limit,
    find_needed_changes,
    find_needed_programs,
    has_workers,
)
from ..model.instance import Instance
from ..problem import Bools, Ints
from .answer import Shortage
from .network import Cut, Nodes, build_nodes, find_cut
from .wording import describe_clients, say_number, say_periods

_MOST = 12
"""Most shortages that are named; those that are left are counted in the last one."""

_MOST_SHARES = 5


@dataclass(frozen=True, eq=False)
class NetworkShortage:
    """A shortage in the nodes of a network.

    Parameters
    ----------
    nodes : boolean array of shape (nodes,)
        Whose needs.
    used : boolean array of shape (groups, periods)
        Who may serve them, when.
    need, missing : int
        In the unit of the network; what is missing of earlier shortages is left out of ``need``.
    is_besides : bool
        Whether some of the needs are in an earlier shortage, too.
    """

    nodes: Bools
    used: Bools
    need: int
    missing: int
    is_besides: bool


def find_shortages(nodes: Nodes) -> list[NetworkShortage]:
    """Return shortages that together explain all that is missing, in the order in which they are
    found.

    Each is shrunk to the fewest patterns of workers that are short by themselves, the widest
    dropped first, so that the scarcest remain; then all needs that only the same workers may serve
    are put back, so that their shortage is told once. Its needs are cut down to what can be served,
    and the next is looked for.
    """
    amount = nodes.amount.copy()
    before = np.zeros(len(amount), dtype=np.bool_)
    found: list[NetworkShortage] = []
    while True:
        whole = find_cut(nodes, amount)
        if not whole.missing:
            return found
        part = whole if len(found) == _MOST - 1 else _shrink(nodes, amount, whole)
        chosen = part.nodes
        found.append(
            NetworkShortage(
                nodes=chosen,
                used=part.used,
                need=int(amount[chosen].sum()) * nodes.unit,
                missing=part.missing * nodes.unit,
                is_besides=bool((chosen & before).any()),
            )
        )
        before |= chosen
        amount = np.where(chosen, part.served, amount)


def _shrink(nodes: Nodes, amount: Ints, whole: Cut) -> Cut:
    """Drop pattern after pattern as long as what is left does not fit; put back what is alike."""
    kept = whole
    width = nodes.serves.sum(axis=1)
    patterns = np.unique(nodes.pattern[kept.nodes])
    for pattern in patterns[np.argsort(-width[patterns], kind="stable")]:
        tried = find_cut(nodes, np.where(kept.nodes & (nodes.pattern != pattern), amount, 0))
        if tried.missing:
            kept = tried
    serving = has_workers(nodes.serves[np.unique(nodes.pattern[kept.nodes])].T)
    alike = ~has_workers(nodes.serves & ~serving)
    return find_cut(nodes, np.where(alike[nodes.pattern], amount, 0))


def find_minute_shortages(demand: Demand, needs: Needs, supply: Supply) -> Iterator[Shortage]:
    """Yield the shortages of minutes."""
    if not len(needs.amount):
        return
    nodes = build_nodes(needs, supply)
    for found in find_shortages(nodes):
        inside = needs.select(found.nodes[nodes.node])
        first, last = int(inside.release.min()), int(inside.due.max())
        plain = _build_shortage(demand, inside, nodes, found, 1)
        when = say_periods(first, last, demand.instance.calendar)
        fte = found.missing / (FTE_MINUTES_A_PERIOD * (last - first + 1))
        needy = "needs" if plain.clients == 1 else "need"
        words = (
            f"{plain.words} {needy} {plain.need:,.10g} minutes {when}"
            f"{_say_overdue(demand, inside)}; "
            f"{_able(plain.workers, 'has', 'have')} {plain.have:,.10g}: "
            f"{plain.missing:,.10g} minutes ({_fte(fte)}) are missing"
        )
        yield plain.model_copy(update={"first": first, "last": last, "fte": fte, "words": words})


def _say_overdue(demand: Demand, inside: Needs) -> str:
    """Return how many of the minutes are overdue on arrival, so due at once, as words."""
    of_tasks = inside.task >= 0
    is_overdue = demand.view.overdue[inside.task[of_tasks]] > 0
    minutes = int(inside.amount[of_tasks][is_overdue].sum())
    return f", {minutes:,} of them overdue on arrival" if minutes else ""


def find_case_shortages(demand: Demand) -> Iterator[Shortage]:
    """Yield the shortages of places under the caps."""
    for network in find_cap_demands(demand):
        if not len(network.needs.amount):
            continue
        nodes = build_nodes(network.needs, network.supply)
        for found in find_shortages(nodes):
            inside = network.needs.select(found.nodes[nodes.node])
            plain = _build_shortage(demand, inside, nodes, found, network.scale)
            fte = found.missing / network.limit if network.limit else None
            extra = "" if fte is None else f" ({_fte(fte)})"
            counts = "counts" if plain.clients == 1 else "count"
            words = (
                f"{plain.words} {counts} {plain.need:,.10g} under {network.field}; "
                f"{_able(plain.workers, 'may own', 'may own')} {plain.have:,.10g}: "
                f"{plain.missing:,.10g} too many{extra}"
                f"{_say_shares(demand.instance, plain.workers)}"
            )
            update = {"unit": "cases", "rule": network.field, "fte": fte, "words": words}
            yield plain.model_copy(update=update)


def _say_shares(instance: Instance, workers: Sequence[str]) -> str:
    """Return which workers have another share of a caseload than the whole, as words."""
    share = pl.col("caseload_share")
    some = instance.workers.filter(pl.col("id").is_in(list(workers)) & (share != 1))
    if not some.height:
        return ""
    said = [f"{id} at {part * 100:g} %" for id, part in some.select("id", share).iter_rows()]
    more = f" and {len(said) - _MOST_SHARES} more" if len(said) > _MOST_SHARES else ""
    return f"; of a usual caseload {', '.join(said[:_MOST_SHARES])}{more}"


def find_move_shortages(demand: Demand) -> Iterator[Shortage]:
    """Yield that more clients must change owner than the limit on moves allows."""
    limit = find_change_limit(demand)
    if limit is None:
        return
    field, most = limit
    changing = find_needed_changes(demand)
    missing = len(changing) - most
    if missing <= 0:
        return
    about = describe_clients(
        demand.view, changing, find_needed_programs(demand, changing, changing * 0 - 1)
    )
    yield Shortage(
        unit="moves",
        rule=f"moves.{field}",
        clients=about.clients,
        offices=about.offices,
        languages=about.languages,
        programs=about.programs,
        first=None,
        last=None,
        need=len(changing),
        have=most,
        missing=missing,
        workers=(),
        fte=None,
        words=f"the owner of today may not stay with {about.words}; at most "
        f"{say_number(most, 'client')} may change owner: {missing:,} too many",
    )


def _build_shortage(
    demand: Demand, inside: Needs, nodes: Nodes, found: NetworkShortage, scale: int
) -> Shortage:
    """Return a shortage whose words only say whom it is about."""
    needed = find_needed_programs(demand, inside.client, inside.task)
    about = describe_clients(demand.view, inside.client, needed)
    workers = demand.instance.workers["id"].gather(_find_serving(nodes, found).tolist()).to_list()
    apart = "on top of the other shortages, " if found.is_besides else ""
    return Shortage(
        unit="minutes",
        rule="",
        clients=about.clients,
        offices=about.offices,
        languages=about.languages,
        programs=about.programs,
        first=None,
        last=None,
        need=found.need / scale,
        have=(found.need - found.missing) / scale,
        missing=found.missing / scale,
        workers=tuple(workers),
        fte=None,
        words=apart + about.words,
    )


def _find_serving(nodes: Nodes, found: NetworkShortage) -> Ints:
    serving = has_workers(nodes.serves[np.unique(nodes.pattern[found.nodes])].T)
    return np.flatnonzero(serving[nodes.group])


def _able(workers: tuple[str, ...], one: str, several: str) -> str:
    verb = one if len(workers) == 1 else several
    return f"the {say_number(len(workers), 'worker')} who may serve them {verb}"


def _fte(number: float) -> str:
    shown = f"{number:.1f}" if number >= 0.05 else "less than 0.1"
    return f"{shown} full-time equivalents"
