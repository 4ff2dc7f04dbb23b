"""Arguments of a call that are of a wrong type: an InputError names them all."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from ..errors import InputError, InputFault

P = ParamSpec("P")
R = TypeVar("R")

_RIGHT = {
    "Instance": "the first of the pair that read returns",
    "Policy": "the second of the pair that read returns, read_policy(file), or "
    "policy.as_formulation(name)",
    "Plan": "the plan of a result: result.plan",
    "SolveOptions": "SolveOptions(time_limit=20), or leave it out and give time_limit=20",
}


def typed_arguments(**kinds: type | tuple[type, ...]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Refuse arguments of a wrong type before a function begins.

    Parameters
    ----------
    **kinds : type or tuple of type
        The type of each argument that is checked, or several; None passes where it is the default.

    Returns
    -------
    callable
        A decorator; what it wraps raises InputError, with a fault for each such argument.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        @wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                given = signature.bind_partial(*args, **kwargs).arguments
            except TypeError:
                given = {}
            faults = [*_faults(signature, given, kinds)]
            if faults:
                raise InputError(faults)
            return function(*args, **kwargs)

        return checked

    return decorate


def _faults(
    signature: inspect.Signature,
    given: Mapping[str, object],
    kinds: Mapping[str, type | tuple[type, ...]],
) -> Iterator[InputFault]:
    for name, kind in kinds.items():
        if name not in given:
            continue
        parameter, value = signature.parameters[name], given[name]
        is_many = parameter.kind is parameter.VAR_POSITIONAL
        values = cast("tuple[object, ...]", value) if is_many else (value,)
        for one in values:
            if not isinstance(one, kind) and not (one is None and parameter.default is None):
                yield InputFault("argument", None, None, name, _words(one, kind))


def _words(value: object, kind: type | tuple[type, ...]) -> str:
    kinds = kind if isinstance(kind, tuple) else (kind,)
    right = _RIGHT.get(kinds[0].__name__)
    hint = f"; give {right}" if right else ""
    names = " or ".join(each.__name__ for each in kinds)
    return f"must be of the type {names}, not {type(value).__name__}{hint}"
