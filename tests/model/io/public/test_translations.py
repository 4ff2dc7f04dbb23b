"""What becomes of public files, worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path

from samehands.model.instance import Instance
from samehands.model.io.public import convert
from samehands.model.policy import Policy


def _converted(tmp_path: Path, data: object, name: str = "file.json") -> tuple[Instance, Policy]:
    file = tmp_path / name
    file.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return convert(file)


def _told(instance: Instance) -> set[str | None]:
    return {warning.field for warning in instance.warnings}


def test_shifts_are_tasks_of_places_on_their_days(tmp_path: Path) -> None:
    instance, policy = _converted(
        tmp_path,
        {
            "employees": [
                {"name": "Ada", "skills": ["Nurse"], "unavailableDates": ["2027-02-02"]},
                {"name": "Bob", "skills": ["Doctor", "Nurse"], "desiredDates": ["2027-02-01"]},
            ],
            "shifts": [
                _shift("a", "2027-02-01T06:00:00", "2027-02-01T14:00:00", "Ward", "Nurse"),
                _shift("b", "2027-02-02T22:00:00", "2027-02-03T04:00:00", "Ward", "Doctor"),
                _shift("c", "2027-02-03T06:00:00Z", "2027-02-03T10:00:00Z", "Desk", "Nurse"),
            ],
        },
    )
    assert instance.calendar.periods == 3
    assert instance.client("place-1").programs == ("Doctor", "Nurse")
    assert instance.client("place-1").groups == ("Ward",)
    task = instance.task("shift-2")
    assert (task.client, task.program, task.minutes) == ("place-1", "Doctor", 360)
    assert (task.release, task.due) == (1, 1)
    # Everybody has the minutes of the longest shift, but Ada none on the second day.
    assert instance.capacity.tolist() == [[480, 0, 480], [480, 480, 480]]
    assert policy.formulation == "task-based" and policy.overtime.limit == 0
    assert _told(instance) == {"desiredDates"}


def _shift(id: str, start: str, end: str, location: str, skill: str) -> dict[str, str]:
    return {"id": id, "start": start, "end": end, "location": location, "requiredSkill": skill}


def test_visits_are_tasks_of_patients_in_the_hours_of_a_day(tmp_path: Path) -> None:
    instance, policy = _converted(
        tmp_path,
        {
            "patients": [
                {
                    "id": "p1",
                    "time_window": [130, 190],
                    "required_caregivers": [{"service": "s1", "duration": 25}],
                },
                {
                    "id": "p2",
                    "time_window": [60, 119],
                    "required_caregivers": [{"service": "s1"}, {"service": "s2", "duration": 5}],
                    "synchronization": {"type": "sequential", "distance": [10, 20]},
                    "incompatible_caregivers": ["c2"],
                },
            ],
            "services": [{"id": "s1", "default_duration": 40}, {"id": "s2"}],
            "caregivers": [
                {"id": "c1", "abilities": ["s1", "s2"]},
                {"id": "c2", "abilities": ["s1"], "working_shift": [90, 150]},
            ],
            "distances": [[0, 9, 30], [12, 0, 7], [20, 6, 0]],
        },
    )
    # From 60 to 215 minutes of the day: the hours 1, 2 and 3. The way to p1 takes 6, to p2 7.
    assert instance.calendar.periods == 3
    first, second, third = (
        instance.task(id) for id in ("patient-p1-1", "patient-p2-1", "patient-p2-2")
    )
    assert (first.minutes, first.release, first.due) == (31, 1, 2)
    assert (second.minutes, second.release, second.due) == (47, 0, 1)
    assert (third.minutes, third.program, third.due) == (12, "s2", 1)
    assert instance.capacity.tolist() == [[60, 60, 60], [30, 30, 0]]
    assert policy.formulation == "client-based"
    assert _told(instance) >= {"synchronization", "incompatible_caregivers"}


def test_a_stay_is_a_task_in_each_shift(tmp_path: Path) -> None:
    stay = {"length_of_stay": 1, "workload_produced": [2, 0], "skill_level_required": [1, 0]}
    instance, policy = _converted(
        tmp_path,
        {
            "days": 2,
            "skill_levels": 2,
            "shift_types": ["day", "night"],
            "occupants": [{"id": "a", **stay}],
            "patients": [
                {
                    "id": "p",
                    "length_of_stay": 2,
                    "workload_produced": [1, 2, 3, 4],
                    "skill_level_required": [0, 0, 1, 1],
                    "surgery_release_day": 1,
                    "mandatory": False,
                }
            ],
            "nurses": [
                {
                    "id": "n",
                    "skill_level": 1,
                    "working_shifts": [{"day": 1, "shift": "night", "max_load": 5}],
                }
            ],
            "rooms": [{"id": "r"}],
            "weights": {"continuity_of_care": 1},
        },
    )
    tasks = instance.tasks.select("id", "program", "kind", "minutes", "release", "due").rows()
    # What of the stay lies beyond the last day is left out, and so is a shift without work.
    assert tasks == [
        ("occupant-a-0", "level 1", "day", 60, 0, 0),
        ("patient-p-0", "level 0", "day", 30, 2, 2),
        ("patient-p-1", "level 0", "night", 60, 3, 3),
    ]
    assert instance.capacity.tolist() == [[0, 0, 0, 150]]
    assert instance.worker("nurse-n").programs == ("level 0", "level 1")
    assert (policy.handoffs.minutes, policy.deadlines.late) == (30, "forbidden")
    assert _told(instance) >= {"rooms", "mandatory"}


def test_resources_of_machines_are_periods(tmp_path: Path) -> None:
    model = "2\n1 10\n0 30\n2\n0 0 30 400 20 80 0 1\n0 5 10 240 8 160 1 0\n2\n2 0\n1 1 0\n"
    model += "2\n0 12 10 100\n1 6 0 300\n1\n0 1 20 \n10\n2 10 100\n"
    (tmp_path / "assignment_x.txt").write_text("0 1\n", encoding="utf-8")
    instance, policy = _converted(tmp_path, model, "model_x.txt")
    assert instance.capacity.tolist() == [[20, 80], [8, 160]]
    assert instance.client("process-1").worker == "machine-1"
    assert instance.client("process-1").office == "location 5"
    assert instance.tasks.select("client", "minutes", "release", "due").rows() == [
        ("process-0", 12, 0, 0),
        ("process-0", 10, 1, 1),
        ("process-1", 6, 0, 0),
    ]
    # A move costs 2 x (100 + 300) / 2 on average, a unit above safety (10 + 30) / 2.
    assert policy.moves.change_price == 20
    assert (policy.overtime.limit, policy.overtime.price) == (320, 1)
    assert _told(instance) == {"spread", "dependency", "transient", "balance"}
    (tmp_path / "assignment_x.txt").unlink()
    alone, _ = _converted(tmp_path, model, "model_x.txt")
    assert alone.client("process-1").worker is None
    assert "file" in _told(alone)


def test_large_amounts_of_a_resource_are_divided(tmp_path: Path) -> None:
    model = "1\n0 1\n1\n0 0 1000000 500001 0\n1\n1 0\n1\n0 15 1\n0\n1 1 1\n"
    instance, _ = _converted(tmp_path, model, "model_y.txt")
    # Divided by ten: rounded down for the machine, up for the process.
    assert instance.capacity.tolist() == [[50_000]]
    assert instance.tasks["minutes"].to_list() == [2]
