"""What is odd in an instance or a policy, but legal: warnings, never errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from ..calendar import WEEKDAYS
from ..errors import InputFault
from ..instance import Instance
from ..policy import Policy
from ..sections import STANDING_MINUTES
from ..tables import TableName
from .cells import OTHER_SEPARATORS, SEPARATOR, shown
from .error_collector import MOST_LISTED
from .names import Sort, Vocabulary, look_alikes, near_misses


def instance_warnings(instance: Instance) -> list[InputFault]:
    """Return what is odd in an instance.

    Parameters
    ----------
    instance : Instance
        A valid instance.

    Returns
    -------
    list of InputFault
        One record per program or language that no worker has, one on dues beyond the
        horizon and one on those before it, one on clients owned today by a worker of another
        office, one on those owned by a worker who has left and one on former workers who own
        nobody, each with its count; one per group of names that look alike, and one per name with a
        comma in it that may be a list.
    """
    clients, workers, tasks = instance.clients, instance.workers, instance.tasks
    found = _nobody_has(
        "programs",
        "no worker works in the program",
        workers["programs"].explode(),
        {"client": clients["programs"].explode(), "task": tasks["program"]},
        "by the rule skills nobody may do such tasks, nor, with bundle_integrity, own such clients",
    )
    found += _nobody_has(
        "languages",
        "no worker speaks the language",
        workers["languages"].explode(),
        {"client": clients["language"]},
        "an interpreter is needed; where language.match is 'required' nobody may speak to them",
    )
    found += [*_look_alikes(instance), *_unsplit(instance), *_of_calendar(instance)]
    found += _of_dues(instance)
    offices = workers.select(worker="id", of_worker="office")
    pairs = clients.drop_nulls("worker").join(offices, on="worker", how="left")
    apart = pairs.filter(pl.col("office") != pl.col("of_worker")).height
    if apart:
        says = f"{_count(apart, 'client')} owned today by a worker of another office; where "
        says += "pool.scope keeps workers to their office, another owner is needed"
        found.append(InputFault("clients", None, None, "worker", says))
    return [*found, *_of_former(instance)]


def _of_dues(instance: Instance) -> Iterator[InputFault]:
    due, last = instance.tasks["due"], instance.calendar.last
    late = int((due > last).sum())
    if late:
        says = f"{late} tasks are due beyond the horizon; they count as due in period {last}"
        yield InputFault("tasks", None, None, "due", says)
    overdue = int((due < 0).sum())
    if overdue:
        says = f"{_count(overdue, 'task')} overdue on arrival, due before the first period: late "
        says += (
            "from then on, counted apart from what becomes late (backlog), and wanted in period 0"
        )
        yield InputFault("tasks", None, None, "due", says)


def _of_former(instance: Instance) -> Iterator[InputFault]:
    owned = instance.clients.select(id="worker").drop_nulls()
    left = owned.join(instance.former, on="id", how="semi").height
    if left:
        says = f"{_count(left, 'client')} owned today by a worker who has left; whoever takes one "
        says += "over is a forced change of owner, counted apart from those that a plan chooses"
        yield InputFault("clients", None, None, "worker", says)
    idle = instance.former.join(owned, on="id", how="anti")["id"].sort().to_list()
    for id in idle[:MOST_LISTED]:
        says = f"no client is owned by {shown(id)}, so naming the worker here changes nothing"
        yield InputFault("former", None, id, "id", says)
    if len(idle) > MOST_LISTED:
        says = f"{len(idle) - MOST_LISTED} more who own nobody, like the {MOST_LISTED} above"
        yield InputFault("former", None, None, "id", says)


def _of_calendar(instance: Instance) -> Iterator[InputFault]:
    calendar = instance.calendar
    start, first = calendar.start, calendar.first_day
    if start is not None and first is not None and start != first:
        says = (
            f"the agency is closed on {start}, a {WEEKDAYS[start.weekday()]}; period 0 is its next "
            f"day, {first}"
        )
        yield InputFault("calendar", None, None, "start", says)
    if calendar.statutes:
        programs, kinds = instance.tasks["program"], instance.tasks["kind"]
        known = {*kinds.to_list(), *(programs + "/" + kinds).to_list()}
        for name in sorted(calendar.statutes.keys() - known):
            says = f"no task is of the kind {shown(name)}, so its statute changes nothing"
            yield InputFault("calendar", None, None, "statutes", says)


def question_warnings(policy: Policy, instance: Instance) -> tuple[InputFault, ...]:
    """Return what is odd in an instance and in the policy that it is asked about.

    Parameters
    ----------
    policy : Policy
        The policy; that beside the tables, which the warnings of the instance know, may be another.
    instance : Instance
        The instance.

    Returns
    -------
    tuple of InputFault
        The warnings that came with the instance and those of the policy.
    """
    of_tables = (one for one in instance.warnings if one.table != "policy")
    return (*of_tables, *policy_warnings(policy, instance))


def policy_warnings(policy: Policy, instance: Instance) -> list[InputFault]:
    """Return what is odd in a policy for an instance.

    Parameters
    ----------
    policy : Policy
        The policy.
    instance : Instance
        The instance it is meant for.

    Returns
    -------
    list of InputFault
        One record per name in the policy that does not occur, for a policy serves several
        agencies, and one per office whose clients nobody may serve.
    """
    words = Vocabulary.of_instance(instance)
    continuity, caseload = policy.continuity, policy.caseload
    offices = [office for some in policy.pool.regions.values() for office in some]
    program = "client, worker or task has the program"
    named: list[tuple[str, str, Sort, Iterable[str]]] = [
        ("pool.regions", "client or worker has the office", "offices", offices),
        ("continuity.exempt_kinds", "task has the kind", "kinds", continuity.exempt_kinds),
        ("continuity.k_by_group", "client is in the group", "groups", continuity.k_by_group),
        ("caseload.weights", program, "programs", caseload.weights),
        ("caseload.caps", program, "programs", caseload.caps),
        ("caseload.standing", program, "programs", caseload.standing.keys() - STANDING_MINUTES),
        ("service.levels", "task has the kind", "kinds", policy.service.levels),
        ("moves.frozen", "client has the id", "clients", policy.moves.frozen),
        ("moves.fixed_owners", "client has the id", "clients", policy.moves.fixed_owners),
        ("moves.fixed_tasks", "task has the id", "tasks", policy.moves.fixed_tasks),
    ]
    found: list[InputFault] = []
    for field, says, sort, names in named:
        missing = words.unknown(sort, names)
        meant: Mapping[str, str] = near_misses(missing, words.known(sort)) if missing else {}
        for name in missing[:MOST_LISTED]:
            hint = f"; did you mean {shown(meant[name])}?" if name in meant else ""
            text = f"no {says} {shown(name)}, so naming it changes nothing{hint}"
            found.append(InputFault("policy", None, None, field, text))
        if len(missing) > MOST_LISTED:
            text = f"{len(missing) - MOST_LISTED} more unknown names like the {MOST_LISTED} above"
            found.append(InputFault("policy", None, None, field, text))
    return [*found, *_unserved_offices(policy, instance)]


def _unserved_offices(policy: Policy, instance: Instance) -> list[InputFault]:
    pool = policy.pool
    if not pool.enabled or pool.scope == "county":
        return []
    home = {office: region for region, some in pool.regions.items() for office in some}
    regional = pool.scope == "region"

    def area(office: str) -> tuple[str, str]:
        inside = regional and office in home
        return ("region", home[office]) if inside else ("office", office)

    staffed = {area(office) for office in instance.workers["office"].unique().to_list()}
    counts = Counter[str](instance.clients["office"].to_list())
    return [
        InputFault(
            "policy",
            None,
            None,
            "pool.scope",
            f"no worker belongs to the office {shown(office)} or to its region: with pool.scope = "
            f"'{pool.scope}' nobody may serve its {count} clients"
            if regional
            else f"no worker belongs to the office {shown(office)}: with pool.scope = 'office' "
            f"nobody may serve its {count} clients",
        )
        for office, count in sorted(counts.items())
        if area(office) not in staffed
    ]


_NAMED: Mapping[str, tuple[tuple[TableName, str], ...]] = {
    "offices": (("clients", "office"), ("workers", "office")),
    "languages": (("clients", "language"), ("workers", "languages")),
    "programs": (("clients", "programs"), ("workers", "programs"), ("tasks", "program")),
    "kinds of tasks": (("tasks", "kind"),),
    "client groups": (("clients", "groups"),),
    "units": (("workers", "unit"),),
    "clients": (("clients", "id"),),
    "workers": (("workers", "id"),),
    "tasks": (("tasks", "id"),),
}
"""Where names of each sort stand; the first place is the one that a warning names."""

_MOST_ALIKE = 20


def _names(instance: Instance, places: Iterable[tuple[TableName, str]]) -> pl.Series:
    columns = (instance.table(table)[field] for table, field in places)
    flat = [each.explode() if isinstance(each.dtype, pl.List) else each for each in columns]
    return pl.concat([each.alias("name") for each in flat]).drop_nulls()


def _look_alikes(instance: Instance) -> list[InputFault]:
    found: list[InputFault] = []
    for sort, places in _NAMED.items():
        table, field = places[0]
        groups = look_alikes(_names(instance, places))
        for some in groups[:_MOST_ALIKE]:
            spellings = ", ".join(map(shown, some))
            says = f"the {sort} {spellings} look alike and count as different; write them one way"
            found.append(InputFault(table, None, None, field, says))
        if len(groups) > _MOST_ALIKE:
            says = f"{len(groups) - _MOST_ALIKE} more groups of {sort} that look alike"
            found.append(InputFault(table, None, None, field, says))
    return found


_LISTS: tuple[tuple[TableName, str], ...] = (
    ("clients", "programs"),
    ("clients", "groups"),
    ("workers", "languages"),
    ("workers", "programs"),
)


def _unsplit(instance: Instance) -> list[InputFault]:
    """Return the elements of lists that may be whole lists, separated by something else."""
    found: list[InputFault] = []
    for table, field in _LISTS:
        names = instance.table(table)[field].explode().drop_nulls().unique().sort()
        for name in names.filter(names.str.contains(f"[{OTHER_SEPARATORS}]")).head(_MOST_ALIKE):
            sign = next(sign for sign in OTHER_SEPARATORS if sign in name)
            says = (
                f"{shown(name)} counts as one name; if it is a list, separate its elements by "
                f"'{SEPARATOR}', not by '{sign}'"
            )
            found.append(InputFault(table, None, None, field, says))
    return found


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _nobody_has(
    field: str, says: str, have: pl.Series, need: dict[str, pl.Series], so: str
) -> list[InputFault]:
    known = set(have.drop_nulls().to_list())
    counts = {table: Counter[str](some.drop_nulls().to_list()) for table, some in need.items()}
    missing = sorted({name for count in counts.values() for name in count} - known)
    return [
        InputFault(
            "workers",
            None,
            None,
            field,
            f"{says} {shown(name)} ("
            + ", ".join(_count(count[name], noun) for noun, count in counts.items())
            + f"): {so}",
        )
        for name in missing
    ]
