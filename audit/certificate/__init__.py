"""Is the bound true: prices turned into a bound again, from the instance and the policy alone.

Written a second time on purpose, like the rules of the audit: no engine and no lowering is trusted.
"""

from .bound import Verification, compute_least_cost, verify_certificate
from .rows import RefusedCertificateError

__all__ = [
    "RefusedCertificateError",
    "Verification",
    "compute_least_cost",
    "verify_certificate",
]
