"""What an assignment demands and what was reported of it, in words."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from projects import wording
from projects.models import Amendments, Assignment
from projects.rules.values import Figure, Measure


class Reported(Protocol):
    """What was reported of an assignment: a measurement, whose model belongs to reports."""

    done_on: date | None

    def figure(self, period_end: date) -> Figure: ...


def goal_text(assignment: Assignment) -> str:
    """What an assignment demands, such as ``≥22 所``; of a part, what the city demands."""
    target = assignment.target
    return wording.goal(target.goal(target.project.plan, assignment), target.unit)


def checkpoint_goals(assignment: Assignment, extended: Mapping[int, date]) -> dict[str, str]:
    """What is to be reached by when, such as ``2026-12-31（原 2025-12-31） ≥80%``.

    By the key of each checkpoint, in their order; ``extended`` are the later days agreed to.
    """
    target = assignment.target
    goal = target.goal(target.project.plan, assignment, Amendments(extended))
    checkpoints = zip(target.checkpoints.all(), goal.checkpoints, strict=True)
    return {
        str(item.pk): f"{wording.due(found)} {wording.goal(goal, target.unit, found)}"
        for item, found in checkpoints
    }


def value_text(assignment: Assignment, measurement: Reported | None) -> str:
    """What was reported of an assignment, such as ``15 所`` or ``76.7%（115/150）``."""
    if assignment.exemption_reason:
        return f"不适用：{assignment.exemption_reason}"
    if measurement is None and assignment.closed_on:
        return f"{assignment.closed_on:%Y-%m-%d} 办结"
    if measurement is None:
        return wording.NO_DATA
    target = assignment.target
    # The words of a figure do not tell its period, so the plan's end does for any.
    figure = measurement.figure(target.project.plan.end)
    words = wording.figure(Measure(target.measure), target.unit, figure)
    return f"{words}（{measurement.done_on:%Y-%m-%d}）" if measurement.done_on else words
