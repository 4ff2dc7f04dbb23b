"""One question to one audited result."""

from .alternatives import Alternative, ClientPlan, explain_client
from .caseloads import WorkerPlan, describe_worker
from .compare import STANDARDS, compare, compare_formulations
from .comparison import Comparison
from .fixed import Fixed
from .interval import Difference, difference
from .plan_summary import PlanSummary, summarise_plan
from .result import Result, Seconds, TracePoint
from .result_audit import CertificateAudit, ResultAudit, audit_certificate, audit_result
from .revalue import Today
from .sharing import inherit
from .solve import solve

__all__ = [
    "STANDARDS",
    "Alternative",
    "CertificateAudit",
    "ClientPlan",
    "Comparison",
    "Difference",
    "Fixed",
    "PlanSummary",
    "Result",
    "ResultAudit",
    "Seconds",
    "Today",
    "TracePoint",
    "WorkerPlan",
    "audit_certificate",
    "audit_result",
    "compare",
    "compare_formulations",
    "describe_worker",
    "difference",
    "explain_client",
    "inherit",
    "solve",
    "summarise_plan",
]
