"""Texts for an assignment's goal and its reported value."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from projects import wording
from projects.models import Amendments, Assignment
from projects.rules.values import Figure, Measure


class Reported(Protocol):
    """A measurement of an assignment; its model is in reports, which this app may not import."""

    done_on: date | None

    def figure(self, period_end: date) -> Figure: ...


def goal_text(assignment: Assignment) -> str:
    """An assignment's goal, such as ``≥22 所``; a part without its own shows the city's."""
    target = assignment.target
    return wording.goal(target.goal(target.project.plan, assignment), target.unit)


def checkpoint_goals(assignment: Assignment, extended: Mapping[int, date]) -> dict[str, str]:
    """Due day and goal by checkpoint pk, such as ``2026-12-31（原 2025-12-31） ≥80%``.

    In the checkpoints' order; ``extended`` holds the later days agreed to, by checkpoint pk.
    """
    target = assignment.target
    goal = target.goal(target.project.plan, assignment, Amendments(extended))
    checkpoints = zip(target.checkpoints.all(), goal.checkpoints, strict=True)
    return {
        str(item.pk): f"{wording.due(value)} {wording.goal(goal, target.unit, value)}"
        for item, value in checkpoints
    }


def finished_text(assignment: Assignment, measurement: Reported) -> str:
    """``已完成（20 所，要求≥20 所），不用再填``: of a figure that meets its goal for good."""
    words = value_text(assignment, measurement)
    if not assignment.target.is_milestone:
        # The parts of a share stand in brackets already.
        bare = words.replace("（", "，").replace("）", "")
        words = f"已完成（{bare}，要求{goal_text(assignment)}）"
    return f"{words}，不用再填"


def value_text(
    assignment: Assignment, measurement: Reported | None, places: int | None = None
) -> str:
    """An assignment's reported value, such as ``15 所`` or ``76.7%（115/150）``.

    ``places``: the decimals of its percentage, where it stands beside others.
    """
    if assignment.exemption_reason:
        return f"不适用：{assignment.exemption_reason}"
    if measurement is None and assignment.closed_on:
        return f"{assignment.closed_on:%Y-%m-%d} 办结"
    if measurement is None:
        return wording.NO_DATA
    target = assignment.target
    # The text of a figure does not show its period, so any day will do.
    figure = measurement.figure(target.project.plan.end)
    words = wording.figure(Measure(target.measure), target.unit, figure, places)
    return f"{words}（{measurement.done_on:%Y-%m-%d}）" if measurement.done_on else words
