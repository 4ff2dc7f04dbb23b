"""What holds for every test: hypothesis profiles, and one copy of each module."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

# The tables of tests are small and processes run side by side: threads would only wait for others.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

import pytest
from hypothesis import HealthCheck, settings

from loaded import misloaded

# Engines take as long as the machine is busy, so no example has a deadline.
settings.register_profile("dev", deadline=None)
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_collection_finish() -> None:
    """Collect garbage less often, and never look at what is there before the first test.

    Thousands of tests and the modules that they import are half a million objects, none of them
    garbage; to look at them again and again took a third of the time of small solves.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.fixture(scope="session", autouse=True)
def one_copy_of_every_module() -> Iterator[None]:
    """Assert after the last test that no module of the package was loaded under two names."""
    yield
    assert misloaded() == []
