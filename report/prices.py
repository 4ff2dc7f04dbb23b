"""The prices of a policy in words, and which of them are assumed and which are set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..model.policy import Policy
from ..model.policy_order import numbers_of_cost
from .tables import Column, Table, count

ASSUMED, SET = "assumed default", "set in the policy"
"""Where a price comes from."""


@dataclass(frozen=True)
class _Price:
    """A price in words, and the fields that say it."""

    words: str
    fields: tuple[str, ...]

    def is_set(self, policy: Policy) -> bool:
        return any(name in self.fields for name in _own(policy))


def price_words(policy: Policy) -> str:
    """Return what counts how much, in one paragraph.

    Parameters
    ----------
    policy : Policy
        The policy; a rule that is off has no price.
    """
    words = "; ".join(each.words for each in _prices(policy))
    return f"{words}. {_standing(policy)}" if words else "Nothing is priced."


def price_table(policy: Policy) -> Table:
    """Return what counts how much, a row a price, each with its tag: assumed or set.

    Parameters
    ----------
    policy : Policy
        The policy; a rule that is off has no price.
    """
    prices = list(_prices(policy))
    rows = [
        (each.words, SET if each.is_set(policy) else ASSUMED, ", ".join(each.fields))
        for each in prices
    ]
    own = sum(each.is_set(policy) for each in prices)
    tags = f"{own} set in the policy, {len(rows) - own} assumed defaults" if own else "all assumed"
    return Table(
        slug="prices",
        caption=f"On whose assumptions: {count(len(rows), 'price')} in minutes, {tags}",
        columns=(Column("what counts how much"), Column("tag"), Column("fields of the policy")),
        rows=rows,
        note="Nobody has measured what is assumed; each is a field of the policy.",
        folded=True,
    )


def _own(policy: Policy) -> list[str]:
    """Return the fields with a number of the cost that the policy itself sets."""
    standard = Policy()
    return [each.name for each in numbers_of_cost() if each.value(policy) != each.value(standard)]


def _standing(policy: Policy) -> str:
    own = _own(policy)
    if not own:
        return "All of these are assumed defaults of the policy."
    return f"Set in this policy: {', '.join(own)}; the others are assumed defaults."


def _prices(policy: Policy) -> Iterator[_Price]:
    moves, service, late = policy.moves, policy.service, policy.deadlines
    if moves.enabled:
        change = moves.change_price / moves.months_served
        yield _Price(
            f"a change of owner {change:g} and {moves.transfer_minutes} minutes of work",
            ("moves.change_price", "moves.months_served", "moves.transfer_minutes"),
        )
    if service.enabled and service.undone == "priced":
        yield _Price(f"a client without an owner {service.unowned:g}", ("service.unowned",))
        words = f"a minute undone {service.undone_price:g}"
        fields: tuple[str, ...] = ("service.undone_price",)
        if late.enabled:
            words += f" + {late.late_price:g} a period from due to the end"
            fields += ("deadlines.late_price",)
        yield _Price(words, fields)
    if late.enabled and late.late == "priced":
        yield _Price(f"a minute late {late.late_price:g} a period", ("deadlines.late_price",))
    if policy.overtime.enabled:
        yield _Price(f"a minute of overtime {policy.overtime.price:g}", ("overtime.price",))
    if policy.utilisation.enabled:
        for point in policy.utilisation.breakpoints:
            above = f"{point.above * 100:g} % of a worker's regular minutes"
            yield _Price(f"a minute above {above} {point.price:g}", ("utilisation.breakpoints",))
    yield from _owner_prices(policy)
    if policy.handoffs.enabled:
        yield _Price(f"a hand-off takes {policy.handoffs.minutes} minutes", ("handoffs.minutes",))


def _owner_prices(policy: Policy) -> Iterator[_Price]:
    language = policy.language
    if language.enabled and language.match == "interpreter":
        yield _Price(
            f"contacts by interpreter take {language.interpreter_factor:g} times as long",
            ("language.interpreter_factor",),
        )
        yield _Price(
            f"a minute through an interpreter {language.interpreter_price:g}",
            ("language.interpreter_price",),
        )
        yield _Price(
            f"an owner without the client's language {language.owner_price:g}",
            ("language.owner_price",),
        )
    if policy.skills.enabled and not policy.skills.bundle_integrity:
        yield _Price(
            f"an owner who lacks a program of the client {policy.skills.owner_price:g}",
            ("skills.owner_price",),
        )
    if policy.caseload.enabled:
        for point in policy.caseload.breakpoints:
            above = f"{point.above * 100:g} % of a fair share"
            yield _Price(
                f"a standing minute owned above {above} {point.price:g}", ("caseload.breakpoints",)
            )
