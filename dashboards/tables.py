"""Lists of dashboards."""

from fractions import Fraction

import django_tables2 as tables

from dashboards.models import Bulletin
from departments.tables import TOLD
from projects import wording

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


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
        attrs=NUMBER,
    )
    attainment = tables.TemplateColumn(
        verbose_name="完成度",
        template_name="dashboards/columns/_pace.html",
        order_by=("attainment_order",),
        attrs=NUMBER,
    )
    deviation = tables.Column(
        "偏差",
        accessor="standing__deviation",
        order_by=("deviation_order",),
        attrs=NUMBER,
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

    def render_deviation(self, value: Fraction) -> str:
        """``−6.3``."""
        return wording.signed_points(value)


class ProjectTable(tables.Table):
    """Projects with their tallies."""

    number = tables.Column("序号", accessor="subject__number", attrs=NUMBER)
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
    rate = tables.Column("达标率", accessor="rate_words", order_by=("rate",), attrs=NUMBER)
    trouble = tables.Column("滞后和逾期", attrs=NUMBER)
    counts = tables.TemplateColumn(
        verbose_name="各灯数量",
        template_name="dashboards/columns/_counts.html",
        orderable=False,
    )

    class Meta:
        order_by = ("number",)
        empty_text = "没有符合条件的项目。可以清除筛选条件再看。"
        attrs = {"caption": "项目"}


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
        attrs=NUMBER,
    )
    trouble = tables.TemplateColumn(
        verbose_name="滞后和逾期",
        template_name="dashboards/columns/_county_trouble.html",
        accessor="summary__trouble",
        order_by=("summary__trouble",),
        attrs=NUMBER,
    )
    timeliness = tables.TemplateColumn(
        verbose_name="及时率",
        template_name="dashboards/columns/_county_timeliness.html",
        order_by=("timeliness_order",),
        attrs=NUMBER,
    )
    late = tables.Column("迟报", accessor="year__late", attrs=NUMBER)
    missing = tables.Column("未报", accessor="year__missing_count", attrs=NUMBER)
    counts = ProjectTable.base_columns["counts"]

    class Meta:
        order_by = ("-rate", "name")
        sequence = ("...", "counts")
        attrs = {"caption": "县（市、区）比较"}


class DepartmentTable(tables.Table):
    """Departments: what they lead and what they support, apart."""

    name = tables.TemplateColumn(
        verbose_name="部门",
        template_name="dashboards/columns/_department.html",
        order_by=("department__order",),
    )
    led = tables.Column(
        "牵头项目达标率", accessor="led__rate_words", order_by=("led__rate",), attrs=NUMBER
    )
    led_trouble = tables.Column("牵头滞后和逾期", accessor="led__trouble", attrs=NUMBER)
    supported = tables.Column(
        "配合项目达标率",
        accessor="supported__rate_words",
        order_by=("supported__rate",),
        attrs=NUMBER,
    )
    supported_trouble = tables.Column("配合滞后和逾期", accessor="supported__trouble", attrs=NUMBER)

    class Meta:
        order_by = ("name",)
        empty_text = "没有符合条件的部门。可以清除筛选条件再看。"
        attrs = {"caption": "部门"}


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
        attrs=NUMBER,
    )
    trouble = tables.Column("滞后和逾期", orderable=False, attrs=NUMBER)
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
