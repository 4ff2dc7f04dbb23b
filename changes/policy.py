"""``{ set = "caseload.cap", to = 200 }``: one field of the policy gets a value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, ClassVar, Literal, cast

from pydantic import Field, JsonValue

from ..model.checks.cells import shown
from ..model.checks.messages import Loaded, load, suggestion
from ..model.errors import InputError
from ..model.policy import Policy
from ..model.policy_order import field_values
from ..model.rules import RuleId
from ..model.sections import K
from .base import (
    Change,
    Fault,
    GroupName,
    State,
)

_NONE = "none"


class SetValue(Change):
    """Set one field of the policy.

    Attributes
    ----------
    set : str
        Section and field, e.g. ``caseload.cap``; a third part names an entry of a table, e.g.
        ``service.levels.call``.
    to : JSON value
        The value; ``none`` empties a field that may be empty.
    """

    verb: ClassVar[str] = "set"

    set: str = Field(description="Section and field, e.g. caseload.cap")
    to: JsonValue = Field(description="The value; 'none' empties a field that may be empty")

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"{self.set} = {_shown(self.to)}"

    def decides(self) -> frozenset[str]:
        """Return the field."""
        return frozenset({self.set})

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield an unknown field or a value that is not right for it."""
        yield from super().faults(state)
        path = self.set.split(".")
        wrong = _unknown(path)
        if wrong is not None:
            yield wrong
            return
        problems = self._loaded(state.policy).problems
        yield from (Fault("to", f"{self.set}: {problem.message}") for problem in problems)

    def applied(self, state: State) -> State:
        """Return the state with the field set."""
        return replace(state, policy=self._loaded(state.policy).model)

    def _loaded(self, policy: Policy) -> Loaded[Policy]:
        data = cast("dict[str, object]", policy.model_dump(mode="json"))
        rule, field, *entry = self.set.split(".")
        section = cast("dict[str, object]", data[rule])
        value = None if self.to == _NONE and _may_be_empty(rule, field) else self.to
        if entry:
            table = cast("dict[str, object]", section[field])
            section[field] = {**table, ".".join(entry): value}
        else:
            section[field] = value
        return load(Policy, data, "policy")


def set_changes(before: Policy, after: Policy) -> tuple[SetValue, ...]:
    """Return the changes that make one policy of another, one a field that differs.

    Parameters
    ----------
    before, after : Policy
        The policies.

    Returns
    -------
    tuple of SetValue
        In the order of the policy file; none where both say the same.
    """
    one, other = field_values(before), field_values(after)
    return tuple(
        SetValue(set=name, to=_written(value))
        for name, value in other.items()
        if value != one[name]
    )


def _written(value: object) -> JsonValue:
    """Return a value of a field as people write it."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return cast("JsonValue", _NONE if value is None else value)


def _unknown(path: list[str]) -> Fault | None:
    rules = Policy.model_fields
    rule = path[0]
    if rule not in rules:
        hint = suggestion(rule, rules) or ";"
        return Fault("set", f"unknown section {shown(rule)}{hint} they are {', '.join(rules)}")
    fields = _fields(rule)
    if len(path) == 1 or path[1] not in fields:
        name = shown(path[1]) if len(path) > 1 else "''"
        hint = suggestion(path[1], fields) if len(path) > 1 else ""
        there = ", ".join(f"{rule}.{one}" for one in fields)
        return Fault("set", f"unknown field {name} of {rule}{hint or ';'} there are {there}")
    if len(path) > 2 and not isinstance(getattr(getattr(Policy(), rule), path[1]), dict):
        return Fault("set", f"{rule}.{path[1]} has no entries; name the field alone")
    return None


def _fields(rule: str) -> list[str]:
    return [*type(Policy().section(cast("RuleId", rule))).model_fields]


def _may_be_empty(rule: str, field: str) -> bool:
    return getattr(getattr(Policy(), rule), field) is None


def _shown(value: JsonValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(map(_shown, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_shown(one)}" for key, one in value.items()) + " }"
    return str(value)


# ``{ formulation = "task-based" }``: the continuity section is rewritten to a formulation.


class SetFormulation(Change):
    """Take another formulation, as ``Policy.as_formulation`` does.

    Attributes
    ----------
    formulation : str
        client-based, team, team-K, hybrid or task-based.
    """

    verb: ClassVar[str] = "formulation"

    formulation: str = Field(description="client-based, team, team-K, hybrid or task-based")

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"the {self.formulation} standard"

    def decides(self) -> frozenset[str]:
        """Return the fields that a formulation rewrites."""
        fields = {"continuity.k", "continuity.exempt_kinds", "continuity.k_by_group"}
        pooled = {"skills.bundle_integrity"} if self.formulation == "task-based" else set[str]()
        return frozenset(fields | pooled)

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield an unknown name."""
        yield from super().faults(state)
        try:
            state.policy.as_formulation(self.formulation)
        except InputError as error:
            yield from (Fault("formulation", problem.message) for problem in error.problems)

    def applied(self, state: State) -> State:
        """Return the state with the continuity section rewritten."""
        return replace(state, policy=state.policy.as_formulation(self.formulation))


# ``{ k_by_group = { homeless = 1 }, others = "unlimited" }``: K for groups of clients.


class KByGroup(Change):
    """Set the most workers of a client, by group of clients.

    Attributes
    ----------
    k_by_group : dict from str to K
        K of each group named; groups that are not named keep theirs.
    others : K or None
        K of everybody else; None leaves it as it is.
    """

    verb: ClassVar[str] = "k_by_group"

    k_by_group: Annotated[dict[GroupName, K], Field(min_length=1)] = Field(
        description="Most workers of a client, by group"
    )
    others: K | None = Field(default=None, description="Most workers of any other client")

    def words(self) -> str:
        """Return the change in one phrase."""
        some = ", ".join(f"{k} for {group}" for group, k in self.k_by_group.items())
        rest = "" if self.others is None else f", {self.others} for others"
        return f"most workers of a client: {some}{rest}"

    def decides(self) -> frozenset[str]:
        """Return the fields that are set."""
        groups = {f"continuity.k_by_group.{group}" for group in self.k_by_group}
        return frozenset(groups if self.others is None else groups | {"continuity.k"})

    def applied(self, state: State) -> State:
        """Return the state with K set for the groups."""
        groups = {**state.policy.continuity.k_by_group, **self.k_by_group}
        changed = state.with_section("continuity", k_by_group=groups)
        return changed if self.others is None else changed.with_section("continuity", k=self.others)


# ``{ forbid_moves = true }``: no client changes owner.


class ForbidMoves(Change):
    """Let no client change owner; one without an owner may still get the first.

    Attributes
    ----------
    forbid_moves : True
        There is no other value.
    """

    verb: ClassVar[str] = "forbid_moves"

    forbid_moves: Literal[True] = Field(description="There is no other value")

    def words(self) -> str:
        """Return the change in one phrase."""
        return "no client changes owner"

    def decides(self) -> frozenset[str]:
        """Return the limit on moves."""
        return frozenset({"moves.limit", "moves.enabled"})

    def applied(self, state: State) -> State:
        """Return the state with the limit on moves at zero."""
        return state.with_section("moves", limit=0, enabled=True)
