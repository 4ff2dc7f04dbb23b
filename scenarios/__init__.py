"""What if: named changes of rules, staff, clients and work, and what follows from them."""

from .break_even import BreakEven, break_even
from .difference import MetricDifference, Outcome, WhatIf
from .fairness import Fairness, price_of_fairness
from .field_differences import FieldDifference, list_differences
from .file import Reform, Scenarios, read_scenarios
from .frontier import Frontier, frontier, owner_share
from .hiring import Hiring, best_hiring
from .point import Point
from .ranges import Range
from .sensitivity import Check
from .shadow_prices import ShadowPrices, shadow_prices
from .staffing import Staffing, fewest_staff
from .sweep import Curve, sweep
from .what_if import what_if

__all__ = [
    "BreakEven",
    "Check",
    "Curve",
    "Fairness",
    "FieldDifference",
    "Frontier",
    "Hiring",
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
    "frontier",
    "list_differences",
    "owner_share",
    "price_of_fairness",
    "read_scenarios",
    "shadow_prices",
    "sweep",
    "what_if",
]
