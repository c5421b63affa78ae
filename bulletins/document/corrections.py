"""Which of a day's figures were corrected, by that day or since (更正后口径)."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils import timezone

from bulletins.document.frozen import CorrectedFigure
from dashboards.snapshots.assessments import Assessment
from dashboards.snapshots.snapshot import Snapshot
from projects import wording
from projects.rules.values import Figure
from reports.known_figures import Correction, corrections, figure_rows
from reports.models import Measurement

Corrections = Mapping[tuple[int, date], Correction]


def corrected_figures(snapshot: Snapshot) -> tuple[CorrectedFigure, ...]:
    """The corrections of the figures that the snapshot's assignments show. One query."""
    shown = {
        (item.assignment.pk, item.evaluation.figure.period_end): item
        for own in snapshot.assessed_assignments.values()
        for item in own
        if item.assignment and item.evaluation.figure
    }
    revised = Measurement.objects.filter(
        assignment=OuterRef("assignment"),
        period_end=OuterRef("period_end"),
        revised_on__isnull=False,
    )
    rows = figure_rows(
        Measurement.objects.filter(
            Exists(revised),
            assignment__in=[assignment for assignment, _ in shown],
            period_end__in={period_end for _, period_end in shown},
        )
    )
    then, now = corrections(rows, snapshot.on), corrections(rows, timezone.localdate())
    texts = {key: _text(item, then.get(key), now.get(key)) for key, item in shown.items()}
    return tuple(
        CorrectedFigure(
            item.target.project.number,
            item.target.number,
            item.department.code if item.department else "",
            texts[key],
        )
        for key, item in shown.items()
        if texts[key]
    )


def _text(item: Assessment, then: Correction | None, now: Correction | None) -> str:
    """What was corrected by the day, and what since."""

    def words(figure: Figure) -> str:
        return wording.figure(item.goal.measure, item.target.unit, figure)

    parts = [wording.corrected(words(then.before), then.on)] if then else []
    if now and now != then:
        is_withdrawn = not now.after.is_reported
        became = "撤回" if is_withdrawn else f"更正为{words(now.after)}"
        parts.append(f"{now.on:%Y-%m-%d}{became}")
    return "；".join(parts)
