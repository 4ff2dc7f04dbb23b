"""``samehands describe``: an instance, its figures, and what makes it hard."""

from __future__ import annotations

from ..generator import compute_figures
from ..metrics.hardness import measure_hardness
from ..model.io.read import read
from ..report.compared import instance_to_dict
from ..report.described import described_report
from .exits import DONE
from .options import AsJson, InstancePath
from .output import show, show_json


def describe(instance: InstancePath, as_json: AsJson = False) -> int:
    """Describe an instance: sizes, figures beside documented ones, what makes it hard."""
    tables, policy = read(instance)
    compared, hard = compute_figures(tables), measure_hardness(tables, policy)
    if as_json:
        listed = [figure.as_dict() for figure in compared]
        data = {"instance": instance_to_dict(tables), "figures": listed, "hard": hard.as_dict()}
        show_json(data)
    else:
        show(described_report(tables, compared, hard))
    return DONE
