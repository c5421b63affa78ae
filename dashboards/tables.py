"""Lists of dashboards, on screen and (``sheet``) as a workbook."""

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any, Final

import django_tables2 as tables

from dashboards.line_columns import of_line
from dashboards.models import Bulletin
from dashboards.ranking import Ranked
from dashboards.summaries import Summary
from departments.exports import CENTRE, DATE, MOMENT, NUMBER, SHARE, TEXT, Column, Sheet
from departments.tables import TOLD
from projects import wording
from projects.rules import LAMPS, Lamp, Place
from projects.workbook.styles import lamp_style

OF_NUMBERS = {"td": {"class": "number"}, "th": {"class": "number"}}


def _lamp(lamp: Callable[[Any], Any]) -> Column:
    return Column(
        "亮灯",
        13,
        CENTRE,
        lambda row: wording.LAMP_WORDS[lamp(row)],
        lambda row: lamp_style(lamp(row)),
    )


def _rate(summary: Callable[[Any], Summary], whose: str = "") -> tuple[Column, ...]:
    """达标率 with its numerator and denominator beside it."""
    return (
        Column(f"{whose}达标率", 10, SHARE, lambda row: summary(row).tally.rate),
        Column(f"{whose}达标数", 9, NUMBER, lambda row: summary(row).tally.met),
        Column(f"{whose}适用数", 9, NUMBER, lambda row: summary(row).tally.applicable),
    )


def _counts() -> tuple[Column, ...]:
    """A column for each lamp."""
    return tuple(
        Column(wording.LAMP_WORDS[lamp], 9, NUMBER, partial(_count, lamp=lamp)) for lamp in LAMPS
    )


def _count(row: Summary | Ranked, lamp: Lamp) -> int:
    """How many stand at a lamp; a row counts only lamps that occur."""
    return sum(item.count for item in row.counts if item.lamp is lamp)


def _place(place: Place | None) -> int | str:
    """A place's number; what has no data is not ranked."""
    return place.rank if place else wording.place(None)


def _withdrawn(bulletin: Bulletin) -> str | None:
    """Why it was withdrawn, if it was."""
    return bulletin.withdrawal.reason if bulletin.is_withdrawn else None


class LineTable(tables.Table):
    """Assignments with their figures, each with its words and the rule of its lamp.

    What is judged stands in front: the columns behind it may fall off a small screen's edge.
    """

    target = tables.TemplateColumn(
        verbose_name="目标",
        template_name="dashboards/columns/_target.html",
        order_by=("target__project__number", "target__number"),
    )
    department = tables.TemplateColumn(
        verbose_name="责任部门",
        template_name="dashboards/columns/_body.html",
        order_by=("body_order",),
    )
    lamp = tables.TemplateColumn(
        verbose_name="亮灯",
        template_name="dashboards/columns/_lamp.html",
        order_by=("lamp__rank",),
    )
    figure = tables.TemplateColumn(
        verbose_name="填报值",
        template_name="dashboards/columns/_figure.html",
        orderable=False,
        attrs=OF_NUMBERS,
    )
    attainment = tables.TemplateColumn(
        verbose_name="完成度",
        template_name="dashboards/columns/_pace.html",
        order_by=("attainment_order",),
        attrs=OF_NUMBERS,
    )
    deviation = tables.Column(
        "偏差",
        accessor="standing__deviation",
        order_by=("deviation_order",),
        attrs=OF_NUMBERS,
    )
    due = tables.TemplateColumn(
        verbose_name="要求和时限",
        template_name="dashboards/columns/_demand.html",
        order_by=("due",),
    )

    class Meta:
        order_by = ("lamp",)
        empty_text = "没有符合条件的目标。可以清除筛选条件再看。"
        attrs = {"caption": "目标明细"}

    sheet: Final[Sheet] = {
        "target": of_line("项目序号", "目标", "原文", "计量方式"),
        "department": of_line("责任部门", "县区"),
        "lamp": of_line("亮灯", "亮灯依据"),
        "figure": of_line("填报值", "分子", "分母", "已报"),
        "attainment": of_line("完成度", "序时进度"),
        "deviation": of_line("偏差"),
        "due": of_line("要求", "目标值", "单位", "完成时限", "原定时限"),
    }

    def render_deviation(self, value: Fraction) -> str:
        """``−6.3``."""
        return wording.signed_points(value)


class ProjectTable(tables.Table):
    """Projects with their tallies."""

    number = tables.Column("序号", accessor="subject__number", attrs=OF_NUMBERS)
    name = tables.TemplateColumn(
        verbose_name="项目名称",
        template_name="dashboards/columns/_project.html",
        accessor="subject",
        orderable=False,
    )
    lamp = tables.TemplateColumn(
        verbose_name="亮灯",
        template_name="dashboards/columns/_summary_lamp.html",
        order_by=("lamp_rank",),
    )
    rate = tables.Column("达标率", accessor="rate_words", order_by=("rate",), attrs=OF_NUMBERS)
    trouble = tables.Column("滞后和逾期", attrs=OF_NUMBERS)
    counts = tables.TemplateColumn(
        verbose_name="各灯数量",
        template_name="dashboards/columns/_counts.html",
        orderable=False,
    )

    class Meta:
        order_by = ("number",)
        empty_text = "没有符合条件的项目。可以清除筛选条件再看。"
        attrs = {"caption": "项目"}

    sheet: Final[Sheet] = {
        "number": (Column("序号", 8, CENTRE, lambda row: row.subject.number),),
        "name": (Column("项目名称", 40, TEXT, lambda row: row.subject.name),),
        "lamp": (_lamp(lambda row: row.lamp),),
        "rate": _rate(lambda row: row),
        "trouble": (Column("滞后和逾期", 9, NUMBER, lambda row: row.trouble),),
        "counts": _counts(),
    }


class CountyTable(tables.Table):
    """Counties side by side: 达标率 and 及时率, each with the county's place by it.

    Every column names something a row has: of what it lacks, django-tables2 makes a message
    with the row's whole contents.
    """

    name = tables.TemplateColumn(
        verbose_name="县（市、区）",
        template_name="dashboards/columns/_county.html",
        accessor="department",
        order_by=("department__order",),
    )
    rate = tables.TemplateColumn(
        verbose_name="达标率",
        template_name="dashboards/columns/_county_rate.html",
        order_by=("rate_order",),
        attrs=OF_NUMBERS,
    )
    trouble = tables.TemplateColumn(
        verbose_name="滞后和逾期",
        template_name="dashboards/columns/_county_trouble.html",
        accessor="summary__trouble",
        order_by=("summary__trouble",),
        attrs=OF_NUMBERS,
    )
    timeliness = tables.TemplateColumn(
        verbose_name="及时率",
        template_name="dashboards/columns/_county_timeliness.html",
        order_by=("timeliness_order",),
        attrs=OF_NUMBERS,
    )
    late = tables.Column("迟报", accessor="year__late", attrs=OF_NUMBERS)
    missing = tables.Column("未报", accessor="year__missing_count", attrs=OF_NUMBERS)
    counts = ProjectTable.base_columns["counts"]

    class Meta:
        order_by = ("-rate", "name")
        sequence = ("...", "counts")
        attrs = {"caption": "县（市、区）比较"}

    sheet: Final[Sheet] = {
        "name": (Column("县（市、区）", 14, TEXT, lambda row: row.department.county.name),),
        "rate": (
            *_rate(lambda row: row.summary),
            Column("达标率名次", 9, NUMBER, lambda row: _place(row.by_rate)),
        ),
        "trouble": (Column("滞后和逾期", 9, NUMBER, lambda row: row.summary.trouble),),
        "timeliness": (
            Column("及时率", 10, SHARE, lambda row: row.year.timeliness_rate),
            Column("按时份数", 9, NUMBER, lambda row: row.year.on_time),
            Column("应报份数", 9, NUMBER, lambda row: row.year.due),
            Column("及时率名次", 9, NUMBER, lambda row: _place(row.by_timeliness)),
        ),
        "late": (Column("迟报", 8, NUMBER, lambda row: row.year.late),),
        "missing": (Column("未报", 8, NUMBER, lambda row: row.year.missing_count),),
        "counts": _counts(),
    }


class DepartmentTable(tables.Table):
    """Departments: what they lead and what they support, apart."""

    name = tables.TemplateColumn(
        verbose_name="部门",
        template_name="dashboards/columns/_department.html",
        order_by=("department__order",),
    )
    led = tables.Column(
        "牵头项目达标率", accessor="led__rate_words", order_by=("led__rate",), attrs=OF_NUMBERS
    )
    led_trouble = tables.Column("牵头滞后和逾期", accessor="led__trouble", attrs=OF_NUMBERS)
    supported = tables.Column(
        "配合项目达标率",
        accessor="supported__rate_words",
        order_by=("supported__rate",),
        attrs=OF_NUMBERS,
    )
    supported_trouble = tables.Column(
        "配合滞后和逾期", accessor="supported__trouble", attrs=OF_NUMBERS
    )

    class Meta:
        order_by = ("name",)
        empty_text = "没有符合条件的部门。可以清除筛选条件再看。"
        attrs = {"caption": "部门"}

    sheet: Final[Sheet] = {
        "name": (Column("部门", 24, TEXT, lambda row: row.name),),
        "led": _rate(lambda row: row.led, "牵头项目"),
        "led_trouble": (Column("牵头滞后和逾期", 10, NUMBER, lambda row: row.led.trouble),),
        "supported": _rate(lambda row: row.supported, "配合项目"),
        "supported_trouble": (
            Column("配合滞后和逾期", 10, NUMBER, lambda row: row.supported.trouble),
        ),
    }


class BulletinTable(tables.Table):
    """Bulletins, the newest first; each leads to its page."""

    number = tables.TemplateColumn(
        verbose_name="期号",
        template_name="dashboards/columns/_bulletin.html",
        order_by=("year", "number"),
    )
    on = tables.DateColumn(verbose_name="统计截止日期", format="Y-m-d", attrs=TOLD)
    rate = tables.TemplateColumn(
        verbose_name="达标率",
        template_name="dashboards/columns/_bulletin_rate.html",
        accessor="met",
        orderable=False,
        attrs=OF_NUMBERS,
    )
    trouble = tables.Column("滞后和逾期", orderable=False, attrs=OF_NUMBERS)
    made_at = tables.TemplateColumn(
        verbose_name="制作", template_name="dashboards/columns/_bulletin_made.html", attrs=TOLD
    )
    state = tables.TemplateColumn(
        verbose_name="状态",
        template_name="dashboards/columns/_bulletin_state.html",
        accessor="is_withdrawn",
        orderable=False,
    )

    class Meta:
        model = Bulletin
        fields = ("number", "on", "rate", "trouble", "made_at", "state")
        order_by = ("-number",)
        empty_text = "还没有会议材料，或没有符合条件的。可以清除筛选条件再看。"
        attrs = {"caption": "会议材料"}

    sheet: Final[Sheet] = {
        "number": (Column("期号", 14, CENTRE, lambda bulletin: bulletin.issue),),
        "on": (Column("统计截止日期", 13, DATE, lambda bulletin: bulletin.on),),
        "rate": (
            Column("达标率", 10, SHARE, lambda bulletin: bulletin.rate),
            Column("达标数", 9, NUMBER, lambda bulletin: bulletin.met),
            Column("适用数", 9, NUMBER, lambda bulletin: bulletin.applicable),
        ),
        "trouble": (Column("滞后和逾期", 9, NUMBER, lambda bulletin: bulletin.trouble),),
        "made_at": (
            Column("制作人", 12, CENTRE, lambda bulletin: bulletin.made_by.name),
            Column("制作时间", 20, MOMENT, lambda bulletin: bulletin.made_at),
        ),
        "state": (
            Column("状态", 9, CENTRE, lambda row: "已撤回" if row.is_withdrawn else "有效"),
            Column("撤回原因", 30, TEXT, _withdrawn),
        ),
    }
