"""Tables of the audit log and of delegations, and columns that other apps share."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from functools import partial
from typing import Any, Final

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django_tables2.data import TableListData, TableQuerysetData
from django_tables2.utils import OrderBy, OrderByTuple

from departments.models import AuditEntry, Delegation, Department
from spreadsheets.columns import CENTRE, DATE, MOMENT, TEXT, Column, Sheet, lines_of

TOLD = {"td": {"class": "told"}}
"""For cells that need their heading on a phone, where the header row is hidden."""


def page_on_day(table: tables.Table, view: str, *args: object) -> str:
    """The URL of a page, which keeps the list's ``as_of`` day."""
    return f"{reverse(view, args=args)}{table.context.get('as_of_query', '')}"


def department_page(value: Department, table: tables.Table) -> str:
    """The URL of a department's page; ``linkify`` passes parameters by these names."""
    view = "county_detail" if value.is_county else "department_detail"
    return page_on_day(table, view, value.code)


class Rows(TableListData):
    """Rows in the order of columns; a row that has nothing there comes last, in both directions."""

    data: list[Any]

    def order_by(self, aliases: OrderByTuple) -> None:
        """Sort by each column's own order, the first deciding most."""
        for order in reversed(_orders(self.table, aliases)):
            value = partial(tables.A(order.bare).resolve, quiet=True)
            filled = [row for row in self.data if value(row) is not None]
            empty = [row for row in self.data if value(row) is None]
            self.data = [*sorted(filled, key=value, reverse=order.is_descending), *empty]


class Query(TableQuerysetData):
    """The same of a queryset, which PostgreSQL and SQLite order in opposite ways by themselves."""

    data: QuerySet[Any]

    def order_by(self, aliases: OrderByTuple) -> None:
        """Sort by each column's own order, the first deciding most, or as the table has its own."""
        for alias in aliases:
            column = self.table.columns[OrderBy(alias).bare]
            ordered, is_own = column.order(self.data, alias.startswith("-"))
            if is_own:
                self.data = ordered
                return
        orders = [OrderBy(order.for_queryset()) for order in _orders(self.table, aliases)]
        if orders:
            self.data = self.data.order_by(*map(self._nothing_last, orders))

    def _nothing_last(self, order: OrderBy) -> Any:
        if not self._can_be_empty(order.bare):
            return str(order)
        column = F(order.bare)
        return column.desc(nulls_last=True) if order.is_descending else column.asc(nulls_last=True)

    def _can_be_empty(self, path: str) -> bool:
        """Whether the path is nullable or computed; all others keep their index."""
        model = self.data.model
        for name in path.split("__"):
            if name in self.data.query.annotations:
                return True
            field = model._meta.pk if name == "pk" else model._meta.get_field(name)
            if field.null:
                return True
            model = field.related_model
        return False


def _orders(table: tables.Table, aliases: OrderByTuple) -> list[OrderBy]:
    """What the columns sort by, in the directions asked for."""
    orders: list[OrderBy] = []
    for alias in aliases:
        column = table.columns[OrderBy(alias).bare]
        is_as_it_stands = alias[0] == column.order_by_alias[0]
        orders += column.order_by if is_as_it_stands else column.order_by.opposite
    return orders


class ListTable(tables.Table):
    """A list; what has no value in the column sorted by comes last in both directions."""

    def __init__(self, data: Any, **options: Any) -> None:
        kind = Query if isinstance(data, QuerySet) else Rows
        super().__init__(kind(data if kind is Query else list(data)), **options)


class DepartmentColumn(tables.Column):
    """部门: a department's name as a link; ``accessor`` returns the department."""

    def __init__(self, **fields: Any) -> None:
        super().__init__("部门", linkify=department_page, **fields)


def department_column(department: Callable[[Any], Department]) -> Column[Any]:
    """The workbook's column 部门; ``department`` returns a row's department."""
    return Column("部门", 22, TEXT, lambda row: department(row).name)


def day_column(heading: str, field: str) -> Column[Any]:
    """The local day of a datetime field; an empty cell for None."""
    return Column(heading, 12, DATE, lambda row: local_day(getattr(row, field)))


def local_day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


class AuditTable(ListTable):
    at = tables.DateTimeColumn(format="Y-m-d H:i:s")
    before = tables.TemplateColumn(template_name="departments/columns/_words.html", orderable=False)
    after = tables.TemplateColumn(template_name="departments/columns/_words.html", orderable=False)

    class Meta:
        model = AuditEntry
        fields = ("at", "officer", "action", "subject", "before", "after", "reason", "client_ip")
        order_by = ("-at",)
        empty_text = "没有符合条件的记录。"
        attrs = {"caption": "审计日志"}

    sheet: Final[Sheet] = {
        "at": (Column("时间", 20, MOMENT, lambda entry: entry.at),),
        "officer": (
            Column("操作人", 12, CENTRE, lambda entry: entry.officer and entry.officer.name),
        ),
        "action": (Column("操作", 14, CENTRE, lambda entry: entry.action),),
        "subject": (Column("对象", 34, TEXT, lambda entry: entry.subject),),
        "before": (Column("之前", 34, TEXT, lambda entry: lines_of(entry.before)),),
        "after": (Column("之后", 34, TEXT, lambda entry: lines_of(entry.after)),),
        "reason": (Column("理由", 28, TEXT, lambda entry: entry.reason),),
        "client_ip": (Column("来源地址", 16, CENTRE, lambda entry: entry.client_ip),),
    }


class DelegationTable(ListTable):
    officer = tables.Column("代办人", order_by=("officer__name",))
    department = DepartmentColumn(order_by=("department__order",))
    days = tables.Column("期限", order_by=("start", "end"))
    state = tables.Column("状态", accessor="pk", orderable=False)
    reason = tables.Column(orderable=False, attrs=TOLD)
    delegated_by = tables.Column(orderable=False, attrs=TOLD)
    ending = tables.TemplateColumn(
        verbose_name="操作",
        template_name="departments/columns/_delegation_action.html",
        orderable=False,
    )

    class Meta:
        model = Delegation
        fields = (
            "officer",
            "department",
            "duty",
            "days",
            "state",
            "reason",
            "delegated_by",
            "ending",
        )
        order_by = ("-days",)
        empty_text = "还没有代填代审记录。"
        attrs = {"caption": "代填代审记录"}

    def __init__(
        self, data: object, *, today: date, in_force: Collection[int], endable: Collection[int]
    ) -> None:
        super().__init__(data)
        self.today = today
        self.in_force = in_force
        self.endable = endable

    def render_state(self, record: Delegation) -> str:
        """Whether the delegation is in force today, and if not, why."""
        if record.ended_at is not None:
            return f"已结束（{timezone.localtime(record.ended_at):%Y-%m-%d %H:%M}）"
        if record.end is not None and record.end < self.today:
            return "已到期"
        if record.start > self.today:
            return "未开始"
        return "生效中" if record.pk in self.in_force else "已失效（账号停用或角色改变）"

    @property
    def sheet(self) -> Sheet:
        """The workbook's columns; a property since the state depends on ``today``."""
        return {
            "officer": (Column("代办人", 12, CENTRE, lambda delegation: delegation.officer.name),),
            "department": (department_column(lambda delegation: delegation.department),),
            "duty": (Column("事项", 8, CENTRE, lambda delegation: delegation.get_duty_display()),),
            "days": (
                Column("开始日期", 12, DATE, lambda delegation: delegation.start),
                Column("结束日期", 12, DATE, lambda delegation: delegation.end),
            ),
            "state": (Column("状态", 22, TEXT, self.render_state),),
            "reason": (Column("原因", 34, TEXT, lambda delegation: delegation.reason),),
            "delegated_by": (
                Column("移交人", 12, CENTRE, lambda delegation: delegation.delegated_by.name),
            ),
            "ending": (),
        }
