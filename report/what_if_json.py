"""What follows from reforms as plain data, for JSON."""

from __future__ import annotations

from dataclasses import asdict

from ..planning import Difference
from ..planning.result_json import result_to_dict
from ..scenarios import Outcome, WhatIf
from .compared_json import instance_to_dict
from .what_if_words import verdict_words


def what_if_to_dict(found: WhatIf) -> dict[str, object]:
    """Return a baseline and its reforms as plain data, without plans.

    Parameters
    ----------
    found : WhatIf
        The baseline and what followed from each reform.

    Returns
    -------
    dict
        ``instance``, ``baseline``, ``reforms`` in their order, ``seed``.
    """
    return {
        "instance": instance_to_dict(found.instance),
        "baseline": {"name": found.name, **result_to_dict(found.baseline)},
        "reforms": [_reform(each) for each in found.outcomes],
        "seed": found.seed,
    }


def _reform(each: Outcome) -> dict[str, object]:
    return {
        "name": each.reform.name,
        "question": each.reform.question,
        "needs": each.reform.needs,
        "answers": list(each.reform.answers),
        "changes": [
            change.model_dump(mode="json", exclude_defaults=True) for change in each.reform.changes
        ],
        "changed": [asdict(one) for one in each.changed],
        "verdict": verdict_words(each),
        "difference": _difference(each.difference),
        "at_baseline_prices": each.at_baseline,
        "metrics": {one.name: asdict(one) for one in each.metrics},
        "sensitivity": [
            {
                "field": one.field,
                "factor": one.factor,
                "survives": one.survives,
                "difference": _difference(one.difference),
            }
            for one in each.checks
        ],
        "result": None if each.result is None else result_to_dict(each.result),
    }


def _difference(each: Difference | None) -> dict[str, object] | None:
    return None if each is None else {**each.model_dump(), "is_real": each.is_real}
