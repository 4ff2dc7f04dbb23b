"""Which of two questions can never be the dearer one: that clips the interval between them."""

from __future__ import annotations

from ..model.instance import Instance
from ..model.policy import Policy
from ..model.policy_order import relaxes

Question = tuple[Instance, Policy]
"""What is asked."""


def dominates(one: Question, other: Question) -> bool:
    """Whether every plan of the other question is allowed by the one, at no higher cost.

    Then the optimum of the one is at most that of the other. True is proven; False only means
    that this comparison, field by field and worker by worker, does not show it.

    Parameters
    ----------
    one, other : tuple of Instance and Policy
        The questions.

    Returns
    -------
    bool
        Whether the one is shown never to be the dearer.
    """
    if not relaxes(one[1], other[1]):
        return False
    if one[0] is other[0]:
        return True
    if not _work_is_no_more(one[0], other[0]):
        return False
    if one[0].workers.equals(other[0].workers) and one[0].tasks.equals(other[0].tasks):
        return True
    # A gap between groups of workers can be broken by more staff or less work.
    return not one[1].utilisation.gaps and _staff_is_no_less(one[0], other[0])


def _work_is_no_more(one: Instance, other: Instance) -> bool:
    if one.calendar.periods != other.calendar.periods or not one.clients.equals(other.clients):
        return False
    if not one.tasks.drop("minutes").equals(other.tasks.drop("minutes")):
        return False
    return bool((one.tasks["minutes"] <= other.tasks["minutes"]).all())


def _staff_is_no_less(one: Instance, other: Instance) -> bool:
    """Whether every worker of the other is there, in the same office, able to no less."""
    mine = {str(row["id"]): row for row in one.workers.iter_rows(named=True)}
    for row in other.workers.iter_rows(named=True):
        own = mine.get(str(row["id"]))
        if own is None or own["office"] != row["office"]:
            return False
        if not {*row["languages"]} <= {*own["languages"]}:
            return False
        if not {*row["programs"]} <= {*own["programs"]}:
            return False
        if any(have < want for have, want in zip(own["minutes"], row["minutes"], strict=True)):
            return False
    return True
