"""The policy: the workload standard under which plans are made and checked.

Its decimal numbers become the integers used inside here, exactly.
"""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Literal

from pydantic import ConfigDict, Field

from .checks.cells import shown
from .checks.messages import CheckedModel
from .errors import InputError, InputFault
from .rules import RuleId
from .sections import (
    Caseload,
    Continuity,
    Deadlines,
    Handoffs,
    Language,
    Moves,
    Overtime,
    Pairs,
    Pool,
    Robust,
    Section,
    Service,
    Skills,
    Utilisation,
)

# Decimal numbers of the policy as the integers used inside.


MILLI = 1000
"""Thousandths of a minute in a minute: the unit of every cost."""


def milli(value: float) -> int:
    """Return a number in whole thousandths, rounded up.

    Parameters
    ----------
    value : float
        A price in minutes, or a factor, as written in the policy.

    Returns
    -------
    int
        The smallest whole number of thousandths that is not less than ``value``. The decimal
        notation counts, not its binary neighbour: 1.1 gives 1100.
    """
    return int((Decimal(repr(value)) * MILLI).to_integral_value(rounding=ROUND_CEILING))


def floor_share(share: float, amount: int) -> int:
    """Return a share of a whole amount, rounded down to a whole number.

    Parameters
    ----------
    share : float
        The share, as written in the policy (0.85 is 85 %).
    amount : int
        The whole amount, e.g. minutes.

    Returns
    -------
    int
        ``share * amount`` in exact decimal arithmetic, rounded down.
    """
    return int((Decimal(repr(share)) * amount).to_integral_value(rounding=ROUND_FLOOR))


def scaled_up(minutes: int, thousandths: int) -> int:
    """Return minutes times a factor in thousandths, rounded up to the whole minute."""
    return -(-minutes * thousandths // MILLI)


Formulation = Literal["client-based", "team", "hybrid", "task-based"]
"""The four sets of allowed plans; see ``Policy.formulation``."""

FORMULATION_NAMES = ("client-based", "team", "team-K", "hybrid", "task-based")
"""The names that ``Policy.as_formulation`` takes; K stands for a whole number."""


class Policy(CheckedModel):
    """The workload standard, one section a rule."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    skills: Skills = Field(default_factory=Skills)
    language: Language = Field(default_factory=Language)
    pool: Pool = Field(default_factory=Pool)
    pairs: Pairs = Field(default_factory=Pairs)
    continuity: Continuity = Field(default_factory=Continuity)
    deadlines: Deadlines = Field(default_factory=Deadlines)
    caseload: Caseload = Field(default_factory=Caseload)
    utilisation: Utilisation = Field(default_factory=Utilisation)
    overtime: Overtime = Field(default_factory=Overtime)
    service: Service = Field(default_factory=Service)
    moves: Moves = Field(default_factory=Moves)
    handoffs: Handoffs = Field(default_factory=Handoffs)
    robust: Robust = Field(default_factory=Robust)

    @property
    def formulation(self) -> Formulation:
        """The set of plans that the continuity section allows.

        All K unlimited (or the rule off) is task-based; else any exempt kind makes it hybrid; else
        K = 1 for everybody is client-based; anything else is team.
        """
        section = self.continuity
        ks = {section.k, *section.k_by_group.values()}
        if not section.enabled or ks == {"unlimited"}:
            return "task-based"
        if section.exempt_kinds:
            return "hybrid"
        return "client-based" if ks == {1} else "team"

    def section(self, rule: RuleId) -> Section:
        """Return the section of a rule."""
        section: Section = getattr(self, rule)
        return section

    def without(self, rule: RuleId) -> Policy:
        """Return the policy with one rule switched off."""
        off = self.section(rule).model_copy(update={"enabled": False})
        return self.model_copy(update={rule: off})

    def as_formulation(self, name: str) -> Policy:
        """Return the policy with its continuity section rewritten to a formulation.

        Parameters
        ----------
        name : str
            ``client-based``, ``team`` (keeps a K of 2 or more, else 2), ``team-K`` (e.g.
            ``team-3``), ``hybrid`` (keeps a finite K, else 1, and its exempt kinds, else the
            same-day kinds) or ``task-based`` (no K, no bundle integrity).

        Returns
        -------
        Policy
            A new policy, with K by group cleared.

        Raises
        ------
        InputError
            If the name is none of these.
        """
        old = self.continuity
        number = re.fullmatch(r"team-([1-9]\d{0,5})", str(name))
        if name == "client-based":
            return self._continuity(k=1, exempt_kinds=(), k_by_group={})
        if number:
            return self._continuity(k=int(number[1]), exempt_kinds=(), k_by_group={})
        if name == "team":
            k = old.k if isinstance(old.k, int) and old.k >= 2 else 2
            return self._continuity(k=k, exempt_kinds=(), k_by_group={})
        if name == "hybrid":
            k = old.k if isinstance(old.k, int) else 1
            kinds = old.exempt_kinds or old.same_day_kinds
            return self._continuity(k=k, exempt_kinds=kinds, k_by_group={})
        if name == "task-based":
            pooled = self._continuity(k="unlimited", exempt_kinds=(), k_by_group={})
            skills = self.skills.model_copy(update={"bundle_integrity": False})
            return pooled.model_copy(update={"skills": skills})
        choices = ", ".join(FORMULATION_NAMES)
        message = f"unknown formulation {shown(name)}; choose one of {choices} (K a whole number)"
        raise InputError([InputFault("argument", None, None, "formulation", message)])

    def lost_as(self, name: str) -> tuple[str, ...]:
        """Return what a formulation drops of the policy's own question, in words.

        Parameters
        ----------
        name : str
            As ``as_formulation`` takes it.

        Returns
        -------
        tuple of str
            One sentence for each setting that is dropped, or that stays off and is a part of the
            standard; empty where the formulation only says which K is meant, and always for
            ``task-based``, under which nothing is bound.

        Raises
        ------
        InputError
            If there is no formulation of that name.
        """
        old, new = self.continuity, self.as_formulation(name).continuity
        said: list[str] = []
        if name == "task-based":
            return ()
        if old.k_by_group:
            groups = ", ".join(f"{group} = {k}" for group, k in old.k_by_group.items())
            said.append(f"continuity.k_by_group is cleared ({groups}): K is the same for everybody")
        if old.exempt_kinds and not new.exempt_kinds:
            kinds = ", ".join(old.exempt_kinds)
            said.append(f"continuity.exempt_kinds is cleared ({kinds}): no kind is apart")
        if not old.enabled:
            said.append("continuity is switched on")
        if name == "client-based" and not self.skills.bundle_integrity:
            said.append(
                "skills.bundle_integrity stays false: an owner need not work in all programs"
            )
        return tuple(said)

    def _continuity(self, **update: object) -> Policy:
        section = self.continuity.model_copy(update={"enabled": True, **update})
        return self.model_copy(update={"continuity": section})
