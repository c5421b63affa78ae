from typing import Final

import django_tables2 as tables

from dashboards.snapshots.target_status import TargetStatus
from dashboards.table_columns import OF_NUMBERS
from dashboards.targets.target_columns import of_target
from departments.tables import ListTable
from spreadsheets.columns import Sheet


class TargetTable(ListTable):
    """Assignments with their figures, each with the rule of its lamp.

    The lamp stands in front, since a small screen may cut off the last columns.
    """

    target = tables.TemplateColumn(
        verbose_name="目标",
        template_name="dashboards/_line_target.html",
        context_object_name="line",
        order_by=("project", "target"),
    )
    department = tables.TemplateColumn(
        verbose_name="责任部门",
        template_name="dashboards/columns/_department.html",
        order_by=("department_info__order",),
    )
    lamp = tables.TemplateColumn(
        verbose_name="亮灯",
        template_name="dashboards/_line_status.html",
        context_object_name="line",
        order_by=("lamp__rank",),
    )
    figure = tables.TemplateColumn(
        verbose_name="填报值",
        template_name="dashboards/_figure.html",
        accessor="shown_text",
        extra_context=lambda record: {
            "figure": record.shown_text,
            "coverage": record.coverage_text,
        },
        orderable=False,
        attrs=OF_NUMBERS,
    )
    attainment = tables.TemplateColumn(
        verbose_name="完成度",
        template_name="tracker/_pace.html",
        extra_context=lambda record: {
            "lamp": record.lamp,
            "attainment": record.attainment_text,
            "expected": record.expected_text,
        },
        order_by=("attainment",),
        attrs=OF_NUMBERS,
    )
    deviation = tables.Column(
        "偏差",
        order_by=("deviation",),
        attrs=OF_NUMBERS,
    )
    due = tables.TemplateColumn(
        verbose_name="要求和时限",
        template_name="dashboards/columns/_demand.html",
        context_object_name="line",
        order_by=("due",),
    )

    class Meta:
        order_by = ("lamp",)
        empty_text = "没有符合条件的目标。可以清除筛选条件再看。"
        attrs = {"caption": "目标明细"}

    sheet: Final[Sheet] = {
        "target": of_target("项目序号", "目标", "原文", "计量方式"),
        "department": of_target("责任部门", "县区"),
        "lamp": of_target("亮灯", "亮灯依据"),
        "figure": of_target("填报值", "分子", "分母", "已报"),
        "attainment": of_target("完成度", "序时进度"),
        "deviation": of_target("偏差"),
        "due": of_target("要求", "目标值", "单位", "完成时限", "原定时限"),
    }

    def render_deviation(self, record: TargetStatus) -> str:
        """``−6.3``."""
        return record.signed_deviation_text
