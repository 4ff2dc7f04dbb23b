"""What one run of the benchmarks is: an instance, an engine, a seed, and what it may use."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from .record import RunOptions

Parameters = Mapping[str, str | int]
"""What a family needs to read or to generate one instance."""


@dataclass(frozen=True)
class InstanceRef:
    """An instance by the way it is come by, so that each run can make its own.

    Parameters
    ----------
    family : str
        Name in the table of ``benchmarks.families``.
    name : str
        Name of the instance, unique in its suite.
    group : str
        Group it is reported in, e.g. ``chu1997/d``.
    fingerprint : str
        Digest of the file, or of the call of the generator.
    parameters : dict from str to str or int
        What the family needs to read or to generate it.
    """

    family: str
    name: str
    group: str
    fingerprint: str
    parameters: Parameters


@dataclass(frozen=True)
class RunSpec:
    """One run.

    Parameters
    ----------
    suite : str
        Suite it belongs to.
    instance : InstanceRef
        The instance.
    formulation : str or None
        Workload standard; None where the instance is no agency.
    engine : str
        Name of the engine.
    seed : int
        Seed of the engine.
    options : RunOptions
        What it may use.
    best_known, best_bound_known : float or None
        What is known of the instance; the process of the run is not told.
    """

    suite: str
    instance: InstanceRef
    formulation: str | None
    engine: str
    seed: int
    options: RunOptions
    best_known: float | None = None
    best_bound_known: float | None = None

    @property
    def title(self) -> str:
        """What people call the run."""
        parts = [self.instance.name, self.formulation, self.engine, f"seed {self.seed}"]
        return ", ".join(part for part in parts if part)

    def key(self, versions: Mapping[str, str]) -> str:
        """Return the fingerprint of the run.

        Where the file of the instance lies, and what is known of it, does not count.

        Parameters
        ----------
        versions : dict from str to str
            Versions of samehands, Python and the software behind the engine.
        """
        return digest(
            {
                "suite": self.suite,
                "instance": [self.instance.name, self.instance.fingerprint],
                "formulation": self.formulation,
                "engine": self.engine,
                "seed": self.seed,
                "options": self.options.model_dump(),
                "versions": dict(versions),
            }
        )


def digest(data: object) -> str:
    """Return the SHA-256 digest of plain data, in hexadecimal."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
