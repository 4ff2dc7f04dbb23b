"""Changes of work, clients and offices, each by what it does to the tables."""

from __future__ import annotations

from samehands.changes import apply, parse_changes
from samehands.model import Instance, Policy
from tables import client, instance, instance_of, task, worker


def changed(before: Instance, *changes: dict[str, object]) -> Instance:
    """Make changes under the default policy."""
    return apply(parse_changes([*changes]), before, Policy())[0]


def many(number: int) -> Instance:
    """Return an instance of so many clients with a task of 10 minutes each."""
    clients = [client(f"c{n}", worker="w1") for n in range(number)]
    tasks = [task(f"t{n}", f"c{n}", minutes=10 + n) for n in range(number)]
    return instance_of(clients, [worker("w1")], tasks)


def test_minutes_are_rounded_up_for_each_task() -> None:
    after = changed(instance(), {"scale_minutes": 1.1, "contact": True})
    assert after.tasks["minutes"].to_list() == [66, 30, 11, 50]
    spanish = changed(instance(), {"scale_minutes": 2, "languages": ["Spanish"]})
    assert spanish.tasks["minutes"].to_list() == [60, 30, 20, 45]
    elderly = changed(instance(), {"scale_minutes": 0, "groups": ["elderly"], "kinds": ["intake"]})
    assert elderly.tasks["minutes"].to_list() == [0, 30, 10, 45]


def test_a_rate_copies_and_drops_tasks() -> None:
    twice = changed(instance(), {"scale_rate": 2, "kinds": ["intake"]})
    assert twice.tasks["id"].to_list() == ["t1", "t1-2", "t2", "t3", "t4", "t4-2"]
    assert changed(instance(), {"scale_rate": 0}).tasks.height == 0
    some = {n: set(changed(many(200), {"scale_rate": n}).tasks["id"]) for n in (0.3, 0.6)}
    assert some[0.3] < some[0.6]
    assert 40 <= len(some[0.3]) <= 80
    assert 220 <= changed(many(200), {"scale_rate": 1.25}).tasks.height <= 280


def test_new_work_goes_to_a_share_of_the_clients() -> None:
    work: dict[str, object] = {"add_work": "check", "program": "CalFresh", "minutes": 20}
    after = changed(many(10), {**work, "rate": 0.3, "release": 1, "due": 2})
    added = after.tasks.filter(after.tasks["kind"] == "check")
    assert added.height == 3
    assert added.select("program", "minutes", "release", "due").unique().rows() == [
        ("CalFresh", 20, 1, 2)
    ]
    assert added["client"].is_unique().all()
    assert changed(instance(), work).tasks["due"][-1] == 4


def test_labels_by_work_and_by_lot() -> None:
    top = changed(many(10), {"label": "complex", "top_share": 0.2}).clients
    assert top.filter(top["groups"].list.contains("complex"))["id"].to_list() == ["c8", "c9"]
    drawn = changed(many(10), {"label": "drawn", "share": 0.25}).clients
    assert drawn["groups"].list.contains("drawn").sum() == 3
    both = changed(instance(), {"label": "elderly", "languages": ["Spanish"]}).clients
    assert both["groups"].to_list() == [["elderly"], ["homeless", "elderly"], []]


def test_a_label_can_be_named_by_the_next_change() -> None:
    after, policy = apply(
        parse_changes([{"label": "x", "share": 0.5}, {"k_by_group": {"x": 2}}]),
        many(4),
        Policy(),
    )
    assert policy.continuity.k_by_group == {"x": 2}
    assert after.warnings == ()


def test_offices_split_and_merged() -> None:
    clients = [client(f"c{n}", worker=f"w{n % 2}") for n in range(6)]
    before = instance_of(clients, [worker("w0"), worker("w1")], [task("t0", "c0")])
    split = changed(before, {"split_office": "north", "into": ["n1", "n2"]})
    home = dict(split.workers.select("id", "office").rows())
    assert set(home.values()) == {"n1", "n2"}
    # Clients follow their owner.
    assert [home[id] for id in split.clients["worker"]] == split.clients["office"].to_list()
    together = changed(split, {"merge_offices": ["n1", "n2"], "into": "north"})
    assert together.clients.equals(before.clients)
    assert together.workers.equals(before.workers)


def test_regions_follow_their_offices() -> None:
    policy = Policy.model_validate({"pool": {"regions": {"city": ["north", "south"], "x": []}}})
    merge = parse_changes([{"merge_offices": ["north", "south"], "into": "all"}])
    assert apply(merge, instance(), policy)[1].pool.regions == {"city": ("all",)}
    split = parse_changes([{"split_office": "north", "into": ["n1", "n2"]}])
    before, home = instance(), apply(split, instance(), policy)
    offices = set(home[0].workers["office"]) | set(home[0].clients["office"])
    assert before.workers.height == 2 and {"n1", "n2"} <= offices
    assert home[1].pool.regions["city"] == ("n1", "n2", "south")
