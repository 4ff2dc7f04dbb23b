"""``{ set = "caseload.cap", to = 200 }``: one field of the policy gets a value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar, cast

from pydantic import Field, JsonValue

from ...model.policy import Policy
from ...model.privacy import shown
from ...model.rephrase import Loaded, load
from ...model.rules import RuleId
from ...model.suggest import suggestion
from .base import Change, Fault, State

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
