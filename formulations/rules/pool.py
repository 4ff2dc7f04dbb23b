"""pool: a client's workers belong to the client's office, region or county."""

from __future__ import annotations

import numpy as np

from ...model.policy import Policy
from ...problem import Bools, Ints
from ..view import InstanceView


def may_serve(view: InstanceView, policy: Policy, offices: Ints) -> Bools:
    """Return which workers may serve clients of which offices, as codes: shape (n, workers).

    An office that stands in no region is a region of its own.
    """
    area = find_areas(view, policy)
    near: Bools = area[offices][:, None] == area[view.worker_office][None, :]
    return near


def find_areas(view: InstanceView, policy: Policy) -> Ints:
    """Return the pool of every office, as a number: of shape (offices,)."""
    if not policy.pool.enabled or policy.pool.scope == "county":
        return np.zeros(len(view.offices), dtype=np.int64)
    area = np.arange(len(view.offices), dtype=np.int64)
    if policy.pool.scope == "region":
        place = {name: code for code, name in enumerate(view.offices)}
        for region, names in enumerate(policy.pool.regions.values()):
            inside = [place[name] for name in names if name in place]
            area[inside] = len(view.offices) + region
    return area
