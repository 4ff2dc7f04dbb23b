"""What answers look like as plain data: their version and fields, and what pydantic makes of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    PlainValidator,
    TypeAdapter,
)
from pydantic.json_schema import JsonSchemaValue

from ..checks.messages import suggestion
from ..checks.privacy import shown
from ..errors import InputFault

VERSION: Literal[1] = 1
"""Version of the form in which answers are written; files without one are of this version."""


def wrong_fields(
    content: Mapping[str, object], kind: str, needed: Iterable[str], known: Iterable[str]
) -> list[InputFault]:
    """Return what is wrong with the names of an answer's fields, and with its version.

    Parameters
    ----------
    content : mapping
        The fields.
    kind : str
        What the answer is called.
    needed, known : iterable of str
        The fields that must be there, and all that may be.

    Returns
    -------
    list of InputFault
        Only the version where that is another one: its fields may be others too.
    """
    version = content.get("version", VERSION)
    if version != VERSION or isinstance(version, bool):
        says = (
            f"{shown(version)} is a version that this samehands does not read; it reads {VERSION}"
        )
        return [InputFault(kind, None, None, "version", says)]
    names = tuple(known)
    found = [
        InputFault(kind, None, None, name, "the field is missing")
        for name in needed
        if name not in content
    ]
    for name in content:
        if name not in names:
            says = f"unknown field {shown(name)}{suggestion(name, names)}"
            found.append(InputFault(kind, None, None, shown(name).strip("'"), says))
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
    @abstractmethod
    def wire(cls) -> TypeAdapter[Any]:
        """Return the type that has the JSON schema of the plain data."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> Any:
        def give(value: PlainData) -> dict[str, object]:
            return value.to_dict()

        def take(value: object) -> PlainData:
            return value if isinstance(value, cls) else cls.from_dict(value)

        return handler.generate_schema(
            Annotated[object, PlainValidator(take), PlainSerializer(give)]
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: Any, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(cls.wire().core_schema)
