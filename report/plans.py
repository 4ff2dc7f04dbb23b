"""A plan read by worker and by client, as a document for the terminal, Markdown and HTML."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ..planning import Alternative, ClientPlan, PlanSummary, WorkerPlan
from ..planning.moves import OwnerChange
from ..planning.plan_summary import WorkerSums
from .columns import PARTS
from .document import Block, Document, Listing, Paragraph, Section, origin_section
from .moved import change_words, savings
from .tables import Cell, Column, Table, count, minutes

_BEST = 5
"""Other owners of a client that are shown; JSON has all."""

_NO_ROOM = ", who would not end all work inside the calendar"
_NEW = {True: "new", False: "kept"}
_LATE = {True: "late", False: "", None: "undone"}


def _when(period: int, day: date | None) -> str:
    return f"{period}" if day is None else f"{period} ({day.isoformat()})"


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


# All workers.


def plan_summary_document(found: PlanSummary) -> Document:
    """Return the report on a whole plan.

    Parameters
    ----------
    found : PlanSummary
        The plan by worker and by period.
    """
    workers, days = "Workers", "Minutes by day, all workers together"
    lead = Paragraph(
        f"{found.formulation} plan: {count(found.clients_without_owner, 'client')} without an "
        f"owner, {count(found.tasks_undone, 'task')} undone."
    )
    sections = [
        Section(workers, [_workers(found.workers, workers)]),
        Section(days, [_days(found, days)]),
    ]
    return Document("The plan by worker", sections, origin_section(), [lead])


def _workers(found: Sequence[WorkerSums], caption: str) -> Table:
    rows: list[list[Cell]] = [
        [
            each.worker,
            each.clients,
            each.new_clients,
            each.standing_minutes,
            _share(each.standing_minutes, each.fair_share),
            each.without_language,
            each.without_program,
            each.tasks,
            each.late,
            each.minutes,
            _share(each.minutes, each.regular_minutes),
            each.overtime_minutes,
        ]
        for each in found
    ]
    columns = [
        Column("worker"),
        Column("clients", "count"),
        Column("new", "count"),
        Column("standing", "count"),
        Column("of share", "share"),
        Column("no language", "count"),
        Column("no program", "count"),
        Column("tasks", "count"),
        Column("late", "count"),
        Column("minutes", "count"),
        Column("of regular", "share"),
        Column("overtime", "count"),
    ]
    note = (
        "standing: minutes of a usual month that the owned clients need, also as a share of the "
        "worker's fair share; no language, no program: owned clients whose language the worker "
        "does not speak, or of whose programs one is missing."
    )
    return Table("workers", caption, columns, rows, note=note)


def _days(found: PlanSummary, caption: str) -> Table:
    rows: list[list[Cell]] = [
        [
            _when(each.period, each.day),
            each.regular_minutes,
            each.minutes,
            _share(each.minutes, each.regular_minutes),
            each.overtime_minutes,
        ]
        for each in found.days
    ]
    return Table("days", caption, _day_columns(), rows, folded=True)


def _day_columns() -> list[Column]:
    return [
        Column("period"),
        Column("regular minutes", "count"),
        Column("worked", "count"),
        Column("of regular", "share"),
        Column("overtime", "count"),
    ]


# One worker.


def worker_plan_document(found: WorkerPlan) -> Document:
    """Return the report on one worker.

    Parameters
    ----------
    found : WorkerPlan
        Caseload and days.
    """
    sums, days = found.sums, "Day by day"
    place = f"{sums.office}, unit {sums.unit}" if sums.unit else sums.office
    lead = Paragraph(
        f"{sums.worker} ({place}), {found.formulation} plan: "
        f"{count(sums.clients, 'client')} owned, {sums.new_clients:,} of them new; "
        f"{count(sums.tasks, 'task')} done, {sums.late:,} of them late."
    )
    clients = f"{count(sums.clients, 'client')} owned"
    sections = [
        Section("Against fair share, caps and minutes", [_limits(found)]),
        Section(clients, [_clients(found, clients)]),
    ]
    if found.leaving:
        leaving = f"{count(len(found.leaving), 'client')} owned today, and not in this plan"
        sections.append(Section(leaving, [_leaving(found, leaving)]))
    sections.append(Section(days, [_work(found, days)]))
    return Document(f"Worker {sums.worker}", sections, origin_section(), [lead])


def _limits(found: WorkerPlan) -> Table:
    sums = found.sums
    rows: list[list[Cell]] = [
        [what, here, most, _share(here, most)]
        for what, here, most in (
            ("standing minutes of the fair share", sums.standing_minutes, sums.fair_share),
            *((each.field, each.owned, each.most) for each in found.caps),
            ("minutes worked of the regular ones", sums.minutes, sums.regular_minutes),
        )
    ]
    rows.append(["minutes of overtime", sums.overtime_minutes, None, None])
    columns = [
        Column("what"),
        Column("here", "metric"),
        Column("of", "metric"),
        Column("share", "share"),
    ]
    return Table("limits", "Against fair share, caps and minutes", columns, rows)


def _clients(found: WorkerPlan, caption: str) -> Table:
    rows: list[list[Cell]] = [
        [
            each.client,
            each.language,
            "yes" if each.speaks else "no",
            ", ".join(each.programs),
            ", ".join(each.missing_programs),
            each.standing_minutes,
            each.tasks,
            _NEW[each.is_new],
            each.owner_today if each.is_new else "",
            "" if each.change is None else change_words(each.change),
        ]
        for each in found.clients
    ]
    columns = [
        Column("client"),
        Column("language"),
        Column("spoken"),
        Column("programs"),
        Column("missing"),
        Column("standing minutes", "count"),
        Column("tasks", "count"),
        Column("new or kept"),
        Column("owner today"),
        Column("why"),
    ]
    return Table("clients", caption, columns, rows, most=40)


def _leaving(found: WorkerPlan, caption: str) -> Table:
    rows: list[list[Cell]] = [
        [each.client, each.owner or "nobody", change_words(each), savings(each)]
        for each in found.leaving
    ]
    columns = [
        Column("client"),
        Column("worker"),
        Column("why"),
        Column("saves, in minutes"),
    ]
    return Table("leaving", caption, columns, rows, most=40)


def _work(found: WorkerPlan, caption: str) -> Table:
    rows: list[list[Cell]] = []
    chapters: dict[int, str] = {}
    for day in found.days:
        chapters[len(rows)] = (
            f"{_when(day.period, day.day)}: {day.minutes:,} of {day.regular_minutes:,} minutes"
            + (f", {day.overtime_minutes:,} of them overtime" if day.overtime_minutes else "")
        )
        work: list[list[Cell]] = [
            [
                each.task or each.activity,
                each.client,
                each.kind or "",
                each.minutes,
                _when(each.due, each.due_day),
                _LATE[each.is_late],
            ]
            for each in day.work
        ]
        rows += work or [["nothing", "", "", 0, "", ""]]
    columns = [
        Column("task"),
        Column("client"),
        Column("kind"),
        Column("minutes", "count"),
        Column("due"),
        Column("late"),
    ]
    return Table("work", caption, columns, rows, chapters=chapters)


# One client.


def client_plan_document(found: ClientPlan) -> Document:
    """Return the report on one client.

    Parameters
    ----------
    found : ClientPlan
        Owner, tasks, work, and what every other owner would cost.
    """
    title = "Why no other owner"
    sections = [
        Section("Tasks", [_tasks(found)]),
        Section("Work by day", [_client_work(found)]),
        Section(title, [*_others(found, title)]),
    ]
    lead = [Paragraph(line) for line in _who(found)]
    return Document(f"Client {found.client}", sections, origin_section(), lead)


def _who(found: ClientPlan) -> list[str]:
    programs = ", ".join(found.programs) or "no program"
    today = "nobody" if found.owner_today is None else found.owner_today
    lines = [
        f"{found.client} ({found.office}) speaks {found.language} and has {programs}: "
        f"{count(found.standing_minutes, 'standing minute')} in a usual month."
    ]
    if found.owner is None:
        return [*lines, f"Nobody owns the client in this {found.formulation} plan; today {today}."]
    lacks = [] if found.speaks else [f"does not speak {found.language}"]
    lacks += [f"does not work in {name}" for name in found.missing_programs]
    kept = "as today" if found.owner == found.owner_today else f"today {today}"
    tail = f" {found.owner} {' and '.join(lacks)}." if lacks else ""
    lines.append(f"Owner in this {found.formulation} plan: {found.owner}, {kept}.{tail}")
    return lines if found.change is None else [*lines, *_why(found.change)]


def _why(change: OwnerChange) -> list[str]:
    """Return why a client changes hands; nothing where the reason is not known."""
    words = change_words(change)
    if not words:
        return []
    saves = savings(change)
    tail = f"; that saves {saves} minutes, its own price taken off" if saves else ""
    return [f"Why the client changes hands: {words}{tail}."]


def _tasks(found: ClientPlan) -> Table:
    rows: list[list[Cell]] = [
        [
            each.task,
            each.kind,
            each.program,
            each.minutes,
            _when(each.release, each.release_day),
            _when(each.due, each.due_day),
            each.worker or "nobody",
            "" if each.finish is None else _when(each.finish, each.finish_day),
            _LATE[each.is_late],
        ]
        for each in found.tasks
    ]
    columns = [
        Column("task"),
        Column("kind"),
        Column("program"),
        Column("standard minutes", "count"),
        Column("release"),
        Column("due"),
        Column("worker"),
        Column("finish"),
        Column("late"),
    ]
    return Table("tasks", "Tasks", columns, rows)


def _client_work(found: ClientPlan) -> Table:
    rows: list[list[Cell]] = [
        [
            _when(each.period, each.day),
            each.worker,
            each.task or each.activity,
            each.minutes,
            _LATE[each.is_late],
        ]
        for each in found.work
    ]
    columns = [
        Column("period"),
        Column("worker"),
        Column("task"),
        Column("minutes", "count"),
        Column("late"),
    ]
    return Table("work", "Work by day", columns, rows)


def _others(found: ClientPlan, caption: str) -> list[Block]:
    goes = "the tasks go along" if found.tasks_follow else "the tasks stay where they are"
    how = (
        f"The plan costs {minutes(found.cost)} minutes. Each line puts another worker in the "
        f"owner's place: {goes}, the two workers do their work earliest due first, the rest of the "
        "plan is unchanged, and the audit recomputes the cost."
    )
    blocks: list[Block] = [Paragraph(how)]
    best = found.alternatives[:_BEST]
    if best:
        rows: list[list[Cell]] = [
            [each.worker, each.cost, each.difference, _because(each)] for each in best
        ]
        columns = [
            Column("worker"),
            Column("cost", "minutes"),
            Column("difference", "minutes"),
            Column("because"),
        ]
        blocks.append(Table("alternatives", caption, columns, rows))
    rest = len(found.alternatives) - len(best)
    lines = [f"{count(rest, 'more worker')} could be the owner at a higher cost"] if rest else []
    lines += [
        f"{rule} excludes {count(number, 'worker')}{_NO_ROOM if rule == 'overtime' else ''}"
        for rule, number in found.excluded_by_rule.items()
    ]
    return [*blocks, Listing(lines)] if lines else blocks


def _because(each: Alternative) -> str:
    parts = [
        f"{PARTS.get(name, name)} {'+' if amount > 0 else ''}{minutes(amount)}"
        for name, amount in sorted(each.parts.items(), key=lambda part: -abs(part[1]))
    ]
    return "; ".join(parts) or "costs the same"
