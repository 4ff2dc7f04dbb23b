"""Where the instances of the benchmarks come from: the one table of families."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from ..generator.agency import generate
from ..generator.shares import SIZES
from ..model.instance import Instance
from ..model.io.plain import instance_sha256
from ..model.io.public import convert
from ..model.io.read import read
from ..model.policy import Policy
from .instances.drawn import generate_gap, generate_shape
from .instances.gap import GapInstance, read_gap
from .instances.sparse import SparseInstance, generate_sparse, read_sparse
from .record import InstanceRef, Parameters


@dataclass(frozen=True)
class Agency:
    """An agency to be planned.

    Parameters
    ----------
    instance : Instance
        Its tables.
    policy : Policy
        Its policy, before a formulation is chosen.
    """

    instance: Instance
    policy: Policy

    @property
    def sha256(self) -> str:
        """Fingerprint of the tables."""
        return instance_sha256(self.instance)


Question = Agency | GapInstance | SparseInstance
"""Anything a run can be about."""


@dataclass(frozen=True)
class Family:
    """A way to come by instances.

    Parameters
    ----------
    phase : str
        Whether they are read or generated.
    load : callable
        Makes the instance of given parameters.
    size : callable
        Says how large it is, in one phrase; None where that takes the instance itself.
    """

    phase: Literal["read", "generate"]
    load: Callable[[Parameters], Question]
    size: Callable[[Parameters], str | None]


def load(ref: InstanceRef) -> Question:
    """Return the instance of a reference."""
    return FAMILIES[ref.family].load(ref.parameters)


def size(ref: InstanceRef) -> str | None:
    """Return how large the instance of a reference is, if its parameters tell."""
    return FAMILIES[ref.family].size(ref.parameters)


def _gap_file(parameters: Parameters) -> GapInstance:
    return read_gap(Path(str(parameters["path"])), int(parameters.get("number", 1)))


def _gap_drawn(parameters: Parameters) -> GapInstance:
    number = partial(_number, parameters)
    return generate_gap(str(parameters["kind"]), number("agents"), number("jobs"), number("seed"))


def _sparse_file(parameters: Parameters) -> SparseInstance:
    return read_sparse(Path(str(parameters["path"])))


def _sparse_drawn(parameters: Parameters) -> SparseInstance:
    number = partial(_number, parameters)
    return generate_sparse(number("items"), number("agents"), number("eligible"), number("seed"))


def _agency_read(parameters: Parameters) -> Agency:
    return Agency(*read(Path(str(parameters["path"]))))


def _agency_converted(parameters: Parameters) -> Agency:
    return Agency(*convert(str(parameters["path"])))


def _agency_drawn(parameters: Parameters) -> Agency:
    return Agency(*generate(str(parameters["size"]), _number(parameters, "seed")))


def _agency_shaped(parameters: Parameters) -> Agency:
    number = partial(_number, parameters)
    drawn = str(parameters["size"]), number("seed"), str(parameters["shape"]), number("months")
    return Agency(*generate_shape(*drawn))


def _in_the_file(_: Parameters) -> None:
    return None


def _gap_size(parameters: Parameters) -> str:
    return f"{parameters['agents']} x {parameters['jobs']}"


def _sparse_size(parameters: Parameters) -> str:
    return "{items} x {agents}, {eligible} eligible".format(**parameters)


def _agency_size(parameters: Parameters) -> str:
    made = SIZES[str(parameters["size"])]
    return f"{made.workers:,} workers, {made.clients:,} clients"


def _agency_shape(parameters: Parameters) -> str:
    return "{size}, {months} x 21 periods, {shape}".format(**parameters)


def _number(parameters: Parameters, name: str) -> int:
    return int(parameters[name])


FAMILIES: Mapping[str, Family] = {
    "gap-file": Family("read", _gap_file, _in_the_file),
    "gap-drawn": Family("generate", _gap_drawn, _gap_size),
    "sparse-file": Family("read", _sparse_file, _in_the_file),
    "sparse-drawn": Family("generate", _sparse_drawn, _sparse_size),
    "agency-read": Family("read", _agency_read, _in_the_file),
    "agency-converted": Family("read", _agency_converted, _in_the_file),
    "agency-drawn": Family("generate", _agency_drawn, _agency_size),
    "agency-shaped": Family("generate", _agency_shaped, _agency_shape),
}
"""The families by name; a new one is a function and a line here."""
