"""Changes from plain data, and made to an instance and a policy, one after the other.

Every fault is put into words that say what would be right.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from numbers import Integral
from types import MappingProxyType
from typing import Annotated, cast

from pydantic import PlainSerializer, PlainValidator, ValidationError, WithJsonSchema

from ..model.checks.cells import shown
from ..model.checks.messages import NestedFaults, Schema, faults_by_path, suggestion
from ..model.checks.policy import policy_problems
from ..model.checks.warnings import instance_warnings, policy_warnings
from ..model.errors import InputError, InputFault, Listed, typed_arguments
from ..model.instance import Instance
from ..model.policy import Policy
from .base import Change, State
from .clients import Freeze, Label, MergeOffices, SetPair, SplitOffice
from .fte import AddFte, RemoveFte
from .policy import ForbidMoves, KByGroup, SetFormulation, SetValue
from .skills import Certify, MergeRoles, Specialise, Train
from .staff import Absent, Hire, Leave, RaiseAbsence, SetCaseloadShare, Turnover
from .work import AddWork, PoolKinds, ScaleMinutes, ScaleRate

# The one table of kinds of changes.


_KINDS: tuple[type[Change], ...] = (
    SetValue,
    SetFormulation,
    PoolKinds,
    KByGroup,
    ForbidMoves,
    Freeze,
    SetPair,
    AddFte,
    RemoveFte,
    Hire,
    Leave,
    Turnover,
    SetCaseloadShare,
    Certify,
    Train,
    MergeRoles,
    Specialise,
    RaiseAbsence,
    Absent,
    ScaleMinutes,
    ScaleRate,
    AddWork,
    MergeOffices,
    SplitOffice,
    Label,
)

CHANGES: Mapping[str, type[Change]] = MappingProxyType({kind.verb: kind for kind in _KINDS})
"""Every kind of change by the field that tells it: policy, staff, work, offices, clients."""


Path = tuple[int | str, ...]
TABLE = "changes"
"""What problems with changes call their place."""


def parse_changes(data: object) -> tuple[Change, ...]:
    """Make changes of plain data, as TOML and JSON files hold it.

    Parameters
    ----------
    data : object
        A list of tables, e.g. ``[{"set": "caseload.cap", "to": 200}]``; an element that is a
        change already stays as it is.

    Returns
    -------
    tuple of Change
        In the order given.

    Raises
    ------
    InputError
        If anything is wrong; it names every fault by the place of its change, from 0.
    """
    problems: list[InputFault] = []
    found = [each for _, each in read_changes(data, problems)]
    if problems:
        raise InputError(problems)
    return tuple(found)


def take_changes(value: object) -> tuple[Change, ...]:
    """Read changes that stand inside other plain data."""
    try:
        return parse_changes(value)
    except InputError as error:
        raise NestedFaults(error.problems) from None


def give_changes(changes: Sequence[Change]) -> list[dict[str, object]]:
    """Return changes as plain data, as scenarios take them."""
    return [each.model_dump(mode="json", exclude_defaults=True) for each in changes]


WrittenChanges = Annotated[
    tuple[Change, ...],
    PlainValidator(take_changes),
    PlainSerializer(give_changes),
    WithJsonSchema({"type": "array", "items": {"type": "object"}}),
]
"""Changes inside other plain data."""


def read_changes(data: object, problems: list[InputFault]) -> list[tuple[int, Change]]:
    """Return the changes that can be read, each with its place, and record all faults."""
    if not isinstance(data, list | tuple):
        says = f"{shown(data)} is not right; it must be a list of tables, one per change"
        problems.append(InputFault(TABLE, None, None, "changes", says))
        return []
    found: list[tuple[int, Change]] = []
    for place, one in enumerate(cast("Sequence[object]", data)):
        change = _read(one, place, problems)
        if change is not None:
            found.append((place, change))
    return found


def _read(data: object, place: int, problems: list[InputFault]) -> Change | None:
    if isinstance(data, Change):
        return data

    def fault(field: str | None, says: str) -> None:
        at = f"changes[{place}]" if field is None else f"changes[{place}].{field}"
        problems.append(InputFault(TABLE, None, None, at, says))

    kinds = ", ".join(CHANGES)
    if not isinstance(data, dict):
        fault(None, f"must be a table, not {shown(data)}; its first field is one of {kinds}")
        return None
    content = cast("dict[str, object]", data)
    verb = next((name for name in content if name in CHANGES), None)
    if verb is None:
        first = next(iter(content), "")
        hint = suggestion(first, CHANGES) or ";"
        fault(None, f"unknown change {shown(first)}{hint} the kinds are {kinds}")
        return None
    kind = CHANGES[verb]
    try:
        return kind.model_validate_json(json.dumps(content, default=str), strict=True)
    except ValidationError as error:
        for field, says in faults_by_path(error, content, _schema(kind)).values():
            fault(field or None, says)
        return None


def _schema(kind: type[Change]) -> Schema:
    """Return the JSON schema of a kind of change, the field that tells it first."""
    schema = kind.model_json_schema()
    fields = cast("dict[str, object]", schema["properties"])
    return {**schema, "properties": {kind.verb: fields[kind.verb], **fields}}


def override(earlier: Sequence[Change], later: Sequence[Change]) -> tuple[Change, ...]:
    """Return changes followed by later ones, without those that decide what these decide anew.

    Parameters
    ----------
    earlier, later : sequence of Change
        Changes in the order in which they are made.

    Returns
    -------
    tuple of Change
        All the later ones, and of the earlier ones those of which something stays.
    """
    anew = [field for change in later for field in change.decides()]

    def is_covered(field: str) -> bool:
        return any(f"{field}.".startswith(f"{other}.") for other in anew)

    stay = [
        change
        for change in earlier
        if not change.decides() or not all(map(is_covered, change.decides()))
    ]
    return (*stay, *later)


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


@typed_arguments(changes=Listed((Change, Mapping)), instance=Instance, policy=Policy, seed=Integral)
def apply(
    changes: Sequence[Change | Mapping[str, object]],
    instance: Instance,
    policy: Policy,
    *,
    seed: int = 0,
) -> tuple[Instance, Policy]:
    """Make changes to an instance and a policy, in order.

    The same changes, seed and input give the same output. Whatever is drawn depends on the seed,
    the purpose and the rows themselves, not on their order, and has its share of every stratum; who
    is drawn for a small share is drawn for a larger one too.

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
    state = apply_recorded(changes, instance, policy, seed)
    return state.instance, state.policy


def apply_recorded(
    changes: Sequence[Change | Mapping[str, object]], instance: Instance, policy: Policy, seed: int
) -> State:
    """Make changes as ``apply`` does, and keep a record of what they have drawn.

    Parameters
    ----------
    changes, instance, policy, seed
        As in ``apply``.

    Returns
    -------
    State
        Instance and policy, both valid, and the draws.

    Raises
    ------
    InputError
        As ``apply`` does.
    """
    numbered = list(enumerate(parse_changes([*changes])))
    state, problems = checked(numbered, State(instance, policy, seed))
    if problems:
        raise InputError(problems)
    return state


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
    # Changes of staff change what the workers have; those of anything else leave the leaves alone.
    folded = state.instance.without_leaves()
    state = replace(state, instance=folded)
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
            state = change.applied(replace(state, place=place))
    if state.instance.workers is folded.workers:
        own = before.instance
        whole = replace(state.instance, workers=own.workers, leaves=own.leaves)
        state = replace(state, instance=own if state.instance is folded else whole)
    if state.instance is before.instance and state.policy is before.policy:
        return before, problems
    if not problems:
        known = {problem.message for problem in policy_problems(before.policy, before.instance)}
        problems = [
            InputFault(TABLE, None, None, problem.field, problem.message)
            for problem in policy_problems(state.policy, state.instance)
            if problem.message not in known
        ]
    return _warned(state), problems


def _warned(state: State) -> State:
    bare = replace(state.instance, warnings=())
    warnings = (*instance_warnings(bare), *policy_warnings(state.policy, bare))
    return replace(state, instance=replace(bare, warnings=warnings))
