"""Metrics as plain data: an object by name, and back."""

from __future__ import annotations

from itertools import chain

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from ..metrics import Better, Group, Metrics, MetricValue
from ..model.privacy import shown
from ..model.problems import Problem


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float | None
    n: int


class _Whole(_Part):
    group: Group
    unit: str
    better: Better
    parts: dict[str, _Part] = {}


_METRICS = TypeAdapter(dict[str, _Whole])


def metrics_to_dict(metrics: Metrics) -> dict[str, object]:
    """Return metrics as plain data.

    Parameters
    ----------
    metrics : Metrics
        The metrics of one plan.

    Returns
    -------
    dict
        By name: ``value`` (None: not applicable), ``unit``, ``better``, ``group``, ``n``, and
        ``parts`` by breakdown key where there are any; a metric of parts only has ``n`` 0.
    """
    data: dict[str, object] = {}
    for name in dict.fromkeys(each.name for each in metrics.values):
        parts = metrics.parts(name)
        of_all = [each for each in metrics.values if each.name == name and each.breakdown is None]
        like = of_all[0] if of_all else next(iter(parts.values()))
        whole: dict[str, object] = {
            "value": like.value if of_all else None,
            "unit": like.unit,
            "better": like.better,
            "group": like.group,
            "n": like.n if of_all else 0,
        }
        if parts:
            whole["parts"] = {key: {"value": p.value, "n": p.n} for key, p in parts.items()}
        data[name] = whole
    return data


def metrics_from_dict(data: object, problems: list[Problem]) -> Metrics | None:
    """Return the metrics that ``metrics_to_dict`` gave, or record what is wrong with them.

    Parameters
    ----------
    data : object
        Plain data, or None for no metrics.
    problems : list of Problem
        Where faults go.

    Returns
    -------
    Metrics or None
        None without metrics, and where there is a fault.
    """
    if data is None:
        return None
    try:
        wholes = _METRICS.validate_python(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_context=False):
            field = ".".join(map(str, ("metrics", *detail["loc"])))
            says = f"{shown(detail['input'])} is not right: {detail['msg']}"
            problems.append(Problem("result", None, None, field, says))
        return None
    return Metrics(tuple(chain.from_iterable(_values(*item) for item in wholes.items())))


def _values(name: str, whole: _Whole) -> list[MetricValue]:
    parts: list[tuple[str | None, _Part]] = [*whole.parts.items()]
    if whole.n or not parts:
        parts.insert(0, (None, whole))
    return [
        MetricValue(name, whole.group, part.value, whole.unit, whole.better, part.n, key)
        for key, part in parts
    ]
