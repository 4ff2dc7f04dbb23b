"""The one form in which answers are written: plain data, JSON text and files, and their schema."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, Self, TypeAlias, cast

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from ..model.checks.messages import NestedFaults, input_faults, load
from ..model.errors import InputError, InputFault, typed_arguments
from ..model.instance import Instance
from ..model.io.json import format_json, parse_json
from ..model.io.plain import DIALECT, VERSION, instance_sha256, take_fields
from ..model.io.read import read
from ..model.policy import Policy


def take_policy(value: object) -> object:
    """Read a policy that stands inside other plain data, with its faults in its own words."""
    if isinstance(value, Policy):
        return value
    loaded = load(Policy, value, "policy")
    if loaded.problems:
        raise NestedFaults(loaded.problems)
    return loaded.model


WrittenPolicy = Annotated[Policy, BeforeValidator(take_policy)]
"""A policy inside other plain data."""


def take_instance(value: object) -> Instance:
    """Read the tables of an instance that stand inside other plain data."""
    if isinstance(value, Instance):
        return value
    if not isinstance(value, dict):
        raise ValueError("must be an object with clients, workers, tasks and calendar")
    try:
        return read(cast("dict[str, object]", value))[0]
    except InputError as error:
        raise NestedFaults(error.problems) from None


WrittenInstance = Annotated[
    Instance,
    PlainValidator(take_instance),
    PlainSerializer(Instance.to_dict),
    WithJsonSchema({"type": "object", "description": "As in the schema of an instance"}),
]
"""The tables of an instance inside other plain data."""

LeftOut: TypeAlias = Mapping[str, Any]
"""Fields, and what of them, as ``exclude`` of pydantic takes it."""

LARGE_RESULT: LeftOut = {"plan": True, "moves": True, "certificate": True, "trace": True}
"""What the short form of a result leaves out."""


# mypy refuses every decorator on a property (python/mypy#1362), also that of pydantic, which
# documents it so: hence the comments beside every computed field.
class Fields(BaseModel):
    """Base of what is written field by field; what follows from others is written, and not read."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    @model_validator(mode="before")
    @classmethod
    def _without_derived(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        content = cast("dict[str, object]", data)
        derived = cls.model_computed_fields
        return {name: value for name, value in content.items() if name not in derived}


class Form(Fields, ABC):
    """Base of the plain data of an answer, its fields in the order in which they are written."""

    version: Literal[1] = VERSION

    @abstractmethod
    def answer(self) -> object:
        """Return the answer that says this."""


class WrittenAnswer(ABC):
    """Base of every answer that is written as JSON and read back.

    Attributes
    ----------
    kind : str
        What it is called in problems, and its schema.
    large : mapping
        What the short form leaves out.
    shown : callable or None
        What a notebook shows of it as HTML; the package sets it, because reports are above answers.
    """

    kind: ClassVar[str]
    large: ClassVar[LeftOut]
    shown: ClassVar[Callable[[WrittenAnswer], str | None] | None] = None

    def _repr_html_(self) -> str | None:
        """Return what a notebook shows; None for the text."""
        show = WrittenAnswer.shown
        return None if show is None else show(self)

    @classmethod
    @abstractmethod
    def form(cls) -> type[Form]:
        """Return the form of its plain data."""

    @classmethod
    @typed_arguments(instance=Instance)
    def from_dict(cls, data: object, instance: Instance | None = None) -> Self:
        """Check plain data and make an answer of it.

        Parameters
        ----------
        data : object
            What ``to_dict`` returns; sizes, sums and all that follows from the rest are not read.
        instance : Instance or None
            If given, plans must speak of exactly its clients and tasks.

        Returns
        -------
        WrittenAnswer
            Of this kind; nothing in it has been audited again.

        Raises
        ------
        InputError
            If anything is wrong; it names every fault.
        """
        form = cls.form()
        names = {each.serialization_alias or name: each for name, each in form.model_fields.items()}
        needed = [name for name, each in names.items() if each.is_required()]
        known = (*names, *form.model_computed_fields, "warnings")
        content = take_fields(data, cls.kind, needed, known)
        read = {name: content[name] for name in names if name in content}
        try:
            made = form.model_validate(read, context={"instance": instance}).answer()
        except ValidationError as error:
            schema = form.model_json_schema()
            raise InputError(input_faults(error, read, schema, cls.kind)) from None
        assert isinstance(made, cls)
        return made

    @classmethod
    @typed_arguments(text=str)
    def from_json(cls, text: str, instance: Instance | None = None) -> Self:
        """Read what ``to_json`` returned; raises InputError as ``from_dict`` does."""
        problems: list[InputFault] = []
        data = parse_json(text, cls.kind, problems)
        if problems:
            raise InputError(problems)
        return cls.from_dict(data, instance)

    @classmethod
    def json_schema(cls) -> dict[str, object]:
        """Return the JSON Schema of what ``to_dict`` returns."""
        schema = cls.form().model_json_schema(mode="serialization")
        return {"$schema": DIALECT, **schema, "title": cls.__name__}

    def _dumped(self, form: Form, full: bool) -> dict[str, object]:
        left_out = None if full else dict(self.large)
        return form.model_dump(mode="json", by_alias=True, exclude=left_out)


class OwnAnswer(WrittenAnswer):
    """Base of answers that hold all that is written of them."""

    @abstractmethod
    def to_form(self) -> Form:
        """Return what is written."""

    def to_dict(self, *, full: bool = True) -> dict[str, object]:
        """Return the answer as plain data.

        Parameters
        ----------
        full : bool
            Whether plans, certificates, traces and tables are in it; without them it is short, and
            cannot be read back.
        """
        return self._dumped(self.to_form(), full)

    def to_json(self) -> str:
        """Return the whole answer as JSON text; what is read from it gives the same text again."""
        return format_json(self.to_dict())


class AnswerAsForm(Form, OwnAnswer):
    """Base of answers that are their own plain data: each attribute is written as it is."""

    @classmethod
    def form(cls) -> type[Form]:
        """Return the form of its plain data, which is its own."""
        return cls

    def to_form(self) -> Form:
        """Return what is written: itself."""
        return self

    def answer(self) -> object:
        """Return the answer that says this: itself."""
        return self


class AnswerAbout(WrittenAnswer):
    """Base of answers that are written with facts of the instance that they are about."""

    @abstractmethod
    def to_form(self, instance: Instance) -> Form:
        """Return what is written."""

    @typed_arguments(instance=Instance)
    def to_dict(self, instance: Instance, *, full: bool = True) -> dict[str, object]:
        """Return the answer as plain data.

        Parameters
        ----------
        instance : Instance
            The instance that it is about.
        full : bool
            Whether plans, certificates and traces are in it; without them it is short, and only
            curves can be read back.
        """
        return self._dumped(self.to_form(instance), full)

    def to_json(self, instance: Instance) -> str:
        """Return the whole answer as JSON text; what is read from it gives the same text again."""
        return format_json(self.to_dict(instance))


METRICS_ARE = "of these plans"
"""What is written beside metrics: another plan of the same cost may have others."""


class Sizes(BaseModel):
    """Fingerprint and sizes of an instance, and the days of its periods where it has dates."""

    sha256: str
    clients: int
    workers: int
    tasks: int
    leaves: int = Field(default=0, exclude_if=lambda number: not number)
    pairs: int = Field(default=0, exclude_if=lambda number: not number)
    former: int = Field(default=0, exclude_if=lambda number: not number)
    periods: int
    days: tuple[date, ...] | None = Field(default=None, exclude_if=lambda days: days is None)
    task_minutes: int
    regular_minutes: int
    warnings: list[InputFault]


def size_up(instance: Instance) -> Sizes:
    """Return fingerprint, sizes and warnings of an instance, and the days of its periods."""
    calendar = instance.calendar
    days = (calendar.day(period) for period in range(calendar.periods))
    return Sizes(
        sha256=instance_sha256(instance),
        clients=instance.clients.height,
        workers=instance.workers.height,
        tasks=instance.tasks.height,
        leaves=instance.leaves.height,
        pairs=instance.pairs.height,
        former=instance.former.height,
        periods=calendar.periods,
        days=None if calendar.start is None else tuple(day for day in days if day is not None),
        task_minutes=instance.task_minutes,
        regular_minutes=int(instance.capacity.sum()),
        warnings=list(instance.warnings),
    )


def summarise_instance(instance: Instance) -> dict[str, object]:
    """Return fingerprint, sizes and warnings of an instance as plain data."""
    return size_up(instance).model_dump(mode="json")
