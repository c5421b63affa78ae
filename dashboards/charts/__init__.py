"""Charts as finished values: amounts in, places on the drawing out; pure, like the rules.

A drawing is a square of 100 × 100: x runs to the right, y downwards. Templates put these numbers
into SVG as percentages, so that a chart stretches to any width while its words keep their size.
Three kinds: a course over the time (``line_chart``, ``_chart_line.html``), columns of lamps by
month (``column_chart``, ``_chart_columns.html``, and the table behind it, ``_chart_table.html``),
and one lamp's months, year by year (``strip``, ``_chart_strip.html``).
"""

from dashboards.charts.axes import Scale, Span, Tick, scale
from dashboards.charts.columns import ColumnChart, Month, column_chart
from dashboards.charts.lines import Course, LineChart, Mark, Point, line_chart, path
from dashboards.charts.strips import Strip, strip

__all__ = [
    "ColumnChart",
    "Course",
    "LineChart",
    "Mark",
    "Month",
    "Point",
    "Scale",
    "Span",
    "Strip",
    "Tick",
    "column_chart",
    "line_chart",
    "path",
    "scale",
    "strip",
]
