"""The checks of a policy that its fields alone cannot make, and its references to an instance."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise

from ..errors import InputFault
from ..instance import Instance
from ..policy import Policy
from .cells import shown
from .messages import load, suggestion
from .names import Sort, Vocabulary

GAP_GROUPS: Mapping[str, Sort] = {
    "language": "languages",
    "program": "programs",
    "office": "offices",
    "unit": "units",
}
"""What may stand before the colon in ``utilisation.gaps``, and the sort of name after it."""

_SAYS: Mapping[Sort, str] = {
    "languages": "client or worker has the language",
    "offices": "client or worker has the office",
    "programs": "client, worker or task has the program",
    "units": "worker has the unit",
}


def policy_problems(policy: Policy, instance: Instance | None = None) -> list[InputFault]:
    """Return every fault of a policy.

    Parameters
    ----------
    policy : Policy
        The policy, however it was made (``model_copy`` checks nothing).
    instance : Instance or None
        The instance it is meant for; without one, what it refers to is not checked.

    Returns
    -------
    list of InputFault
        Empty if the policy is legal.
    """
    loaded = load(Policy, policy.model_dump(mode="json", warnings=False), "policy")
    words = None if instance is None else Vocabulary.of_instance(instance)
    found = [*loaded.problems, *consistency(loaded.model, loaded.bad)]
    if words is None:
        return found
    return [
        *found,
        *unknown_gap_groups(loaded.model, words),
        *unknown_fixed_workers(loaded.model, words),
    ]


def consistency(policy: Policy, bad: Collection[str] = ()) -> list[InputFault]:
    """Return what does not fit together inside a policy.

    Parameters
    ----------
    policy : Policy
        The policy.
    bad : collection of str
        Fields that could not be read, which are not compared.

    Returns
    -------
    list of InputFault
        One record a fault.
    """
    return [
        *_overtime_price(policy, bad),
        *_breakpoints(policy),
        *_two_regions(policy),
        *_gap_groups(policy),
    ]


def unknown_gap_groups(policy: Policy, words: Vocabulary) -> list[InputFault]:
    """Return the groups of ``utilisation.gaps`` that nobody is in: a gap to nobody has no meaning.

    All other names that do not occur are warnings, for a policy serves several agencies.

    Parameters
    ----------
    policy : Policy
        The policy.
    words : Vocabulary
        The names that occur in the instance.

    Returns
    -------
    list of InputFault
        One record per name.
    """
    found: list[InputFault] = []
    for gap in policy.utilisation.gaps:
        sort, _, name = gap.group.partition(":")
        if name and sort in GAP_GROUPS:
            for missing in words.unknown(GAP_GROUPS[sort], [name]):
                says = f"no {_SAYS[GAP_GROUPS[sort]]} {shown(missing)}"
                hint = suggestion(missing, words.known(GAP_GROUPS[sort]))
                says = f"{says}{hint or '; name one that occurs in the tables'}"
                found.append(_problem("utilisation.gaps.group", says))
    return found


def unknown_fixed_workers(policy: Policy, words: Vocabulary) -> list[InputFault]:
    """Return the workers who are fixed for clients or tasks that occur, and who do not occur.

    Parameters
    ----------
    policy : Policy
        The policy.
    words : Vocabulary
        The names that occur in the instance.

    Returns
    -------
    list of InputFault
        One record per worker and field.
    """
    moves = policy.moves
    fields: list[tuple[str, Sort, Mapping[str, str]]] = [
        ("moves.fixed_owners", "clients", moves.fixed_owners),
        ("moves.fixed_tasks", "tasks", moves.fixed_tasks),
    ]
    found: list[InputFault] = []
    for field, sort, fixed in fields:
        strange = set(words.unknown(sort, fixed))
        workers = [worker for id, worker in fixed.items() if id not in strange]
        for missing in words.unknown("workers", workers):
            hint = suggestion(missing, words.known("workers")) or "; name one of the table"
            found.append(_problem(field, f"no worker has the id {shown(missing)}{hint}"))
    return found


def _problem(field: str, says: str) -> InputFault:
    return InputFault("policy", None, None, field, says)


def _overtime_price(policy: Policy, bad: Collection[str]) -> Iterator[InputFault]:
    late, over = policy.deadlines, policy.overtime
    on = late.enabled and over.enabled and late.late == "priced"
    readable = {"overtime", "deadlines", "overtime.price", "deadlines.late_price"}.isdisjoint(bad)
    if on and readable and over.price > late.late_price:
        yield _problem(
            "overtime.price",
            f"{over.price:g} is above deadlines.late_price ({late.late_price:g}); a late minute "
            "must not be cheaper than an overtime minute, so lower the one or raise the other",
        )


def _breakpoints(policy: Policy) -> Iterator[InputFault]:
    for rule, points in (
        ("utilisation", policy.utilisation.breakpoints),
        ("caseload", policy.caseload.breakpoints),
    ):
        for number, (one, two) in enumerate(pairwise(points), start=2):
            if two.above <= one.above:
                yield _problem(
                    f"{rule}.breakpoints.above",
                    f"item {number}: {two.above:g} must be more than {one.above:g}, the one before "
                    "it; put breakpoints in rising order",
                )
            elif two.price < one.price:
                yield _problem(
                    f"{rule}.breakpoints.price",
                    f"item {number}: {two.price:g} must be at least {one.price:g}, the price "
                    "before it; prices must not fall",
                )


def _two_regions(policy: Policy) -> Iterator[InputFault]:
    home: dict[str, str] = {}
    for region, offices in policy.pool.regions.items():
        for office in offices:
            if office in home:
                where = "twice" if home[office] == region else f"in {shown(home[office])} too"
                yield _problem(
                    f"pool.regions.{region}",
                    f"the office {shown(office)} stands {where}; put it in one region, once",
                )
            home.setdefault(office, region)


def _gap_groups(policy: Policy) -> Iterator[InputFault]:
    for number, gap in enumerate(policy.utilisation.gaps, start=1):
        sort, _, name = gap.group.partition(":")
        if sort not in GAP_GROUPS or not name:
            choices = ", ".join(f"'{one}:NAME'" for one in GAP_GROUPS)
            yield _problem(
                "utilisation.gaps.group",
                f"item {number}: {shown(gap.group)} is no group of workers; write one of {choices}",
            )
