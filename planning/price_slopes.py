"""What a change of prices alone can save or cost, from how the least cost goes on beyond it.

Every plan costs a sum of prices times quantities, so the least cost z over all plans is concave in
the prices. Along the line through both sides a and b of a change it rises most before a and least
beyond b. With plans that cost U and certified bounds L,

.. math:: (L(b + k (b - a)) - U(b)) / k \\le z(b) - z(a) \\le (U(a) - L(a + k (a - b))) / k

for any k: what is not known of a side counts only once in k. The certificate of a side proves a
bound at any other prices too, so nothing has to be solved for that; it proves more where its own
prices go on as those of the policies do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, TypeVar, cast

from ..audit import verify_certificate
from ..model.certificate import Certificate, LimitPrice, RowPrice
from ..model.checks.policy import policy_problems
from ..model.errors import InternalError
from ..model.instance import Instance
from ..model.policy import MILLI, Policy, milli
from ..model.policy_order import field_values, policy_fields
from .interval import Difference, Question, Slope
from .result import Result

_STEPS = (1, 2, 4, 8, 16, 32, 64)
"""How often the change is made again beyond a side, until that proves less."""

K = TypeVar("K")
R = TypeVar("R", RowPrice, LimitPrice)

Line = dict[str, tuple[int, int]]
"""The prices that two policies differ in, in thousandths of a minute, one and other."""


def find_line(one: Policy, other: Policy) -> Line | None:
    """Return the prices that two policies differ in, None unless costs are linear in all of them.

    Parameters
    ----------
    one, other : Policy
        The policies.
    """
    mine, its = field_values(one), field_values(other)
    fields = policy_fields()
    apart = [fields[name] for name in mine if name in fields and mine[name] != its[name]]
    if len(apart) < sum(mine[name] != its[name] for name in mine):
        return None
    line: Line = {}
    for field in apart:
        values = field.value(one), field.value(other)
        is_price = field.is_priced and field.relaxes is not None and field.relaxes.way == "down"
        if not is_price or not all(isinstance(value, int | float) for value in values):
            return None
        line[field.name] = (milli(cast("float", values[0])), milli(cast("float", values[1])))
    # Divided by the months, a price is rounded.
    if "moves.change_price" in line and one.moves.months_served != 1:
        return None
    return line or None


def narrow(
    found: Difference,
    results: tuple[Result, Result],
    questions: tuple[Question, Question],
    is_over: Callable[[], bool] = lambda: False,
) -> Difference:
    """Return a difference whose interval is as narrow as slopes beyond both sides make it.

    Parameters
    ----------
    found : Difference
        First less second.
    results, questions : pairs of Result and of Question
        What was found and asked, in the same order.
    is_over : callable
        Whether there is no time left for another audit; one is made in any case.

    Returns
    -------
    Difference
        The same where more than prices differs, or nothing narrower is proven.

    Raises
    ------
    InternalError
        If the interval is empty: a bug.
    """
    (one, first), (other, second) = questions
    line = find_line(second, first) if one is other or one == other else None
    if line is None:
        return found
    low = _steepest("low", "first", results, questions[0], _turned(line), is_over)
    high = _steepest("high", "second", (results[1], results[0]), questions[1], line, is_over)
    for slope in (low, high):
        found = found if slope is None else _cut(found, slope[0], slope[1])
    if found.low is not None and found.high is not None and found.low > found.high:
        raise InternalError(f"the difference lies in the empty {found.low} to {found.high}")
    return found


def _cut(found: Difference, most: float, slope: Slope) -> Difference:
    """Return a difference with one end cut where a slope puts it, if that is inside.

    ``most`` is by how much the side of the slope can be the dearer, in minutes.
    """
    sign = 1 if slope.end == "high" else -1
    ends = found.low if slope.end == "low" else found.high
    best = found.best_low if slope.end == "low" else found.best_high
    update: dict[str, object] = {}
    if best is None or sign * best > most:
        update[f"best_{slope.end}"] = sign * most
    if ends is None or sign * ends > most:
        update |= {slope.end: sign * most, "slopes": (*found.slopes, slope)}
    return found.model_copy(update=update)


def _turned(line: Line) -> Line:
    return {name: (other, one) for name, (one, other) in line.items()}


def _steepest(
    end: Literal["low", "high"],
    side: Literal["first", "second"],
    results: tuple[Result, Result],
    question: Question,
    line: Line,
    is_over: Callable[[], bool],
) -> tuple[float, Slope] | None:
    """Return by how much a side can be the dearer at most, in minutes, and what proves that.

    ``results`` are that side's and the other's.
    """
    result, other = results
    if result.objective is None or result.certificate is None or result.certificate.shortage:
        return None
    cost = round(result.objective * MILLI)
    best: tuple[float, Slope] | None = None
    for steps, policy, prices in _beyond(question, line):
        if best is not None and is_over():
            break
        bound, is_moved = _best_bound(question[0], policy, result.certificate, other, steps)
        if bound is None:
            break
        # Rounded up to a thousandth: on the safe side.
        most = -((bound - cost) // steps) / MILLI
        # Of prices that stay, the quotient is quasiconvex in the steps: once it rises it goes on.
        if best is not None and most >= best[0]:
            break
        slope = Slope(
            end=end,
            certificate_of=side,
            steps=steps,
            prices=prices,
            is_moved=is_moved,
            bound=bound / MILLI,
        )
        best = (most, slope)
    return best


def _best_bound(
    instance: Instance, policy: Policy, certificate: Certificate, other: Result, steps: int
) -> tuple[int | None, bool]:
    """Return what a certificate proves at most, as it is or moved, and whether it is moved."""
    bound = verify_certificate(instance, policy, certificate).bound
    if other.certificate is None:
        return bound, False
    moved = move_beyond(certificate, other.certificate, steps)
    found = None if moved is None else verify_certificate(instance, policy, moved).bound
    if found is not None and (bound is None or found > bound):
        return found, True
    return bound, False


def move_beyond(one: Certificate, other: Certificate, steps: int) -> Certificate | None:
    """Return a certificate whose prices go on as far as those of policies do.

    Parameters
    ----------
    one, other : Certificate
        Those of a side and of the other one.
    steps : int
        How often what leads from the other to the one is added to the one.

    Returns
    -------
    Certificate or None
        No price of a row is below zero; None where they are of different kinds.
    """
    kinds = [(each.scale, each.shortage, each.kept) for each in (one, other)]
    if kinds[0] != kinds[1]:
        return None
    update: dict[str, object] = {
        "rows": _priced(_moved(_prices(one.rows), _prices(other.rows), steps)),
        "limits": _priced(_moved(_prices(one.limits), _prices(other.limits), steps)),
    }
    if one.kept is not None:
        update["owners"] = _moved(one.owners or {}, other.owners or {}, steps)
        update["tasks"] = _moved(one.tasks or {}, other.tasks or {}, steps)
    return one.model_copy(update=update)


def _moved(one: Mapping[K, int], other: Mapping[K, int], steps: int) -> dict[K, int]:
    return {
        key: one.get(key, 0) + steps * (one.get(key, 0) - other.get(key, 0))
        for key in [*one, *(key for key in other if key not in one)]
    }


def _prices(rows: Sequence[R]) -> dict[R, int]:
    """Return the price of each row, the rows themselves without one."""
    return {row.model_copy(update={"price": 0}): row.price for row in rows}


def _priced(prices: Mapping[R, int]) -> tuple[R, ...]:
    """Return rows with their prices, without those that are not above zero."""
    return tuple(
        row.model_copy(update={"price": price}) for row, price in prices.items() if price > 0
    )


def _beyond(question: Question, line: Line) -> Iterator[tuple[int, Policy, dict[str, float]]]:
    """Yield steps, and the policy so many steps beyond the first prices of a line."""
    instance, policy = question
    fields = policy_fields()
    for steps in _STEPS:
        prices = {
            name: (one + steps * (one - other)) / MILLI for name, (one, other) in line.items()
        }
        moved = policy
        for name, price in prices.items():
            moved = fields[name].replaced(moved, price)
        if min(prices.values()) < 0 or policy_problems(moved, instance):
            return
        yield steps, moved, prices
