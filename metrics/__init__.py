"""What a plan is like: continuity, whole person, timeliness, workload, fairness and language."""

from __future__ import annotations

from .breakdowns import BREAKDOWNS, break_down, break_down_plans
from .fairness import gini, jain, spread, standard_deviation
from .indices import (
    coc,
    distinct_workers,
    entropy,
    hhi,
    indices_by_client,
    k_index,
    mmci,
    secon,
    switches,
    upc,
    upc_owner,
)
from .measure import CATALOGUE, measure
from .table import Better, Definition, Group, Metrics, MetricValue
from .workload import FTE_MINUTES, FTE_PERIODS

__all__ = [
    "BREAKDOWNS",
    "CATALOGUE",
    "FTE_MINUTES",
    "FTE_PERIODS",
    "Better",
    "Definition",
    "Group",
    "MetricValue",
    "Metrics",
    "break_down",
    "break_down_plans",
    "coc",
    "distinct_workers",
    "entropy",
    "gini",
    "hhi",
    "indices_by_client",
    "jain",
    "k_index",
    "measure",
    "mmci",
    "secon",
    "spread",
    "standard_deviation",
    "switches",
    "upc",
    "upc_owner",
]
