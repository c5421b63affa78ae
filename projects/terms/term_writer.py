"""Write changed terms into the plan's tables.

What figures belong to is never deleted: a target or an assignment that is taken away ends, and the
row is taken up again if it comes back. Checkpoints stay with a target that ends, since departments
may have requested extensions of them, and make room for others if it comes back.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from projects.models.plan import Plan, Responsibility
from projects.models.target import Checkpoint, Target
from projects.terms.content import (
    BY_NAME,
    TABLES,
    TermDifference,
    TermTable,
    identity_of,
    load_instances,
)


def write(plan: Plan, changes: Sequence[TermDifference], day: date) -> None:
    """Write changes into the plan's tables: rows that come, values, then rows that go."""
    for table in TABLES:
        own = [change for change in changes if change.table == table.name]
        if not own:
            continue
        instances = load_instances(plan)
        _change(table, [change for change in own if change.field], instances, day)
        for change in own:
            if not change.field and change.after is not None:
                _add(table, change, instances, plan, day)
    ending = {
        change.key
        for change in changes
        if BY_NAME[change.table].model is Target and not change.field and change.after is None
    }
    for table in reversed(TABLES):
        gone = [
            change
            for change in changes
            if change.table == table.name and not change.field and change.after is None
        ]
        if table.model is Checkpoint:
            gone = [change for change in gone if change.key.rpartition(" ")[0] not in ending]
        instances = load_instances(plan) if gone else {}
        for change in gone:
            _remove(table, instances[table.name][change.key], day)


def _change(
    table: TermTable,
    changes: Sequence[TermDifference],
    instances: dict[str, dict[str, Any]],
    day: date,
) -> None:
    by_key: dict[str, list[TermDifference]] = {}
    for change in changes:
        by_key.setdefault(change.key, []).append(change)
    for key, own in _in_turn(by_key):
        instance = instances[table.name][key]
        if table.model is Responsibility and any(change.field == "role" for change in own):
            instance = _renewed(instance, day)
        for change in own:
            _set(table, instance, change.field, change.after, instances)
        instance.save()


def _in_turn(
    by_key: Mapping[str, Sequence[TermDifference]],
) -> list[tuple[str, Sequence[TermDifference]]]:
    """First the days of a target that become earlier, the first one first, then the others."""
    earlier = [
        key
        for key, own in by_key.items()
        if any(change.field == "due" and change.after < change.before for change in own)
    ]
    others = [key for key in by_key if key not in earlier]
    return [(key, by_key[key]) for key in (*earlier, *reversed(others))]


def _set(table: TermTable, instance: Any, name: str, value: Any, instances: Any) -> None:
    if name == "county":
        instance.county = value and instances["县（市、区）"][value]
    else:
        setattr(instance, name, table.field(name).to_python(value))


def _renewed(responsibility: Responsibility, day: date) -> Responsibility:
    """The same responsibility from a day on; what it was before stays for the days before."""
    _remove(BY_NAME["责任分工"], responsibility, day)
    return Responsibility(
        project=responsibility.project,
        department=responsibility.department,
        role=responsibility.role,
        order=responsibility.order,
        valid_from=day if day > responsibility.project.plan.start else None,
    )


def _add(
    table: TermTable,
    change: TermDifference,
    instances: dict[str, dict[str, Any]],
    plan: Plan,
    day: date,
) -> None:
    identity = identity_of(table, change.key, instances, plan)
    ended = None
    if _can_end(table):
        # What the plan takes up again is the row that figures already belong to.
        ended = table.model._default_manager.filter(**identity, ended_on__isnull=False).first()
    instance: Any = ended or table.model(**identity)
    for name, value in change.after.items():
        _set(table, instance, name, value, instances)
    if ended is not None:
        instance.ended_on = None
        if isinstance(ended, Target):
            ended.checkpoints.all().delete()
    if table.model is Responsibility and day > plan.start:
        instance.valid_from = day
    instance.save()


def _can_end(table: TermTable) -> bool:
    return "ended_on" in {field.name for field in table.model._meta.get_fields()}


def _remove(table: TermTable, instance: Any, day: date) -> None:
    """Take a row out of the plan: what figures belong to ends, anything else goes."""
    if _can_end(table):
        instance.ended_on = day
        instance.save()
    elif (
        table.model is Responsibility and (instance.valid_from or instance.project.plan.start) < day
    ):
        instance.valid_to = day
        instance.save()
    else:
        instance.delete()
