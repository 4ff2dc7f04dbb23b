"""What the world is: instance, policy and plan, their rules' names, reading and writing."""

from __future__ import annotations

from .calendar import Calendar
from .certificate import Certificate, LimitPrice, RowName, RowPrice
from .checks.policy import policy_problems
from .checks.warnings import instance_warnings, policy_warnings
from .errors import (
    EngineUnavailableError,
    InputError,
    InputFault,
    InternalError,
    NoPlanError,
    SamehandsError,
    UnsupportedError,
)
from .instance import Instance
from .io.files import write_files
from .io.plain import instance_sha256, policy_sha256
from .io.read import read, read_frames, read_policy
from .io.write import json_schema, write, write_json
from .plan import Plan
from .policy import FORMULATION_NAMES, MILLI, Formulation, Policy, floor_share, milli, scaled_up
from .rules import RULES, SENTENCES, RuleId
from .tables import (
    ASSIGNMENTS,
    OWNERS,
    ROWS,
    SCHEMAS,
    WORK,
    Activity,
    Client,
    TableName,
    Task,
    Worker,
)

__all__ = [
    "ASSIGNMENTS",
    "FORMULATION_NAMES",
    "MILLI",
    "OWNERS",
    "ROWS",
    "RULES",
    "SCHEMAS",
    "SENTENCES",
    "WORK",
    "Activity",
    "Calendar",
    "Certificate",
    "Client",
    "EngineUnavailableError",
    "Formulation",
    "InputError",
    "InputFault",
    "Instance",
    "InternalError",
    "LimitPrice",
    "NoPlanError",
    "Plan",
    "Policy",
    "RowName",
    "RowPrice",
    "RuleId",
    "SamehandsError",
    "TableName",
    "Task",
    "UnsupportedError",
    "Worker",
    "floor_share",
    "instance_sha256",
    "instance_warnings",
    "json_schema",
    "milli",
    "policy_problems",
    "policy_sha256",
    "policy_warnings",
    "read",
    "read_frames",
    "read_policy",
    "scaled_up",
    "write",
    "write_files",
    "write_json",
]
