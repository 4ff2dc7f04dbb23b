"""Charts, each drawn from the table that stands beneath it."""

from __future__ import annotations

from .bars import BarChart
from .chart import Chart, draw_svg
from .curves import CurveChart
from .intervals import IntervalChart
from .small_multiples import ColumnChart
from .steps import HEIGHT, Axis, Line, StepChart
from .strips import StripChart

__all__ = [
    "HEIGHT",
    "Axis",
    "BarChart",
    "Chart",
    "ColumnChart",
    "CurveChart",
    "IntervalChart",
    "Line",
    "StepChart",
    "StripChart",
    "draw_svg",
]
