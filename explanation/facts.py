"""Step one: what can be counted before anything is solved."""

from __future__ import annotations

from ..formulations.rules import service
from ..model.instance import Instance
from ..model.policy import Policy
from .answer import Facts
from .closed import closed
from .counted import (
    case_networks,
    case_shortages,
    minute_shortages,
    minute_supply,
    move_shortages,
)
from .needs import Needs, minute_needs, question
from .network import Supply, cut, nodes_of
from .oversize import oversize


def find_facts(instance: Instance, policy: Policy) -> Facts:
    """Count what keeps any plan from doing everything on time.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        A policy under which undone and late work are forbidden.

    Returns
    -------
    Facts
        Each fact proves by itself that there is no plan; no facts prove nothing.
    """
    if not service.is_required(policy):
        return Facts()
    asked = question(instance, policy)
    needs = minute_needs(asked)
    supply = minute_supply(asked, needs)
    found = [
        *minute_shortages(asked, needs, supply),
        *case_shortages(asked),
        *move_shortages(asked),
    ]
    found.sort(key=lambda each: (each.unit != "minutes", each.unit, -each.missing))
    return Facts(
        closed=closed(asked),
        oversize=oversize(asked, needs, supply),
        shortages=tuple(found),
    )


def is_impossible(instance: Instance, policy: Policy) -> bool:
    """Whether counting alone shows that there is no plan; quicker than all facts."""
    if not service.is_required(policy):
        return False
    asked = question(instance, policy)
    needs = minute_needs(asked)
    supply = minute_supply(asked, needs)
    return bool(
        closed(asked)
        or _is_short(needs, supply)
        or any(_is_short(each.needs, each.supply) for each in case_networks(asked))
        or any(True for _ in move_shortages(asked))
        or oversize(asked, needs, supply)
    )


def _is_short(needs: Needs, supply: Supply) -> bool:
    if not len(needs.amount):
        return False
    nodes = nodes_of(needs, supply)
    return cut(nodes, nodes.amount).missing > 0
