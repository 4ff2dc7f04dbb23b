"""The comparison with the documented figures."""

from __future__ import annotations

import polars as pl
import pytest

from agencies import agency
from samehands.generator import Figure, compute_figures
from samehands.model.calendar import Calendar
from samehands.model.instance import Instance
from samehands.model.io.read import read_frames
from samehands.model.tables import empty


def test_an_office_is_as_documented() -> None:
    for figure in compute_figures(agency("office")):
        assert figure.actual == pytest.approx(figure.target, rel=0.05), figure.name
        assert figure.is_close, figure.name


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_unit_is_nearly_so(seed: int) -> None:
    found = {figure.name: figure for figure in compute_figures(agency("unit", seed))}
    for name in ("work", "utilisation", "load net of absence", "absence"):
        assert found[name].actual == pytest.approx(found[name].target, rel=0.05), name
    assert found["tasks"].actual == pytest.approx(0.57, rel=0.1)


def test_figures_of_a_small_instance() -> None:
    found = {figure.name: figure.actual for figure in compute_figures(_small())}
    assert found["tasks"] == pytest.approx(2 / (2 * 4 / 21))
    assert found["work"] == pytest.approx(90 / (2 * 4 / 21))
    assert found["mean task"] == 45
    assert found["clients"] == pytest.approx(2 / 1.5)
    assert found["utilisation"] == pytest.approx(90 / (4 * 100 + 4 * 50))
    assert found["load net of absence"] == pytest.approx(90 / (3 * 100 + 4 * 50))
    assert found["absence"] == pytest.approx(1 / 8)
    assert found["part time"] == pytest.approx(1 / 2)
    assert found["clients with CalFresh + Medi-Cal"] == 0.5
    assert found["clients with Medi-Cal"] == 0
    assert found["clients who speak Spanish"] == 1


def test_the_difference_is_a_share_of_what_is_documented() -> None:
    assert Figure("", 20.0, 21.0, "").difference == pytest.approx(0.05)
    cases = [(19.1, True), (18.9, False), (21.1, False), (20.0, True), (None, None)]
    for actual, is_close in cases:
        assert Figure("", 20.0, actual, "").is_close is is_close, actual


def test_nothing_to_measure_is_no_figure() -> None:
    nobody = Instance(empty("clients"), empty("workers"), empty("tasks"))
    assert {figure.actual for figure in compute_figures(nobody)} == {None}
    assert {figure.is_close for figure in compute_figures(nobody)} == {None}


def _small() -> Instance:
    clients = [
        {"id": "c1", "office": "a", "language": "Spanish", "programs": ["Medi-Cal", "CalFresh"]},
        {"id": "c2", "office": "a", "language": "Spanish", "programs": ["Other"]},
    ]
    workers = [
        {"id": "w1", "office": "a", "minutes": [100, 0, 100, 100], "programs": ["CalFresh"]},
        {"id": "w2", "office": "a", "minutes": [50, 50, 50, 50], "programs": ["Other"]},
    ]
    task = {"client": "c1", "program": "CalFresh", "kind": "call", "release": 0, "due": 1}
    tasks = [
        {"id": "t1", **task, "minutes": 30, "contact": True},
        {"id": "t2", **task, "minutes": 60, "contact": False},
    ]
    frames = (pl.DataFrame(clients), pl.DataFrame(workers), pl.DataFrame(tasks))
    return read_frames(*frames, calendar=Calendar(periods=4))[0]
