"""The plan's terms as plain values, which past terms keep and a workbook shows.

A content is ``{table: {key: row}}``. A key is text made of the numbers and codes that identify the
row: ``3 1 puning`` is the assignment of target 3-1 to the department puning. A row holds JSON
values by field: days as ``2026-11-26``, decimals as text without trailing zeros, a department's
county as its code; besides them ``id`` and what is no term but belongs to the row (``carried``).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, cast

from django.db import models

from departments.models import County, Department
from projects.models.cross_check import CrossCheck
from projects.models.plan import ExplainedSentence, Plan, Project, Responsibility
from projects.models.target import Assignment, Checkpoint, Target

Row = dict[str, Any]
Content = dict[str, dict[str, Row]]
Instances = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class TermTable:
    """One table of the plan.

    ``parents``: by foreign key, the parent's table and how many of the key's parts name it, from
    the left; a negative number counts from the right. ``own`` is the field that holds the key's
    last part, if any. ``headings`` name the key's parts in a workbook.
    """

    name: str
    model: type[models.Model]
    headings: tuple[str, ...]
    fields: tuple[str, ...]
    rows: Callable[[Plan], Iterable[models.Model]]
    key: Callable[[Any], tuple[Any, ...]]
    parents: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    own: str = ""
    carried: tuple[str, ...] = ()

    def field(self, name: str) -> "models.Field[Any, Any]":
        return cast("models.Field[Any, Any]", self.model._meta.get_field(name))

    def row(self, instance: models.Model) -> Row:
        """The values of an instance."""
        row: Row = {"id": instance.pk}
        for name in (*self.fields, *self.carried):
            value = getattr(instance, name)
            row[name] = value.code if isinstance(value, County) else to_json(value)
        return row


class TermDifference(NamedTuple):
    """One value that changes, or with ``field`` empty a whole row that comes or goes (``None``)."""

    table: str
    key: str
    field: str
    before: Any
    after: Any

    def concerns(self, about: str) -> bool:
        """Whether it is about a project (``3``), a target (``3 1``), or all (an empty text)."""
        parts, wanted = self.key.split(" "), about.split()
        if self.table in {"方案", "县（市、区）", "部门"}:
            return True
        depth = 1 if self.table in {"项目", "责任分工", "不设目标的语句"} else 2
        return parts[:depth][: len(wanted)] == wanted[:depth]


def to_json(value: Any) -> Any:
    """A field's value as JSON holds it."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else value


def _of_target(item: Any) -> tuple[int, int]:
    return item.target.project.number, item.target.number


def _checkpoints(plan: Plan) -> Iterator[Checkpoint]:
    """Checkpoints have no number of their own: they are counted by their days."""
    number, before = 0, None
    checkpoints = Checkpoint.objects.filter(target__project__plan=plan, target__ended_on=None)
    for item in checkpoints.order_by("target", "due"):
        number = number + 1 if item.target_id == before else 1
        item.ordinal, before = number, item.target_id  # type: ignore[attr-defined]
        yield item


TABLES = (
    TermTable(
        "方案",
        Plan,
        (),
        (
            *("title", "document_number", "issued_on", "start", "end"),
            *("yellow_points", "red_points", "jump_limit"),
        ),
        rows=lambda plan: Plan.objects.filter(pk=plan.pk),
        key=lambda _: (),
    ),
    TermTable(
        "县（市、区）",
        County,
        ("区划代码",),
        ("name", "subdistricts", "towns", "townships", "population"),
        rows=lambda _: County.objects.all(),
        key=lambda item: (item.code,),
        own="code",
    ),
    TermTable(
        "部门",
        Department,
        ("代号",),
        ("name", "kind", "county", "order"),
        rows=lambda _: Department.objects.select_related("county"),
        key=lambda item: (item.code,),
        own="code",
    ),
    TermTable(
        "项目",
        Project,
        ("序号",),
        ("name", "theme", "text", "responsibility_text"),
        rows=lambda plan: plan.projects.all(),
        key=lambda item: (item.number,),
        own="number",
    ),
    TermTable(
        "不设目标的语句",
        ExplainedSentence,
        ("项目序号", "起始位置"),
        ("quote", "end", "reason"),
        rows=lambda plan: ExplainedSentence.objects.filter(project__plan=plan),
        key=lambda item: (item.project.number, item.start),
        parents={"project_id": ("项目", 1)},
        own="start",
    ),
    TermTable(
        "责任分工",
        Responsibility,
        ("项目序号", "部门代号"),
        ("role", "order"),
        rows=lambda plan: Responsibility.objects.current().filter(project__plan=plan),
        key=lambda item: (item.project.number, item.department.code),
        parents={"project_id": ("项目", 1), "department_id": ("部门", -1)},
    ),
    TermTable(
        "目标",
        Target,
        ("项目序号", "目标序号"),
        (
            *("name", "quote", "start", "end", "measure", "bound", "rhythm", "scope", "unit"),
            *("tolerance", "can_exceed", "has_decimals", "minimum_population", "counting"),
        ),
        rows=lambda plan: Target.objects.filter(project__plan=plan, ended_on=None),
        key=lambda item: (item.project.number, item.number),
        parents={"project_id": ("项目", 1)},
        own="number",
    ),
    TermTable(
        "节点",
        Checkpoint,
        ("项目序号", "目标序号", "节点次序"),
        ("due", "target_value", "is_inferred"),
        rows=_checkpoints,
        key=lambda item: (*_of_target(item), item.ordinal),
        parents={"target_id": ("目标", 2)},
    ),
    TermTable(
        "任务分解",
        Assignment,
        ("项目序号", "目标序号", "部门代号"),
        ("target_value", "baseline", "denominator", "exemption_reason"),
        rows=lambda plan: Assignment.objects.filter(
            target__project__plan=plan, target__ended_on=None, ended_on=None
        ),
        key=lambda item: (*_of_target(item), item.department.code),
        parents={"target_id": ("目标", 2), "department_id": ("部门", -1)},
        carried=("closed_on",),
    ),
    TermTable(
        "勾稽关系",
        CrossCheck,
        ("项目序号", "目标序号", "对照项目序号", "对照目标序号"),
        ("relation",),
        rows=lambda plan: CrossCheck.objects.filter(
            target__project__plan=plan, target__ended_on=None, part__ended_on=None
        ),
        key=lambda item: (*_of_target(item), item.part.project.number, item.part.number),
        parents={"target_id": ("目标", 2), "part_id": ("目标", -2)},
    ),
)
"""In the order in which rows can be added: parents first."""
BY_NAME = {table.name: table for table in TABLES}


def load_instances(plan: Plan) -> Instances:
    """The plan's rows as the tables hold them now, by key. One query for each table.

    Rows share their parents: to read each row's own with it takes three times as long.
    """
    found: Instances = {}
    by_pk: dict[str, dict[Any, Any]] = {}
    for table in TABLES:
        rows = list(table.rows(plan))
        for field_name, (parent, _) in table.parents.items():
            foreign_key = table.field(field_name)
            for row in rows:
                setattr(row, foreign_key.name, by_pk[parent][getattr(row, field_name)])
        by_pk[table.name] = {row.pk: row for row in rows}
        found[table.name] = {key_text(table.key(row)): row for row in rows}
    return found


def content_of(instances: Instances) -> Content:
    return {
        table.name: {key: table.row(item) for key, item in instances[table.name].items()}
        for table in TABLES
    }


def load_content(plan: Plan) -> Content:
    """The plan's terms as the tables hold them now. One query for each table."""
    return content_of(load_instances(plan))


def key_text(parts: Iterable[object]) -> str:
    return " ".join(map(str, parts))


def parents_of(table: TermTable, key: str) -> list[tuple[str, str]]:
    """The tables and keys of the rows that a row belongs to."""
    parts = key.split(" ")
    return [
        (parent, key_text(parts[count:] if count < 0 else parts[:count]))
        for parent, count in table.parents.values()
    ]


def differences(before: Content, after: Content) -> list[TermDifference]:
    """What turns one content into the other, table by table."""
    found = []
    for table in TABLES:
        old, new = before[table.name], after[table.name]
        for key in [*old, *(key for key in new if key not in old)]:
            found += _differences(table, key, old.get(key), new.get(key))
    return found


def _differences(
    table: TermTable, key: str, old: Row | None, new: Row | None
) -> list[TermDifference]:
    if old is None or new is None:
        return [TermDifference(table.name, key, "", _terms(table, old), _terms(table, new))]
    return [
        TermDifference(table.name, key, name, old[name], new[name])
        for name in table.fields
        if old[name] != new[name]
    ]


def _terms(table: TermTable, row: Row | None) -> Row | None:
    return row and {name: row[name] for name in table.fields}


def as_found(change: TermDifference, content: Content) -> TermDifference:
    """The change from what a content says, which a correction may have altered meanwhile."""
    row = content[change.table].get(change.key)
    if row is None:
        return change
    if change.field:
        return change._replace(before=row[change.field])
    return change._replace(before=_terms(BY_NAME[change.table], row))


def patched(content: Content, changes: Iterable[TermDifference], now: Content) -> Content:
    """A content with a correction's changes, where it still says what the correction found.

    A row that is added takes its ``id`` from ``now``, the content after the correction.
    """
    result = {name: dict(rows) for name, rows in content.items()}
    for change in changes:
        rows = result[change.table]
        row = rows.get(change.key)
        if change.field:
            if row is not None and row[change.field] == change.before:
                rows[change.key] = {**row, change.field: change.after}
        elif change.after is None:
            rows.pop(change.key, None)
        elif row is None:
            rows[change.key] = {**_added(change, now), **change.after}
    result["节点"] = _recounted(result["节点"])
    return result


def _added(change: TermDifference, now: Content) -> Row:
    """The row that a correction has added; a checkpoint may have got another number by its day."""
    rows = now[change.table]
    if BY_NAME[change.table].model is not Checkpoint:
        return rows[change.key]
    target, due = _target_of(change.key), change.after["due"]
    same = (row for key, row in rows.items() if (_target_of(key), row["due"]) == (target, due))
    return next(same, None) or rows[change.key]


def _recounted(checkpoints: Mapping[str, Row]) -> dict[str, Row]:
    """Each target's checkpoints, counted by their days."""
    counts: Counter[str] = Counter()
    found = {}
    for key, row in sorted(checkpoints.items(), key=lambda item: str(item[1]["due"])):
        target = _target_of(key)
        counts[target] += 1
        found[f"{target} {counts[target]}"] = row
    return found


def _target_of(checkpoint: str) -> str:
    return checkpoint.rpartition(" ")[0]


def instances_of(content: Content, plan: Plan) -> Instances:
    """Models with a content's values, never to be saved."""
    built: Instances = {}
    for table in TABLES:
        built[table.name] = {
            key: _instance(table, key, row, built, plan) for key, row in content[table.name].items()
        }
    return built


def _instance(table: TermTable, key: str, row: Row, built: Instances, plan: Plan) -> models.Model:
    values = {"id": row["id"]} | identity_of(table, key, built, plan)
    for name in (*table.fields, *table.carried):
        if name == "county":
            values["county_id"] = row[name] and built["县（市、区）"][row[name]].pk
        else:
            values[name] = table.field(name).to_python(row[name])
    return table.model(**values)


def identity_of(table: TermTable, key: str, instances: Instances, plan: Plan) -> dict[str, Any]:
    """The fields of a row that its key gives; ``instances`` has the tables of its parents."""
    identity: dict[str, Any] = {"plan_id": plan.pk} if table.model is Project else {}
    if table.own:
        identity[table.own] = table.field(table.own).to_python(key.rsplit(" ", maxsplit=1)[-1])
    for name, (parent, own) in zip(table.parents, parents_of(table, key), strict=True):
        identity[name] = instances[parent][own].pk
    return identity
