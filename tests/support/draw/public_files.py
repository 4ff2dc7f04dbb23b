"""Files of public formats that look like the published ones, drawn small."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from random import Random

Files = dict[str, str]
"""Texts by file name; the first is the one that is read."""


def draw_tasks(rng: Random) -> Files:
    """Draw a task-assigning file of Timefold."""
    skills = [f"Skill#{at}" for at in range(rng.randint(1, 4))]
    customers = [f"Customer#{at}" for at in range(rng.randint(1, 5))]
    types = range(rng.randint(1, 4))
    affinities = ("NONE", "LOW", "MEDIUM", "HIGH")
    return _json(
        "tasks",
        {
            "skillList": [{"@id": id, "name": f"skill {id[-1]}"} for id in skills],
            "taskTypeList": [
                {
                    "@id": f"TaskType#{at}",
                    "baseDuration": rng.randint(10, 90),
                    "requiredSkillList": _some(rng, skills),
                }
                for at in types
            ],
            "customerList": [{"@id": id} for id in customers],
            "taskList": [
                {
                    "@id": f"Task#{at}",
                    "taskType": f"TaskType#{rng.choice(types)}",
                    "customer": rng.choice(customers),
                    "minStartTime": rng.choice([0, 0, 30]),
                    "priority": rng.choice(["MINOR", "MAJOR", "CRITICAL"]),
                }
                for at in range(rng.randint(1, 12))
            ],
            "employeeList": [
                {
                    "@id": f"Employee#{at}",
                    "skillSet": _some(rng, skills),
                    "affinityMap": {id: rng.choice(affinities) for id in customers},
                }
                for at in range(rng.randint(1, 4))
            ],
        },
    )


def draw_shifts(rng: Random) -> Files:
    """Draw an employee scheduling file of Timefold."""
    first, days = date(2027, 2, 1), rng.randint(1, 5)
    skills = ["Nurse", "Doctor"]

    def some_days() -> list[str]:
        return [str(first + timedelta(at)) for at in range(days) if rng.random() < 0.2]

    shifts: list[dict[str, object]] = []
    for at in range(rng.randint(1, 14)):
        begin = datetime(2027, 2, 1, rng.choice([6, 14, 22])) + timedelta(rng.randrange(days))
        shifts.append(
            {
                "id": str(at),
                "start": begin.isoformat(),
                "end": (begin + timedelta(hours=8)).isoformat(),
                "location": rng.choice(["Ambulatory care", "Critical care"]),
                "requiredSkill": rng.choice(skills),
                "employee": None,
            }
        )
    employees = [
        {
            "name": f"Person {at}",
            "skills": _some(rng, skills) or skills[:1],
            "unavailableDates": some_days(),
            "undesiredDates": some_days(),
            "desiredDates": some_days(),
        }
        for at in range(rng.randint(1, 4))
    ]
    return _json("shifts", {"employees": employees, "shifts": shifts})


def draw_home_care(rng: Random) -> Files:
    """Draw a JSON file of home health care routing and scheduling."""
    services = [f"s{at}" for at in range(1, rng.randint(2, 4))]
    patients: list[dict[str, object]] = []
    for at in range(rng.randint(1, 6)):
        opens = rng.randrange(0, 480, 30)
        needs = rng.sample(services, min(len(services), rng.choice([1, 1, 2])))
        patient: dict[str, object] = {
            "id": f"p{at}",
            "time_window": [opens, opens + rng.choice([60, 120])],
            "required_caregivers": [{"service": s, "duration": rng.randint(10, 60)} for s in needs],
        }
        if len(needs) > 1:
            patient["synchronization"] = {"type": "simultaneous"}
        patients.append(patient)
    size = len(patients) + 1
    return _json(
        "home-care",
        {
            "patients": patients,
            "services": [{"id": id, "default_duration": 30} for id in services],
            "caregivers": [
                {"id": f"c{at}", "abilities": _some(rng, services) or services[:1]}
                for at in range(rng.randint(1, 4))
            ],
            "distances": [
                [0 if row == column else rng.randint(1, 40) for column in range(size)]
                for row in range(size)
            ],
        },
    )


def draw_home_care_text(rng: Random) -> Files:
    """Draw a text file of home health care routing and scheduling."""
    nodes, vehicles, services = rng.randint(3, 8), rng.randint(1, 3), rng.randint(2, 4)
    needs = [[0] * services for _ in range(nodes)]
    for row in needs[1:-1]:
        for at in rng.sample(range(services), rng.choice([1, 1, 2])):
            row[at] = 1
    opens = [rng.randrange(0, 480, 10) for _ in range(nodes)]
    lengths = [[rng.randint(10, 50) * need for need in row] for row in needs]
    blocks: Mapping[str, list[list[float]]] = {
        "nbNodes": [[nodes]],
        "nbVehi": [[vehicles]],
        "nbServi": [[services]],
        "r": [[1.0] * services, *[[*map(float, row)] for row in needs[1:-1]], [1.0] * services],
        "DS": [[at + 1 for at, row in enumerate(needs) if sum(row) > 1]],
        "a": [[rng.choice([0, 1, 1]) for _ in range(services)] for _ in range(vehicles)],
        "x": [[0.0] * nodes],
        "y": [[0.0] * nodes],
        "d": [[0.0 if i == j else rng.randint(1, 30) for j in range(nodes)] for i in range(nodes)],
        "p": [[*row] for row in lengths for _ in range(vehicles)],
        "mind": [[0] * nodes],
        "maxd": [[0] * nodes],
        "e": [[*opens]],
        "l": [[begin + 120 for begin in opens]],
    }
    lines = [line for word, rows in blocks.items() for line in (word, *map(_line, rows))]
    return {"home-care.txt": "\n".join(lines) + "\n"}


def draw_hospital(rng: Random) -> Files:
    """Draw an instance of the IHTC 2024."""
    days, levels = rng.randint(2, 4), rng.randint(1, 3)

    def stay(id: str) -> dict[str, object]:
        length = rng.randint(1, 3)
        return {
            "id": id,
            "gender": "A",
            "age_group": "adult",
            "length_of_stay": length,
            "workload_produced": [rng.randint(0, 3) for _ in range(3 * length)],
            "skill_level_required": [rng.randrange(levels) for _ in range(3 * length)],
        }

    def shifts() -> list[dict[str, object]]:
        return [
            {"day": day, "shift": rng.choice(["early", "late", "night"]), "max_load": 12}
            for day in range(days)
        ]

    return _json(
        "hospital",
        {
            "days": days,
            "skill_levels": levels,
            "shift_types": ["early", "late", "night"],
            "age_groups": ["adult"],
            "occupants": [{**stay(f"a{at}"), "room_id": "r0"} for at in range(rng.randint(0, 2))],
            "patients": [
                {
                    **stay(f"p{at}"),
                    "mandatory": rng.random() < 0.5,
                    "surgery_release_day": rng.randrange(days),
                    "surgery_duration": 60,
                    "surgeon_id": "s0",
                    "incompatible_room_ids": ["r1"],
                }
                for at in range(rng.randint(1, 4))
            ],
            "nurses": [
                {
                    "id": f"n{at}",
                    "skill_level": rng.randrange(levels),
                    "working_shifts": shifts(),
                }
                for at in range(rng.randint(2, 5))
            ],
            "rooms": [{"id": "r0", "capacity": 4}],
            "operating_theaters": [{"id": "t0", "availability": [600] * days}],
            "surgeons": [{"id": "s0", "max_surgery_time": [480] * days}],
            "weights": {"continuity_of_care": rng.choice([0, 1, 5])},
        },
    )


def draw_machines(rng: Random) -> Files:
    """Draw a model of machine reassignment in which every process fits where it is."""
    resources, machines, services = rng.randint(1, 3), rng.randint(2, 4), rng.randint(1, 3)
    processes = [
        [
            rng.randrange(services),
            *(rng.randint(0, 60) for _ in range(resources)),
            rng.randint(1, 9),
        ]
        for _ in range(rng.randint(2, 8))
    ]
    where = [rng.randrange(machines) for _ in processes]
    lines: list[list[int]] = [[resources], *([0, rng.choice([1, 10])] for _ in range(resources))]
    lines.append([machines])
    for machine in range(machines):
        used = [
            sum(
                one[1 + at] for one, place in zip(processes, where, strict=True) if place == machine
            )
            for at in range(resources)
        ]
        most = [amount + rng.randint(10, 90) for amount in used]
        safe = [amount * 3 // 4 for amount in most]
        lines.append([0, machine % 2, *most, *safe, *(rng.randint(0, 5) for _ in range(machines))])
    lines += [[services], *([1, 0] for _ in range(services)), [len(processes)], *processes]
    lines += [[1], [0, resources - 1, 2], [10], [1, 10, 100]]
    text = "\n".join(map(_line, lines)) + "\n"
    return {"model_drawn.txt": text, "assignment_drawn.txt": _line(where) + "\n"}


DRAWN: Mapping[str, Callable[[Random], Files]] = {
    "task assigning of Timefold": draw_tasks,
    "employee scheduling of Timefold": draw_shifts,
    "home health care routing and scheduling": draw_home_care,
    "integrated healthcare timetabling (IHTC 2024)": draw_hospital,
    "home health care routing and scheduling, text": draw_home_care_text,
    "machine reassignment of the ROADEF/EURO challenge 2012": draw_machines,
}
"""What draws a file of each format, by the name of the format."""


def _json(name: str, data: Mapping[str, object]) -> Files:
    return {f"{name}.json": json.dumps(data)}


def _line(numbers: list[int] | list[float]) -> str:
    return " ".join(map(str, numbers))


def _some(rng: Random, names: list[str]) -> list[str]:
    return [name for name in names if rng.random() < 0.6]
