"""Typed changes to an instance and a policy: what scenarios, explanations and moves are made of.

Each kind of change is one frozen model in a file of its own, told by its first field, the verb:
``{ set = "caseload.cap", to = 200 }``, ``{ add_fte = 2, language = "Armenian" }``. ``CHANGES`` is
the table of all kinds by verb, ``parse_changes`` makes changes of plain data, ``apply`` makes them
to an instance and a policy. All faults of a list of changes come in one ``InputError``.

>>> from samehands.changes import SetValue, parse_changes
>>> parse_changes([{"set": "caseload.cap", "to": 200}]) == (SetValue(set="caseload.cap", to=200),)
True
"""

from .apply import (
    CHANGES,
    WrittenChanges,
    apply,
    apply_recorded,
    checked,
    give_changes,
    override,
    parse_changes,
    read_changes,
)
from .base import Change, Fault, State, listed
from .clients import Freeze, Label, MergeOffices, SetPair, SplitOffice
from .fte import AddFte, RemoveFte
from .policy import ForbidMoves, KByGroup, SetFormulation, SetValue, set_changes
from .sampling import Draw, StratumCount
from .skills import Certify, MergeRoles, Specialise, Train
from .staff import Absent, Hire, Leave, RaiseAbsence, SetCaseloadShare, Turnover
from .who import FTE_MINUTES_A_PERIOD
from .work import AddWork, PoolKinds, ScaleMinutes, ScaleRate

__all__ = [
    "CHANGES",
    "FTE_MINUTES_A_PERIOD",
    "Absent",
    "AddFte",
    "AddWork",
    "Certify",
    "Change",
    "Draw",
    "Fault",
    "ForbidMoves",
    "Freeze",
    "Hire",
    "KByGroup",
    "Label",
    "Leave",
    "MergeOffices",
    "MergeRoles",
    "PoolKinds",
    "RaiseAbsence",
    "RemoveFte",
    "ScaleMinutes",
    "ScaleRate",
    "SetCaseloadShare",
    "SetFormulation",
    "SetPair",
    "SetValue",
    "Specialise",
    "SplitOffice",
    "State",
    "StratumCount",
    "Train",
    "Turnover",
    "WrittenChanges",
    "apply",
    "apply_recorded",
    "checked",
    "give_changes",
    "listed",
    "override",
    "parse_changes",
    "read_changes",
    "set_changes",
]
