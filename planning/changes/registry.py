"""The one table of kinds of changes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .absence import Absence
from .absent import Absent
from .add_fte import AddFte
from .add_work import AddWork
from .base import Change
from .certify import Certify
from .forbid_moves import ForbidMoves
from .freeze import Freeze
from .hire import Hire
from .k_by_group import KByGroup
from .label import Label
from .leave import Leave
from .merge_offices import MergeOffices
from .merge_roles import MergeRoles
from .pool_kinds import PoolKinds
from .remove_fte import RemoveFte
from .scale_minutes import ScaleMinutes
from .scale_rate import ScaleRate
from .set_formulation import SetFormulation
from .set_value import SetValue
from .specialise import Specialise
from .split_office import SplitOffice
from .train import Train
from .turnover import Turnover

_KINDS: tuple[type[Change], ...] = (
    SetValue,
    SetFormulation,
    PoolKinds,
    KByGroup,
    ForbidMoves,
    Freeze,
    AddFte,
    RemoveFte,
    Hire,
    Leave,
    Turnover,
    Certify,
    Train,
    MergeRoles,
    Specialise,
    Absence,
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
