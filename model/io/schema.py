"""The JSON Schemas of the files: an instance, a policy and a plan."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from ..checks.privacy import shown
from ..errors import InputError, InputFault
from ..instance import Calendar
from ..plan import PlanFile
from ..policy import Policy
from ..tables import Client, Task, Worker

DIALECT = "https://json-schema.org/draft/2020-12/schema"
"""The dialect of JSON Schema that is written."""


class _InstanceFile(BaseModel):
    """An instance as one JSON file; the columns of CSV and Parquet tables are the same.

    In a CSV cell, the elements of a list are separated by semicolons.
    """

    model_config = ConfigDict(extra="forbid", title="Instance")

    clients: tuple[Client, ...]
    workers: tuple[Worker, ...]
    tasks: tuple[Task, ...]
    calendar: Calendar = Field(default_factory=Calendar)
    policy: Policy = Field(default_factory=Policy)


_MODELS: Mapping[str, type[BaseModel]] = {
    "instance": _InstanceFile,
    "policy": Policy,
    "plan": PlanFile,
}

SCHEMA_NAMES = tuple(_MODELS)
"""The files that have a JSON Schema."""


def json_schema(name: str) -> dict[str, object]:
    """Return the JSON Schema of a file.

    Parameters
    ----------
    name : str
        ``instance`` (the JSON file that ``read`` takes and ``write_json`` writes), ``policy`` (a
        policy file, in JSON or TOML) or ``plan`` (what ``Plan.to_dict`` returns).

    Returns
    -------
    dict
        The schema, of the dialect 2020-12. Reading checks more: that the names exist which are
        referred to, that no due is before its release, that nothing looks like personal data.

    Raises
    ------
    InputError
        If the name is none of these.
    """
    if name not in _MODELS:
        says = f"no file is called {shown(name)}; choose one of {', '.join(SCHEMA_NAMES)}"
        raise InputError([InputFault("argument", None, None, "file", says)])
    return {"$schema": DIALECT, **_MODELS[name].model_json_schema()}
