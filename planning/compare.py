"""Standards side by side: today, client-based, task-based and what lies between."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import reduce
from itertools import pairwise
from typing import Unpack

from ..model.errors import InputError, InputFault, Listed, typed_arguments
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..solver import OverError, SolveOptions
from .comparison import Comparison
from .interval import Difference, difference
from .many_solves import Job, ManySolves
from .options import ManyFields
from .result import Result
from .revalue import Today, today
from .sharing import inherit, share

STANDARDS = ("client-based", "task-based")
"""What is compared unless other formulations are named."""


@typed_arguments(results=Result, names=Listed((str,)))
def compare(*results: Result, names: Sequence[str] = ()) -> Comparison:
    """Compare results that are there already.

    Parameters
    ----------
    *results : Result
        Two or more results for the same instance, the strictest first.
    names : sequence of str
        What to call each, no two alike; by their standards if left out.

    Returns
    -------
    Comparison
        The differences, with their intervals; where a result relaxes another, the stricter one
        inherits its bound.

    Raises
    ------
    InputError
        If there are fewer than two results, they are about different instances, or names are too
        few, too many or alike.
    """
    called = tuple(names) or tuple(_name(result.policy) for result in results)
    field, fault = "results", ""
    if len(results) < 2:
        fault = f"{len(results)} result given; a comparison needs two or more"
    elif len({result.instance_sha256 for result in results}) > 1:
        fault = "the results are about different instances; compare results of the same tables"
    elif any(result.order != "priced" for result in results):
        fault = "a result in lexicographic order has no one cost; compare results of the priced sum"
    elif names and (len(names) != len(results) or len({*names}) < len(names)):
        listed = ", ".join(map(repr, names))
        field, fault = "names", f"{listed}; give {len(results)} names, no two alike"
    if fault:
        raise InputError([InputFault("argument", None, None, field, fault)])
    improved = _inherited(results)
    return Comparison(None, called, improved, _differences(called, improved))


@typed_arguments(
    instance=Instance, policy=Policy, options=SolveOptions, start=Plan, names=Listed((str,))
)
def compare_formulations(
    instance: Instance,
    policy: Policy,
    names: Sequence[str] = STANDARDS,
    options: SolveOptions | None = None,
    *,
    start: Plan | None = None,
    **how: Unpack[ManyFields],
) -> Comparison:
    """Solve an instance under several formulations and compare them.

    Each formulation starts from the plan of the one before it, so the strictest should stand
    first. A stricter one inherits the bound of one that relaxes it, a looser one the plan of a
    stricter one that is cheaper. The time limit is divided evenly among all solves: each
    formulation as priced, and again with moves free; what one leaves over goes to the next.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy; only its continuity section and bundle integrity are rewritten.
    names : sequence of str
        Formulations as ``Policy.as_formulation`` takes them.
    options : SolveOptions or None
        Engine, limit of the whole call, gap and seed.
    start : Plan or None
        A plan to begin from.
    **how
        Fields of ``SolveOptions``, and of ``ManyFields``: who does the solves, and who listens.

    Returns
    -------
    Comparison
        Today, every formulation, and the differences as priced and with moves free.

    Raises
    ------
    InputError
        If a formulation is unknown, there are fewer than two, or an option is wrong.
    """
    if isinstance(names, str):
        says = f"must be a list of formulations, not a text; give [{names!r:.40}, 'task-based']"
        raise InputError([InputFault("argument", None, None, "names", says)])
    policies = _policies(policy, names)
    free = _policies(_moves_free(policy), names)
    with ManySolves.of(options, how) as many:
        began = time.monotonic()
        as_is = _today_in_time(instance, policy, many)
        # At the end plans are valued under one another's standards, twice as long a piece of work.
        ends = many.budget.end
        many.reserve(2 * (time.monotonic() - began))
        priced = [Job(name, instance, each) for name, each in zip(names, policies, strict=True)]
        found = many.results(priced, start, many.rounds(len(free)))
        unmoved = [
            Job(f"{name}, moves free", instance, each)
            for name, each in zip(names, free, strict=True)
        ]
        found += many.results(unmoved, found[0].plan)
        questions = [(job.instance, job.policy) for job in (*priced, *unmoved)]
        is_long = many.preparing.is_long

        def is_late() -> bool:
            return is_long and ends is not None and time.monotonic() > ends

        shared = share(questions, found, is_late)
    results, others = shared[: len(names)], shared[len(names) :]
    return Comparison(
        today=as_is,
        names=tuple(names),
        results=tuple(results),
        differences=_differences(names, results),
        unmoved=_differences(names, others),
        instance=instance,
    )


def _today_in_time(instance: Instance, policy: Policy, many: ManySolves) -> Today | None:
    """Return things as they are, None where even that is not to be had in the time limit."""
    try:
        return today(instance, policy, many.budget.check)
    except OverError:
        return None


def _policies(policy: Policy, names: Sequence[str]) -> list[Policy]:
    faults: list[InputFault] = []
    found: list[Policy] = []
    if len(names) < 2:
        text = f"{len(names)} formulation given; a comparison needs two or more"
        faults.append(InputFault("argument", None, None, "formulations", text))
    for name in names:
        try:
            found.append(policy.as_formulation(name))
        except InputError as error:
            faults += error.problems
    if faults:
        raise InputError(faults)
    return found


def _moves_free(policy: Policy) -> Policy:
    moves = policy.moves.model_copy(update={"change_price": 0.0, "transfer_minutes": 0})
    return policy.model_copy(update={"moves": moves})


def _inherited(results: Sequence[Result]) -> tuple[Result, ...]:
    """Let each result take over the bounds of those that relax it; without an instance, no more."""
    return tuple(reduce(inherit, results, result) for result in results)


def _differences(names: Sequence[str], results: Sequence[Result]) -> tuple[Difference, ...]:
    pairs = list(pairwise(range(len(results))))
    if len(results) > 2:
        pairs.append((0, len(results) - 1))
    return tuple(difference(results[i], results[j], (names[i], names[j])) for i, j in pairs)


def _name(policy: Policy) -> str:
    plain = policy.formulation == "team" and not policy.continuity.k_by_group
    return f"team-{policy.continuity.k}" if plain else policy.formulation
