"""Small numbers: which counts may be published, and what a reader could work out of the rest.

Knows nothing of what is counted: only names of counts, the counts, and which are sums of which.
"""

from .attack import Exposed, attack
from .sums import LEAST_SHOWN, Sum
from .suppression import Hidden, protect

__all__ = ["LEAST_SHOWN", "Exposed", "Hidden", "Sum", "attack", "protect"]
