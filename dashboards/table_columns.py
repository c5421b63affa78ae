"""Columns that several lists of dashboards show; ``counts`` is the accessor of ``LampCounts``."""

from collections.abc import Callable

import django_tables2 as tables

OF_NUMBERS = {"td": {"class": "number"}, "th": {"class": "number"}}


def rate_of(counts: str, heading: str) -> tables.Column:
    """达标率 with its numerator and denominator."""
    return tables.Column(
        heading,
        accessor=f"{counts}__rate_of_text",
        order_by=(f"{counts}__rate",),
        attrs=OF_NUMBERS,
    )


def behind_of(
    counts: str, heading: str, linkify: Callable[..., str] | None = None
) -> tables.Column:
    """How many are behind or overdue."""
    return tables.Column(heading, accessor=f"{counts}__behind", linkify=linkify, attrs=OF_NUMBERS)


def lit_of(counts: str) -> tables.TemplateColumn:
    """The count of each lamp that occurs."""
    return tables.TemplateColumn(
        verbose_name="各灯数量",
        template_name="dashboards/_counts.html",
        accessor=counts,
        extra_context=lambda value: {"counts": value.lit},
        orderable=False,
    )
