"""What if: named changes of rules, staff, clients and work, and what follows from them.

=================================================================  ==============================
question                                                           file
=================================================================  ==============================
What follows from a reform, and is it real?                        ``what_if``
How does a file of reforms read?                                   ``file``
What does a reform change, field by field?                         ``field_differences``
What differs between its plan and the baseline's?                  ``difference``
Does that hold for all plans of the cost, and if prices change?    ``robustness``
How far do metrics lie apart among plans of a cost?                ``ranges``
Which assumptions are there to be doubled and halved?              ``sensitivity``
What follows as one field of the policy is varied?                 ``sweep``, its ``point``
What does continuity cost, by K or by share of today's owner?      ``frontier``
What does an even load cost?                                       ``fairness``
From how many hand-off minutes on is pooling no better?            ``break_even``
And if the pool is planned as if hand-offs were free?              ``blind_pool``
From which number on does a claim hold?                            ``threshold``
What is one hour, or one case, more worth?                         ``shadow_prices``
Where do new workers save most?                                    ``hiring``
How few workers do all work on time?                               ``staffing``
=================================================================  ==============================
"""

from .break_even import BreakEven, break_even
from .difference import MetricDifference, Outcome, WhatIf
from .fairness import Fairness, price_of_fairness
from .field_differences import FieldDifference, list_differences
from .file import Reform, Scenarios, format_scenarios, plain_scenarios, read_scenarios
from .frontier import Frontier, frontier, owner_share
from .hiring import best_hiring
from .point import Point
from .robustness import Check, Range
from .shadow_prices import shadow_prices
from .staffing import LeastStaff, Staffing, fewest_staff
from .sweep import Curve, sweep
from .what_if import set_beside, what_if
from .worth import Hiring, ShadowPrices

__all__ = [
    "BreakEven",
    "Check",
    "Curve",
    "Fairness",
    "FieldDifference",
    "Frontier",
    "Hiring",
    "LeastStaff",
    "MetricDifference",
    "Outcome",
    "Point",
    "Range",
    "Reform",
    "Scenarios",
    "ShadowPrices",
    "Staffing",
    "WhatIf",
    "best_hiring",
    "break_even",
    "fewest_staff",
    "format_scenarios",
    "frontier",
    "list_differences",
    "owner_share",
    "plain_scenarios",
    "price_of_fairness",
    "read_scenarios",
    "set_beside",
    "shadow_prices",
    "sweep",
    "what_if",
]
