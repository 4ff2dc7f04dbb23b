"""Is the bound true: prices turned into a bound again, from the instance and the policy alone.

Written a second time on purpose, like the rules of the audit: no engine and no lowering is trusted.
"""

from .bound import Certified, certified, least_cost
from .rows import RefusedCertificateError

__all__ = ["Certified", "RefusedCertificateError", "certified", "least_cost"]
