"""The plain rows that plan data are built from: as the tables hold them now, or of past terms."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, FilteredRelation, Model, OuterRef, Q, QuerySet, Subquery, Value

from departments.models import County, Department, Officer
from projects.change_requests.models import ChangeRequest
from projects.models import (
    Assignment,
    Checkpoint,
    Plan,
    Project,
    Responsibility,
    Target,
)
from projects.terms.content import Instances, instances_of
from projects.terms.models import ChangeWithdrawal, PastTerms, PlanChange
from reports.models import Period

Row = tuple[Any, ...]
M = TypeVar("M", bound=Model)


def columns(model: type[Model], prefix: str = "") -> list[str]:
    """The names of a model's own columns, as ``values_list`` wants them."""
    return [prefix + field.attname for field in model._meta.concrete_fields]


def from_row(model: type[M], row: Sequence[Any]) -> M:
    """The instance for a row of ``columns``."""
    return model.from_db(DEFAULT_DB_ALIAS, columns(model), row)


def _rows(queryset: QuerySet[Any], order: Sequence[str], *names: str) -> tuple[Row, ...]:
    """Rows in a fixed order, so that the same content compares equal."""
    return tuple(queryset.order_by(*order).values_list(*names))


@dataclass(frozen=True)
class PlanRows:
    """The plain rows that ``PlanData`` is built from."""

    projects: tuple[Row, ...]
    targets: tuple[Row, ...]
    departments: tuple[Row, ...]
    responsibilities: tuple[Row, ...]
    assignments: tuple[Row, ...]
    periods: tuple[Row, ...]
    newest_change: tuple[int | None, int | None]
    """The keys of the plan's newest change and of the newest withdrawal of one."""
    opens: frozenset[int] = field(compare=False)
    """The requests that the user may open; not plan data, which is the same for all users."""

    @property
    def plan_key(self) -> int:
        key: int = self.projects[0][len(columns(Project))]
        return key


def load_rows(plan: Plan | None, user: Officer | None) -> PlanRows | None:
    """A plan's rows, by default the first plan's; ``None`` without a plan. Six queries."""
    of_plan = Project.objects.all() if plan is None else Project.objects.filter(plan=plan)
    known = _rows(
        of_plan.annotate(
            newest_change=_newest(PlanChange.objects.filter(plan=OuterRef("plan"))),
            newest_withdrawal=_newest(
                ChangeWithdrawal.objects.filter(change__plan=OuterRef("plan"))
            ),
        ),
        ("plan", "pk"),
        *("newest_change", "newest_withdrawal"),
        *columns(Project),
        *columns(Plan, "plan__"),
    )
    if not known:
        return None
    projects = [row[2:] for row in known]
    own = len(columns(Project))
    key = projects[0][own]
    accepted = FilteredRelation(
        "requests", condition=Q(requests__state__in=ChangeRequest.DECIDED_FOR)
    )
    assignments = _rows(
        Assignment.objects.filter(target__project__plan=key)
        .annotate(accepted=accepted)
        .annotate(is_open=_may_open("accepted__pk", user)),
        ("pk", "accepted__pk"),
        *columns(Assignment),
        *columns(ChangeRequest, "accepted__"),
        "is_open",
    )
    return PlanRows(
        projects=tuple(row for row in projects if row[own] == key),
        targets=_rows(
            Target.objects.filter(project__plan=key, ended_on__isnull=True),
            ("pk", "checkpoints__pk"),
            *columns(Target),
            *columns(Checkpoint, "checkpoints__"),
        ),
        departments=_rows(
            Department.objects.all(), ("pk",), *columns(Department), *columns(County, "county__")
        ),
        responsibilities=_rows(
            Responsibility.objects.filter(project__plan=key), ("pk",), *columns(Responsibility)
        ),
        assignments=tuple(row[:-1] for row in assignments),
        periods=_rows(Period.objects.all(), ("pk",), *columns(Period)),
        newest_change=known[0][:2],
        opens=frozenset(row[len(columns(Assignment))] for row in assignments if row[-1]),
    )


def _newest(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.order_by("-pk").values("pk")[:1])


def _may_open(key: str, user: Officer | None) -> Exists | Value:
    """Whether the user may open the request with this key; no user, no request."""
    if user is None:
        return Value(value=False)
    return Exists(ChangeRequest.objects.visible_to(user).filter(pk=OuterRef(key)))


def past_rows(rows: PlanRows, plan: Plan, terms: PastTerms) -> PlanRows:
    """The rows with past terms in place of those of now.

    Periods, responsibilities and accepted requests have days of their own.
    """
    built = instances_of(terms.content, plan)
    (own_plan,) = built["方案"].values()
    checkpoints = _grouped(built["节点"].values(), "target_id")
    own = len(columns(Assignment))
    requests: dict[int, list[Row]] = defaultdict(list)
    for row in rows.assignments:
        requests[row[0]].append(row[own:])
    return replace(
        rows,
        projects=tuple(as_row(item) + as_row(own_plan) for item in built["项目"].values()),
        targets=tuple(
            as_row(target) + (as_row(item) if item else (None,) * len(columns(Checkpoint)))
            for target in built["目标"].values()
            for item in checkpoints.get(target.pk, [None])
        ),
        departments=_department_rows(built, rows),
        assignments=tuple(
            as_row(item) + request
            for item in built["任务分解"].values()
            for request in requests[item.pk]
        ),
    )


def _department_rows(built: Instances, rows: PlanRows) -> tuple[Row, ...]:
    """Departments with the names of the day; those founded since as they are now."""
    counties = {item.pk: item for item in built["县（市、区）"].values()}
    blank = (None,) * len(columns(County))
    then = {
        item.pk: as_row(item) + (as_row(counties[item.county_id]) if item.county_id else blank)
        for item in built["部门"].values()
    }
    return tuple(then.get(row[0], row) for row in rows.departments)


def _grouped(items: Iterable[Any], name: str) -> dict[Any, list[Any]]:
    groups: dict[Any, list[Any]] = defaultdict(list)
    for item in items:
        groups[getattr(item, name)].append(item)
    return groups


def as_row(instance: Model) -> Row:
    """An instance's values in the order of ``columns``."""
    return tuple(getattr(instance, name) for name in columns(type(instance)))
