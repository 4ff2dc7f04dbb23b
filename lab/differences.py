"""What differs between two policies, in words, and what that does to the set of plans."""

from __future__ import annotations

from dataclasses import dataclass

from ..model.policy import Policy
from ..model.policy_order import relaxes
from .controls import Control, controls, data_of, is_same


@dataclass(frozen=True)
class Difference:
    """A field that differs from the baseline, in words.

    Parameters
    ----------
    control : Control
        The control of the field.
    before, after : str
        Its values.
    effect : str
        What follows for the set of plans, where that is a law.
    """

    control: Control
    before: str
    after: str
    effect: str


def differences(baseline: Policy, policy: Policy) -> list[Difference]:
    """Return the fields of a policy that differ from the baseline, in words."""
    before, after = data_of(baseline), data_of(policy)
    found: list[Difference] = []
    for name, control in controls().items():
        if is_same(before[name], after[name]):
            continue
        alone = control.field.replaced(baseline, control.field.value(policy))
        words = control.words(before[name]), control.words(after[name])
        found.append(Difference(control, *words, relation(baseline, alone)))
    return found


def relation(baseline: Policy, policy: Policy) -> str:
    """Return what a policy does to the plans that the baseline allows, where that is a law."""
    if baseline == policy:
        return ""
    if relaxes(policy, baseline):
        return "relaxes: the best plan costs no more"
    if relaxes(baseline, policy):
        return "restricts: the best plan costs no less"
    return ""
