"""One plan measured: every metric, in the order of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Integral
from types import MappingProxyType

from ..model.errors import typed_arguments
from ..model.instance import Instance
from ..model.plan import Plan
from . import bundle, continuity, fairness, language, timeliness, workload
from .facts import gather_facts
from .table import Definition, Metrics, name_measurements
from .workload import FTE_MINUTES

CATALOGUE: Mapping[str, Definition] = MappingProxyType(
    {
        definition.name: definition
        for chapter in (continuity, bundle, timeliness, workload, fairness, language)
        for definition in chapter.DEFINITIONS
    }
)
"""Every metric by its name, in the order of reports."""


@typed_arguments(instance=Instance, plan=Plan, fte_minutes=Integral)
def measure(
    instance: Instance,
    plan: Plan,
    *,
    fte_minutes: int = FTE_MINUTES,
) -> Metrics:
    """Measure what a plan is like.

    Parameters
    ----------
    instance : Instance
        The instance that the plan was made for.
    plan : Plan
        A plan that the audit accepts; ids that the instance does not know are not counted.
    fte_minutes : int, optional
        Minutes of one full-time worker in 21 periods, above 0 (assumed).

    Returns
    -------
    Metrics
        Every metric of ``CATALOGUE``; None where it is not applicable.
    """
    facts = gather_facts(instance, plan)
    measurements = {
        **continuity.measure_continuity(facts),
        **bundle.measure_bundles(facts),
        **timeliness.measure_timeliness(facts, plan.policy.deadlines.urgent_kinds),
        **workload.measure_workload(facts, fte_minutes),
        **fairness.measure_fairness(facts),
        **language.measure_language(facts),
    }
    return Metrics(name_measurements(CATALOGUE.values(), measurements))
