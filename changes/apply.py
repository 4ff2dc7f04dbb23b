"""Changes made to an instance and a policy, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..model.checks.policy import policy_problems
from ..model.checks.warnings import instance_warnings, policy_warnings
from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.policy import Policy
from .base import Change, State
from .parse import TABLE, parse_changes

# Changes that contradict each other: the later one undoes what an earlier one decided.


def contradictions(changes: Sequence[Change]) -> Iterator[tuple[int, str]]:
    """Yield the place of every change that contradicts one before it, and what is wrong.

    A field of the policy may be decided once; what adds to a field must come after what decides
    it, or it would be lost. A field and its entries count as one field.

    Parameters
    ----------
    changes : sequence of Change
        The changes, in the order in which they are made.
    """
    known: list[tuple[str, int]] = []
    for place, change in enumerate(changes):
        clash: dict[int, str] = {}
        for field in sorted(change.decides()):
            for other, earlier in known:
                if _overlap(field, other):
                    clash.setdefault(earlier, other if len(other) > len(field) else field)
        for earlier, field in clash.items():
            yield (
                place,
                f"contradicts changes[{earlier}] ({changes[earlier].words()}): both decide "
                f"{field}; drop one of them, or put what adds to it last",
            )
        known += [(field, place) for field in sorted(change.decides() | change.extends())]


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def apply(
    changes: Sequence[Change | Mapping[str, object]],
    instance: Instance,
    policy: Policy,
    *,
    seed: int = 0,
) -> tuple[Instance, Policy]:
    """Make changes to an instance and a policy, in order.

    The same changes, seed and input give the same output. Whatever is drawn depends on the seed,
    the purpose and the names alone, so that who is drawn for a small share is drawn for a larger
    one too.

    Parameters
    ----------
    changes : sequence of Change or mapping
        The changes, as they are or as plain data; none gives the input back.
    instance : Instance
        A valid instance; it stays as it is.
    policy : Policy
        A valid policy.
    seed : int
        Seed of whatever is drawn.

    Returns
    -------
    tuple of Instance and Policy
        Both valid.

    Raises
    ------
    InputError
        If a change points at what is not there, contradicts another one, or makes a policy that
        contradicts itself; every fault is listed, with the place of its change from 0.
    """
    numbered = list(enumerate(parse_changes([*changes])))
    state, problems = checked(numbered, State(instance, policy, seed))
    if problems:
        raise InputError(problems)
    return state.instance, state.policy


def checked(numbered: Sequence[tuple[int, Change]], state: State) -> tuple[State, list[InputFault]]:
    """Make the changes that can be made, and return what is wrong with the others.

    Parameters
    ----------
    numbered : sequence of (int, Change)
        Changes by their place, as problems name it.
    state : State
        What they are made to.

    Returns
    -------
    tuple of State and list of InputFault
        The state is whole only if there is no problem.
    """
    before = state
    places = [place for place, _ in numbered]
    problems = [
        InputFault(TABLE, None, None, f"changes[{places[at]}]", says)
        for at, says in contradictions([change for _, change in numbered])
    ]
    for place, change in numbered:
        faults = list(change.faults(state))
        problems += [
            InputFault(TABLE, None, None, f"changes[{place}].{fault.field}", fault.message)
            for fault in faults
        ]
        if not faults:
            state = change.applied(state)
    if not problems and state is not before:
        known = {problem.message for problem in policy_problems(before.policy, before.instance)}
        problems = [
            InputFault(TABLE, None, None, problem.field, problem.message)
            for problem in policy_problems(state.policy, state.instance)
            if problem.message not in known
        ]
    return _warned(state) if state is not before else state, problems


def _warned(state: State) -> State:
    bare = replace(state.instance, warnings=())
    warnings = (*instance_warnings(bare), *policy_warnings(state.policy, bare))
    return replace(state, instance=replace(bare, warnings=warnings))
