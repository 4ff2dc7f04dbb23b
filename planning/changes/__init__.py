"""Typed changes to an instance and a policy: what scenarios, explanations and moves are made of.

Each kind of change is one frozen model in a file of its own, told by its first field, the verb:
``{ set = "caseload.cap", to = 200 }``, ``{ add_fte = 2, language = "Armenian" }``. ``CHANGES`` is
the table of all kinds by verb, ``parse_changes`` makes changes of plain data, ``apply`` makes them
to an instance and a policy. All faults of a list of changes come in one ``InputError``.

>>> from samehands.planning.changes import SetValue, parse_changes
>>> parse_changes([{"set": "caseload.cap", "to": 200}]) == (SetValue(set="caseload.cap", to=200),)
True
"""

from .absence import Absence
from .absent import Absent
from .add_fte import AddFte
from .add_work import AddWork
from .apply import apply, checked
from .base import Change, Fault, State
from .certify import Certify
from .forbid_moves import ForbidMoves
from .freeze import Freeze
from .hire import Hire
from .k_by_group import KByGroup
from .label import Label
from .leave import Leave
from .merge_offices import MergeOffices
from .merge_roles import MergeRoles
from .names import LEFT
from .parse import parse_changes, read_changes
from .pool_kinds import PoolKinds
from .registry import CHANGES
from .remove_fte import RemoveFte
from .scale_minutes import ScaleMinutes
from .scale_rate import ScaleRate
from .set_formulation import SetFormulation
from .set_value import SetValue
from .specialise import Specialise
from .split_office import SplitOffice
from .staff import FTE_MINUTES_A_PERIOD
from .train import Train
from .turnover import Turnover

__all__ = [
    "CHANGES",
    "FTE_MINUTES_A_PERIOD",
    "LEFT",
    "Absence",
    "Absent",
    "AddFte",
    "AddWork",
    "Certify",
    "Change",
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
    "RemoveFte",
    "ScaleMinutes",
    "ScaleRate",
    "SetFormulation",
    "SetValue",
    "Specialise",
    "SplitOffice",
    "State",
    "Train",
    "Turnover",
    "apply",
    "checked",
    "parse_changes",
    "read_changes",
]
