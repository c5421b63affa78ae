"""勾稽关系: which of a department's own figures of a period do not fit each other.

Like an unusual figure, one that does not fit is told and wants a reason, and is never refused.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from projects import wording
from projects.models import CrossCheck, Target
from projects.rules.cross_checks import Relation, fits
from projects.rules.values import ZERO
from reports.models import Measurement, Report

Values = Mapping[int, Fraction]
"""A department's figures of a period, by the targets' keys."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A target and the parts whose sum its figure equals, or is at most."""

    target: Target
    relation: Relation
    parts: Sequence[Target]

    @property
    def targets(self) -> Sequence[Target]:
        return (self.target, *self.parts)

    def misfit(self, values: Values) -> str:
        """Why the figures do not fit, in words; empty if they do or if one of them is missing."""
        if any(each.pk not in values for each in self.targets):
            return ""
        whole, parts = values[self.target.pk], [values[each.pk] for each in self.parts]
        if fits(whole, self.relation, parts):
            return ""
        codes = "、".join(f"目标{each.code}" for each in self.parts)
        unit, total = self.target.unit, wording.number(sum(parts, ZERO))
        return (
            f"目标{self.target.code}为{wording.number(whole)} {unit}，应"
            f"{wording.RELATION_LABELS[self.relation]}{codes}"
            f"{'之和' if len(parts) > 1 else ''}（{total} {unit}）"
        )


def load_sums() -> list[Sum]:
    """The sums of all targets that have not ended. One query."""
    checks = CrossCheck.objects.select_related("target__project", "part__project")
    parts: dict[tuple[Target, str], list[Target]] = defaultdict(list)
    for check in checks:
        parts[check.target, check.relation].append(check.part)
    sums = [Sum(target, Relation(relation), every) for (target, relation), every in parts.items()]
    return [each for each in sums if all(target.ended_on is None for target in each.targets)]


def sums_with(report: Report) -> list[Sum]:
    """Those that hold a target of the report's project. One query."""
    return [
        each
        for each in load_sums()
        if any(target.project_id == report.project_id for target in each.targets)
    ]


def values_beside(report: Report, sums: Iterable[Sum]) -> dict[int, Fraction]:
    """The figures that the department's other reports of the period hold for the sums' targets.

    One query, or none without sums.
    """
    wanted = {target.pk for each in sums for target in each.targets}
    if not wanted:
        return {}
    figures = Measurement.objects.filter(
        report__period=report.period,
        report__department=report.department,
        assignment__target__in=wanted,
    ).exclude(report__project=report.project)
    newest_last = figures.order_by("report__revision").values_list("assignment__target", "value")
    values = dict(newest_last)
    return {key: Fraction(value) for key, value in values.items() if value is not None}


def values_of(figures: Iterable[tuple[int, Measurement | None]]) -> dict[int, Fraction]:
    """The counts among some targets' figures; ``None`` is no figure."""
    return {
        target: Fraction(figure.value)
        for target, figure in figures
        if figure is not None and figure.value is not None
    }


def misfits(target: int, sums: Iterable[Sum], values: Values) -> list[str]:
    """The sentences that concern a target."""
    found = [each.misfit(values) for each in sums if target in {other.pk for other in each.targets}]
    return [sentence for sentence in found if sentence]
