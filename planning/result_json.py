"""A result as plain data and as a file, and back."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import cast

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from ..metrics import Better, Group, Metrics, MetricValue
from ..model.checks.messages import load, suggestion
from ..model.checks.privacy import shown
from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.io.files import read_text, write_files
from ..model.io.json import format_json, parse_json
from ..model.io.plan_json import plan_from_dict, plan_to_dict
from ..model.plan import Plan
from ..model.policy import Policy
from .result import Result

# Metrics as plain data: an object by name, and back.


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


def metrics_from_dict(data: object, problems: list[InputFault]) -> Metrics | None:
    """Return the metrics that ``metrics_to_dict`` gave, or record what is wrong with them.

    Parameters
    ----------
    data : object
        Plain data, or None for no metrics.
    problems : list of InputFault
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
            problems.append(InputFault("result", None, None, field, says))
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


MARK = b'{\n"status"'
"""How a file of ``save_result`` begins."""

_DERIVED = (
    "has_plan",
    "gap",
    "gap_minutes",
    "gap_work",
    "certified_gap",
    "certified_gap_minutes",
    "certified_gap_work",
)
_ONLY_FULL = ("plan", "certificate", "trace")
_APART = ("policy", "plan", "metrics")
_FIELDS = (*("plan" if name == "found" else name for name in Result.model_fields), *_DERIVED)
_NEEDED = tuple(
    "plan" if name == "found" else name
    for name, field in Result.model_fields.items()
    if field.is_required()
)


def result_to_dict(result: Result, full: bool = False) -> dict[str, object]:
    """Return a result as plain data.

    Parameters
    ----------
    result : Result
        The result.
    full : bool
        Whether plan, certificate and trace are in it.

    Returns
    -------
    dict
        The result's fields by name; ``gap`` and ``gap_work`` are fractions, unknown is None,
        metrics are an object by name.
    """
    fields = result.model_dump(mode="json", exclude={"found", "metrics"})
    data: dict[str, object] = {
        "status": result.status,
        "limit": result.limit,
        "has_plan": result.has_plan,
        "objective": result.objective,
        "objective_parts": dict(result.objective_parts),
        "bound": result.bound,
        "bound_kind": result.bound_kind,
        "gap": result.gap,
        "gap_minutes": result.gap_minutes,
        "gap_work": result.gap_work,
        "certified_bound": result.certified_bound,
        "certified_gap": result.certified_gap,
        "certified_gap_minutes": result.certified_gap_minutes,
        "certified_gap_work": result.certified_gap_work,
        "metrics": None if result.metrics is None else metrics_to_dict(result.metrics),
    }
    data |= {name: value for name, value in fields.items() if name not in data}
    data["plan"] = None if result.found is None else plan_to_dict(result.found)
    return {name: value for name, value in data.items() if full or name not in _ONLY_FULL}


def result_from_dict(data: object, instance: Instance | None = None) -> Result:
    """Check plain data and make a result of it.

    Parameters
    ----------
    data : object
        What ``result_to_dict`` returns with ``full``; the derived fields (gaps and ``has_plan``)
        are not read.
    instance : Instance or None
        If given, the plan must speak of exactly its clients and tasks.

    Returns
    -------
    Result
        The result; nothing in it has been audited again.

    Raises
    ------
    InputError
        If anything is wrong; it names every fault.
    """
    if not isinstance(data, dict):
        says = f"must be an object with the fields of a result, not {shown(data)}"
        raise InputError([InputFault("result", None, None, None, says)])
    content = cast("dict[str, object]", data)
    problems = _wrong_fields(content)
    if problems:
        raise InputError(problems)
    policy = load(Policy, content["policy"], "policy")
    problems += policy.problems
    plan = _plan(content["plan"], instance, problems)
    metrics = metrics_from_dict(content["metrics"], problems)
    rest = {k: v for k, v in content.items() if k not in (*_APART, *_DERIVED)}
    parts = {"found": plan, "metrics": metrics, "policy": policy.model}
    try:
        result = Result.model_validate({**rest, **parts})
    except ValidationError as error:
        problems += _faults(error)
        raise InputError(problems) from None
    if not problems and plan is not None and plan.policy != policy.model:
        says = "differs from the policy that the plan carries; they must be the same"
        problems.append(InputFault("result", None, None, "policy", says))
    if problems:
        raise InputError(problems)
    return result


def save_result(result: Result, file: str | Path) -> None:
    """Write a result, with its plan, as a JSON file.

    Parameters
    ----------
    result : Result
        The result.
    file : str or Path
        Replaced if it is there; never seen half-written.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    write_files({Path(file): format_json(result_to_dict(result, full=True))})


def load_result(file: str | Path, instance: Instance | None = None) -> Result:
    """Read a result that ``save_result`` wrote.

    Parameters
    ----------
    file : str or Path
        A JSON file.
    instance : Instance or None
        If given, the plan must speak of exactly its clients and tasks.

    Returns
    -------
    Result
        The result; nothing in it has been audited again.

    Raises
    ------
    InputError
        If the file cannot be read or anything in it is wrong; it names every fault.
    """
    problems: list[InputFault] = []
    text = read_text(Path(file), "result", problems)
    data = None if text is None else parse_json(text, "result", problems)
    if problems:
        raise InputError(problems)
    return result_from_dict(data, instance)


def _wrong_fields(content: Mapping[str, object]) -> list[InputFault]:
    missing = [
        InputFault("result", None, None, name, "the field is missing")
        for name in _NEEDED
        if name not in content
    ]
    unknown = [
        InputFault(
            "result",
            None,
            None,
            shown(name).strip("'"),
            f"unknown field {shown(name)}{suggestion(name, _FIELDS)}",
        )
        for name in content
        if name not in _FIELDS
    ]
    return missing + unknown


def _plan(data: object, instance: Instance | None, problems: list[InputFault]) -> Plan | None:
    if data is None:
        return None
    try:
        return plan_from_dict(data, instance)
    except InputError as error:
        problems += error.problems
        return None


def _faults(error: ValidationError) -> list[InputFault]:
    return [
        InputFault(
            "result",
            None,
            None,
            ".".join(map(str, detail["loc"])),
            f"{shown(detail['input'])} is not right: {detail['msg']}",
        )
        for detail in error.errors(include_url=False, include_context=False)
    ]
