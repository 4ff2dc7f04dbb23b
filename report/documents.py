"""Which document shows which answer, wherever the answer comes from: a call or a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..explanation import Explanation
from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..planning import ClientPlan, Comparison, PlanSummary, Result, WorkerPlan
from ..planning.written import WrittenAnswer
from ..rebalancing import Rebalance
from ..scenarios import BreakEven, Curve, Frontier, ShadowPrices, Staffing, WhatIf
from ..scenarios.fairness import Fairness
from ..simulation import Simulation
from .break_evens import break_even_document
from .compared import compared_document, compared_plans
from .curves import curve_document, fairness_document, frontier_document, staffing_document
from .document import Document
from .explained import explained_document
from .plan_sheets import NamedPlan
from .plans import client_plan_document, plan_summary_document, worker_plan_document
from .rebalanced import rebalanced_document, rebalanced_plans
from .shadow_prices import shadow_prices_document
from .simulated import simulated_document
from .solved import solved_document, solved_plans
from .what_if import what_if_document, what_if_plans

_ABOUT: Mapping[type[WrittenAnswer], Callable[[Instance, Any], Document]] = {
    Result: solved_document,
    Comparison: compared_document,
    Curve: curve_document,
    Frontier: frontier_document,
    Fairness: fairness_document,
    Staffing: staffing_document,
    BreakEven: break_even_document,
    ShadowPrices: shadow_prices_document,
    Explanation: explained_document,
}
"""The documents of answers that are told with the tables that they are about."""

ALONE: Mapping[type[WrittenAnswer], Callable[[Any], Document]] = {
    WhatIf: what_if_document,
    Rebalance: rebalanced_document,
    PlanSummary: plan_summary_document,
    WorkerPlan: worker_plan_document,
    ClientPlan: client_plan_document,
    Simulation: simulated_document,
}
"""The documents of answers that hold all that is told."""

ANSWERS: tuple[type[WrittenAnswer], ...] = (*_ABOUT, *ALONE)
"""Every answer that is written as JSON, and has a document."""


def document_of(answer: WrittenAnswer, instance: Instance | None = None) -> Document:
    """Return the document that shows an answer.

    Parameters
    ----------
    answer : WrittenAnswer
        The answer.
    instance : Instance or None
        The tables that it is about; not needed where the answer holds them, or needs none.

    Returns
    -------
    Document
        As the command shows it that gives such an answer.

    Raises
    ------
    InputError
        If the tables are needed and not given.
    """
    kind = type(answer)
    if kind in ALONE:
        return ALONE[kind](answer)
    if instance is None:
        says = f"the report on a {answer.kind} needs the tables that it is about; name their folder"
        raise InputError([InputFault("argument", None, None, "instance", says)])
    return _ABOUT[kind](instance, answer)


def plans_of(answer: WrittenAnswer, instance: Instance | None = None) -> list[NamedPlan]:
    """Return the plans that the workbook of an answer has beside its tables.

    Parameters
    ----------
    answer : WrittenAnswer
        The answer.
    instance : Instance or None
        The tables that it is about, as ``document_of`` takes them.

    Returns
    -------
    list of NamedPlan
        As the command has them that gives such an answer; empty where it has none.
    """
    if isinstance(answer, WhatIf):
        return what_if_plans(answer)
    if isinstance(answer, Rebalance):
        return rebalanced_plans(answer)
    if instance is not None and isinstance(answer, Result):
        return solved_plans(instance, answer)
    if instance is not None and isinstance(answer, Comparison):
        return compared_plans(instance, answer)
    return []
