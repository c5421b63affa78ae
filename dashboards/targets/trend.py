"""One target over the months: its charts, lamp strips, and the rows of the table behind them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Final

from dashboards.charts.axes import Scale, Span, scale
from dashboards.charts.lamp_strip import Strip, strip
from dashboards.charts.lines import Bend, LineChart, LineData, Mark, Point, line_chart
from dashboards.snapshots.assessments import Assessment
from dashboards.snapshots.snapshot import SEPARATE
from dashboards.snapshots.target_status import TargetStatus
from dashboards.targets.chart_texts import (
    DRAWN,
    Month,
    Past,
    bodies_noun,
    chart_text,
    counted_note,
    is_counted_by_body,
    is_share,
    pace_text,
    runs_text,
)
from dashboards.targets.history import Moment
from departments.models import Department
from projects import wording
from projects.models import Plan
from projects.rules import paces
from projects.rules.attainments import met
from projects.rules.values import DueValue, Goal, Lamp, Rhythm, Scope

SIGNS: Final = {
    "course": "实际",
    "expected": "序时",
    "bend": "方案调整",
    "met": "节点，已达到",
    "ahead": "节点，未到期",
    "missed": "节点，已过期未达到",
}


@dataclass(frozen=True, slots=True)
class Trend:
    """A status with its past: a chart, or a strip of lamps where there are no amounts."""

    item: Assessment
    chart: LineChart | None = None
    strip: Strip | None = None
    note: str = ""
    """What a chart that counts departments does not show, and where to find it."""

    @property
    def status(self) -> TargetStatus:
        """The newest status."""
        return self.item.status

    @property
    def unit(self) -> str:
        """What the axis of amounts counts."""
        if not is_counted_by_body(self.item):
            return f"单位：{self.item.target.unit}"
        parts = self.item.parts
        return f"达到要求的{bodies_noun(self.item)}数（共 {parts.applicable if parts else 0} 个）"


@dataclass(frozen=True, slots=True)
class Stage:
    """A checkpoint of the plan and whether it is reached; ``state`` as a chart's mark has it.

    ``extended`` lists the departments' extensions, unless the target's own day is extended.
    """

    checkpoint: DueValue
    goal_text: str
    state: str
    is_inferred: bool
    days_left: int
    extended: Sequence[str]

    @property
    def due_text(self) -> str:
        """The due day; an extended one also has the day in the plan."""
        return wording.due(self.checkpoint)

    @property
    def state_text(self) -> str:
        """The state on the day shown."""
        ahead = f"还有 {self.days_left} 天"
        return {"met": "已达到", "missed": "已过期，未达到"}.get(self.state, ahead)


def of_city(moments: Sequence[Moment], plan: Plan) -> Trend:
    """The whole target's trend: its figure, or how many departments meet the target."""
    past = [Month(moment.day, moment.terms_from, moment.city) for moment in moments]
    parts = moments[-1].assignments
    on, _, line = past[-1]
    if is_counted_by_body(line):
        course = LineData(
            [Point(month.day, _met_bodies(month.item)) for month in past],
            marks=[
                Mark(
                    line.goal.last.due,
                    Fraction(line.parts.applicable if line.parts else 0),
                    _state(line, -1, parts, on),
                    _last_text(line),
                )
            ],
            bends=_bends(past),
        )
        return replace(_trend(past, course, plan, None), note=counted_note(line, course))
    return _trend(past, _course(past, parts, _span(plan, on)), plan, None)


def of_assignments(moments: Sequence[Moment], plan: Plan) -> list[Trend]:
    """The trends of the departments that report the target, all on one scale."""
    on = moments[-1].day
    pasts = [
        [
            Month(moment.day, moment.terms_from, item)
            for moment in moments
            for item in moment.assignments
            if item.department == last.department
        ]
        for last in moments[-1].assignments
    ]
    courses = [_course(past, (), _span(plan, on)) for past in pasts]
    axis = scale(
        (amount for course in courses for amount in course.amounts),
        is_share=any(is_share(past[-1].item) for past in pasts),
    )
    return [_trend(past, course, plan, axis) for past, course in zip(pasts, courses, strict=True)]


def signs(trends: Sequence[Trend]) -> list[tuple[str, str]]:
    """The signs that stand in any of several charts, each with its words."""
    charts = [trend.chart for trend in trends if trend.chart]
    shown = {mark.state for chart in charts for mark in chart.marks}
    shown |= {"course"} if charts else set()
    shown |= {"expected"} if any(chart.expected for chart in charts) else set()
    shown |= {"bend"} if any(chart.bends for chart in charts) else set()
    return [(sign, words) for sign, words in SIGNS.items() if sign in shown]


def stages(moment: Moment) -> list[Stage]:
    """The plan's checkpoints on the day of ``moment``, in order."""
    line = moment.city
    return [
        Stage(
            checkpoint,
            wording.goal(line.goal, line.target.unit, checkpoint),
            _state(line, number, moment.assignments, moment.day),
            planned.is_inferred,
            (checkpoint.due - moment.day).days,
            [] if checkpoint.original_due else _extended(moment.assignments, number),
        )
        for number, (checkpoint, planned) in enumerate(
            zip(line.goal.checkpoints, line.checkpoints, strict=True)
        )
    ]


def _extended(parts: Sequence[Assessment], number: int) -> list[str]:
    """``惠来县延至 2026-12-31`` for each part whose checkpoint of that number was moved."""
    texts = []
    for part in parts:
        checkpoint = part.goal.checkpoints[number]
        if checkpoint.original_due and part.department:
            whose = part.department.county or part.department
            texts.append(f"{whose}延至 {checkpoint.due:%Y-%m-%d}")
    return texts


@dataclass(frozen=True, slots=True)
class MonthCell:
    """A line of a month, and what was corrected of its figure."""

    line: Assessment
    correction: str


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of the table behind the charts."""

    day: date
    pace: str
    """The amount a steady pace reaches by then, in the figure's unit."""
    city: MonthCell
    assignments: Sequence[MonthCell | None]
    """In the order of the newest month's; ``None`` where there was none then."""


def rows(moments: Sequence[Moment]) -> list[MonthRow]:
    """The table behind the charts, newest month first."""
    departments = [item.department for item in moments[-1].assignments]
    return [_month_row(moment, departments) for moment in reversed(moments)]


def _month_row(moment: Moment, departments: Sequence[Department | None]) -> MonthRow:
    own = {item.department: item for item in moment.assignments}
    cells = [own.get(department) for department in departments]
    return MonthRow(
        moment.day,
        pace_text(moment.city, moment.day),
        MonthCell(moment.city, moment.correction_text(moment.city)),
        [MonthCell(item, moment.correction_text(item)) if item else None for item in cells],
    )


def _trend(past: Past, course: LineData, plan: Plan, axis: Scale | None) -> Trend:
    on, _, line = past[-1]
    if line.lamp is Lamp.EXEMPT:
        return Trend(line)
    if line.goal.measure not in DRAWN:
        lamps = [(month.day, month.item.lamp) for month in past]
        return Trend(line, strip=strip(lamps, f"{line.department_name}逐月亮灯：{runs_text(past)}"))
    axis = axis or scale(course.amounts, is_share=is_share(line))
    chart = line_chart(course, _span(plan, on), axis, on, chart_text(past, course))
    return Trend(line, chart)


def _course(past: Past, parts: Sequence[Assessment], span: Span) -> LineData:
    on, _, line = past[-1]
    points = [
        Point(day, item.evaluation.figure.value if item.evaluation.figure else None)
        for day, _, item in past
    ]
    if line.goal.measure not in DRAWN or not line.goal.is_own:
        return LineData(points)
    return LineData(
        points,
        _pace_points(past, span.last),
        [
            Mark(
                checkpoint.due,
                checkpoint.target_value,
                _state(line, number, parts, on),
                f"{wording.due(checkpoint)} "
                f"{wording.goal(line.goal, line.target.unit, checkpoint)}",
            )
            for number, checkpoint in enumerate(line.goal.checkpoints)
            if checkpoint.target_value is not None
        ],
        _bends(past),
    )


def _bends(past: Past) -> list[Bend]:
    """Where an amendment changed what is demanded; the months show only the last one of each."""
    found = []
    for before, now in pairwise(past):
        line = now.item
        if line.plan_data is None or line.goal.stated == before.item.goal.stated:
            continue
        key = line.assignment.pk if line.assignment else None
        former = next(line.plan_data.former_goals(line.target.pk, key), None)
        if former:
            words = wording.former(former.goal, line.goal, line.target.unit)
            change = former.change
            found.append(Bend(former.until, change.document, words, change.is_correction))
    return found


def _pace_points(past: Past, last: date) -> list[Point]:
    """The line of the pace: straight between the days on which it bends, or its goal changes."""
    starts: list[tuple[date, Goal]] = []
    for _, terms_from, item in past:
        start = terms_from or item.goal.start
        if starts and item.goal.stated == starts[-1][1].stated:
            start = starts.pop()[0]
        starts.append((start if starts else item.goal.start, item.goal))
    ends = [*(day for day, _ in starts[1:]), last]
    return [
        Point(day, paces.line(goal, day))
        for (start, goal), end in zip(starts, ends, strict=True)
        for day in sorted(
            {start, end, *(day for day in paces.bends(goal, last) if start < day < end)}
        )
    ]


def _span(plan: Plan, on: date) -> Span:
    return Span(plan.start, max(plan.end, on))


def _met_bodies(line: Assessment) -> Fraction | None:
    """How many departments meet the target; None before the first reports."""
    if line.parts is None or line.coverage is None or not line.coverage.reported:
        return None
    return Fraction(line.parts.met)


def _last_text(line: Assessment) -> str:
    return f"{wording.due(line.goal.last)} 全部达标"


def _state(line: Assessment, number: int, parts: Sequence[Assessment], on: date) -> str:
    """``met``, ``missed`` or ``ahead``; where each department has to meet it, all of them must.

    ``number`` is that of the checkpoint: each has to meet what is demanded of itself by then.
    """
    due = line.goal.checkpoints[number].due
    if line.goal.rhythm is not Rhythm.ONCE and due >= on:
        return "ahead"
    is_separate = line.department is None and Scope(line.target.scope) in SEPARATE
    owing = [part for part in parts if part.lamp is not Lamp.EXEMPT] if is_separate else [line]
    if owing and all(_meets(item, number) for item in owing):
        return "met"
    return "missed" if due < on else "ahead"


def _meets(line: Assessment, number: int) -> bool:
    """Whether a line's figure meets its checkpoint; without amounts only the last can be met."""
    checkpoint, figure = line.goal.checkpoints[number], line.evaluation.figure
    if checkpoint.target_value is None or figure is None or figure.value is None:
        return line.evaluation.is_met
    goal = line.goal
    return met(figure.value, checkpoint.target_value, goal.bound, goal.tolerance)
