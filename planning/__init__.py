"""One question to one audited result."""

from .compare import STANDARDS, compare, compare_formulations
from .comparison import Comparison
from .fixed import Fixed
from .interval import Difference, difference
from .result import Result, Seconds, TracePoint
from .result_audit import CertificateAudit, ResultAudit, audit_certificate, audit_result
from .revalue import Today
from .sharing import inherit
from .solve import solve

__all__ = [
    "STANDARDS",
    "CertificateAudit",
    "Comparison",
    "Difference",
    "Fixed",
    "Result",
    "ResultAudit",
    "Seconds",
    "Today",
    "TracePoint",
    "audit_certificate",
    "audit_result",
    "compare",
    "compare_formulations",
    "difference",
    "inherit",
    "solve",
]
