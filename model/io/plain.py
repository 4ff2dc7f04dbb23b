"""Plain data of answers: version, fields, fingerprints, and what pydantic makes of them."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Annotated, Any, Literal, Self, cast
from weakref import WeakKeyDictionary

from pydantic import (
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    PlainValidator,
    TypeAdapter,
    ValidationInfo,
)
from pydantic.json_schema import JsonSchemaValue

from ..checks.cells import shown
from ..checks.messages import NestedFaults, suggestion
from ..errors import InputError, InputFault
from ..instance import Instance
from ..policy import Policy
from ..tables import SCHEMAS, filled_columns

DIALECT = "https://json-schema.org/draft/2020-12/schema"
"""The dialect of JSON Schema that is written."""

VERSION: Literal[1] = 1
"""Version of the form in which answers are written; files without one are of this version."""


def take_fields(
    data: object, kind: str, needed: Iterable[str], known: Iterable[str]
) -> dict[str, object]:
    """Return the fields of an answer, none missing and none unknown.

    Parameters
    ----------
    data : object
        Plain data that should be the answer.
    kind : str
        What the answer is called.
    needed, known : iterable of str
        The fields that must be there, and all that may be.

    Returns
    -------
    dict
        The fields, not checked themselves.

    Raises
    ------
    InputError
        If the data are no object, of another version, or have other fields. Of another version
        nothing else is said: its fields may be others too.
    """
    if not isinstance(data, dict):
        says = f"must be an object with the fields of a {kind}, not {shown(data)}"
        raise InputError([InputFault(kind, None, None, None, says)])
    content = cast("dict[str, object]", data)
    problems = _wrong_version(content, kind) or wrong_names(content, kind, needed, known)
    if problems:
        raise InputError(problems)
    return content


def _wrong_version(content: Mapping[str, object], kind: str) -> list[InputFault]:
    version = content.get("version", VERSION)
    if version != VERSION or isinstance(version, bool):
        says = (
            f"{shown(version)} is a version that this samehands does not read; it reads {VERSION}"
        )
        return [InputFault(kind, None, None, "version", says)]
    return []


def wrong_names(
    content: Mapping[str, object],
    table: str,
    needed: Iterable[str],
    known: Iterable[str],
    missing: str = "the field is missing",
) -> list[InputFault]:
    """Return which fields are missing from an object, and which are unknown.

    Parameters
    ----------
    content : mapping
        The fields.
    table : str
        Name of the object in faults.
    needed, known : iterable of str
        The fields that must be there, and all that may be.
    missing : str
        What to say of a field that is missing.

    Returns
    -------
    list of InputFault
        One per field.
    """
    names = tuple(known)
    found = [InputFault(table, None, None, name, missing) for name in needed if name not in content]
    for name in content:
        if name not in names:
            hint = suggestion(name, names) or f"; the fields are {', '.join(names)}"
            says = f"unknown field {shown(name)}{hint}"
            found.append(InputFault(table, None, None, shown(name).strip("'"), says))
    return found


class PlainData(ABC):
    """Base of what pydantic takes and gives in the form of ``to_dict`` and ``from_dict``."""

    @abstractmethod
    def to_dict(self) -> dict[str, object]:
        """Return it as plain data."""

    @classmethod
    @abstractmethod
    def from_dict(cls, data: object) -> Self:
        """Check plain data and make one of it; raises InputError that names every fault."""

    @classmethod
    def read_inside(cls, data: object, instance: Instance | None) -> Self:
        """Make one of plain data that stand inside others, which are about an instance."""
        return cls.from_dict(data)

    @classmethod
    @abstractmethod
    def wire(cls) -> TypeAdapter[Any]:
        """Return the type that has the JSON schema of the plain data."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> Any:
        def give(value: PlainData) -> dict[str, object]:
            return value.to_dict()

        def take(value: object, info: ValidationInfo) -> PlainData:
            if isinstance(value, cls):
                return value
            known = cast("Mapping[str, Instance | None]", info.context or {})
            try:
                return cls.read_inside(value, known.get("instance"))
            except InputError as error:
                raise NestedFaults(error.problems) from None

        return handler.generate_schema(
            Annotated[object, PlainValidator(take), PlainSerializer(give)]
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: Any, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(cls.wire().core_schema)


# Fingerprints: the same content has the same one everywhere.


_known: WeakKeyDictionary[Instance, str] = WeakKeyDictionary()
"""Fingerprints worked out before: a large instance takes a second, and many solves ask for it."""


def instance_sha256(instance: Instance) -> str:
    """Return the fingerprint of the tables and the calendar; the order of rows counts.

    Parameters
    ----------
    instance : Instance
        The instance; its warnings do not count.

    Returns
    -------
    str
        SHA-256 of the columns as JSON, in hexadecimal.
    """
    if instance not in _known:
        tables: dict[str, object] = {
            table: {
                name: instance.table(table)[name].to_list()
                for name in filled_columns(table, instance.table(table))
            }
            for table in SCHEMAS
            if table in instance.filled
        }
        calendar = instance.calendar.model_dump(mode="json")
        _known[instance] = _sha256({"calendar": calendar, **tables})
    return _known[instance]


def policy_sha256(policy: Policy) -> str:
    """Return the fingerprint of a policy; the order in which fields were given does not count.

    Parameters
    ----------
    policy : Policy
        The policy.

    Returns
    -------
    str
        SHA-256 of all its fields as JSON, in hexadecimal.
    """
    # Read again, so that 4 and 4.0 set by ``model_copy`` in a price count as the same number.
    plain = Policy.model_validate(policy.model_dump(warnings=False))
    return _sha256(plain.model_dump(mode="json"))


def _sha256(data: object) -> str:
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return sha256(text.encode("ascii")).hexdigest()
