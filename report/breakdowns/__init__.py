"""Plans in parts, as sections of a report: distributions, timeliness, days, parts, each worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...metrics.breakdowns import break_down
from ...model.instance import Instance
from ...model.plan import Plan
from ..document import Section
from .days import days_section
from .distributions import caseload_section, load_section, workers_seen_section
from .parts import part_sections
from .timeliness import timeliness_section
from .workers import workers_section

__all__ = ["breakdown_sections", "client_sections"]


def breakdown_sections(instance: Instance, plans: Mapping[str, Plan]) -> list[Section]:
    """Return plans side by side in parts, each with a chart of its table.

    Parameters
    ----------
    instance : Instance
        The instance that the plans were made for.
    plans : mapping of str to Plan
        One plan or more, by what people call them; the first is drawn first.

    Returns
    -------
    list of Section
        All but the last, which is about each worker, may leave the agency; for a page alone.
    """
    found = {name: break_down(instance, plan) for name, plan in plans.items()}
    if not found:
        return []
    sections = [
        workers_seen_section(found),
        load_section(found),
        caseload_section(found),
        timeliness_section(found),
        days_section(instance, found),
        *part_sections(found),
        workers_section(instance, found),
    ]
    return [replace(part, where="page") for part in sections]


def client_sections(plans: Mapping[str, tuple[Instance, Plan]]) -> list[Section]:
    """Return for whom plans for the same clients differ: by office, bundle, language and group.

    Parameters
    ----------
    plans : mapping of str to (Instance, Plan)
        One plan or more, each with the instance that it was made for, by what people call them.

    Returns
    -------
    list of Section
        For a page alone, and not for others: differences of counts may tell more than counts.
    """
    found = {name: break_down(*each) for name, each in plans.items()}
    if not found:
        return []
    return [replace(part, where="page", public=False) for part in part_sections(found)]
