"""沿用: what of a report is carried over from earlier ones.

A report keeps which one it was carried over from. What of it still is, is found by comparing both:
a figure changed before it is sent is no longer carried, and no mark can say otherwise.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from projects.models import Assignment, Target
from projects.rules.attainments import is_finished
from projects.rules.cycles import cycle
from projects.rules.values import RECURRING, Rhythm
from reports.actions.save_report import FIGURE
from reports.comparison import ComparedMeasurement
from reports.models import Measurement, Period, Report
from reports.rules.period_kinds import PeriodCode, read_code
from reports.rules.unchanged import (
    LONG,
    CarriedFigure,
    is_next_steps_sentence,
    is_problems_sentence,
    is_progress_sentence,
    times_text,
)


@dataclass(frozen=True, slots=True)
class CarriedContent:
    """What of one report is carried over.

    ``figures`` are by the assignment's key. ``times``: in how many periods in a row the department
    has only stated that there is no progress, this one included.
    """

    figures: Mapping[int, CarriedFigure]
    times: int

    def beside(self, lines: Iterable[ComparedMeasurement]) -> "CarriedContent":
        """The same, with the lines of the report saying which figures are finished.

        Of these nothing more is asked, so that no reviewer need wonder why they stay.
        """
        done = {line.assignment.pk for line in lines if line.is_finished}
        figures = {
            key: replace(figure, is_finished=key in done) for key, figure in self.figures.items()
        }
        return replace(self, figures=figures)

    def marked(self, lines: Iterable[ComparedMeasurement]) -> list[ComparedMeasurement]:
        """The lines of the report, those that are carried with how."""
        return [replace(line, carried=self.figures.get(line.assignment.pk)) for line in lines]

    @property
    def is_long(self) -> bool:
        return self.times >= LONG or any(figure.is_long for figure in self.figures.values())

    @property
    def text(self) -> str:
        """沿用10月数据，连续2期; empty where nothing is carried any more."""
        texts = {figure.text for figure in self.figures.values()}
        if len(texts) == 1:
            return texts.pop()
        if texts:
            longest = max(figure.times for figure in self.figures.values())
            most = f"，最长连续{longest}期" if longest > 1 else ""
            return f"{len(self.figures)} 项沿用以前的数据{most}"
        return f"无新的进展{times_text(self.times)}" if self.times else ""


class _Link(NamedTuple):
    """That a report of the period ``now`` was carried over from ``source``, one of ``before``."""

    source: int
    now: PeriodCode
    before: PeriodCode
    is_stated: bool


NOTHING = CarriedContent({}, 0)
Records = Mapping[int, Mapping[int, Mapping[str, str]]]
"""Figures as plain values, by the keys of report and assignment."""


def carried_by_report(reports: Iterable[Report]) -> dict[int, CarriedContent]:
    """What is carried in each of ``reports`` that was carried over, by its key.

    No query where none was, otherwise two.
    """
    marked = [report for report in reports if report.carried_from_id is not None]
    if not marked:
        return {}
    links = _links(marked)
    chains = {report.pk: list(_chain(report.pk, links)) for report in marked}
    sources = {link.source for chain in chains.values() for link in chain}
    records = _records(chains.keys() | sources)
    return {
        key: CarriedContent(dict(_figures(key, chain, records)), _times(chain))
        for key, chain in chains.items()
    }


def _links(reports: Sequence[Report]) -> dict[int, _Link]:
    """The links of these reports' projects and departments, by the key of the newer report."""
    rows = Report.objects.filter(
        carried_from__isnull=False,
        project__in={report.project_id for report in reports},
        department__in={report.department_id for report in reports},
    ).order_by()
    names = ("pk", "carried_from", "period__code", "carried_from__period__code", "progress")
    links = {}
    for key, source, code, before, progress in rows.values_list(*names):
        now = read_code(code)
        is_stated = is_progress_sentence(progress, now)
        links[key] = _Link(source, now, read_code(before), is_stated)
    return links


def _chain(key: int, links: Mapping[int, _Link]) -> Iterator[_Link]:
    """The links from a report back, newest first."""
    while key in links:
        yield links[key]
        key = links[key].source


def _records(keys: Iterable[int]) -> Records:
    records: dict[int, dict[int, Mapping[str, str]]] = defaultdict(dict)
    for line in Measurement.objects.filter(report__in=keys):
        records[line.report_id][line.assignment_id] = line.as_carried()
    return records


def _figures(
    report: int, chain: Sequence[_Link], records: Records
) -> Iterator[tuple[int, CarriedFigure]]:
    for assignment, record in records.get(report, {}).items():
        times = 0
        for link in chain:
            if not record or records.get(link.source, {}).get(assignment) != record:
                break
            times += 1
        if times:
            yield assignment, CarriedFigure(chain[0].now, chain[times - 1].before, times)


def _times(chain: Sequence[_Link]) -> int:
    return next((n for n, link in enumerate(chain) if not link.is_stated), len(chain))


def stated_texts(report: Report) -> frozenset[str]:
    """The fields of a report that was carried over whose texts only state that nothing changed."""
    if report.carried_from_id is None:
        return frozenset()
    stated = {
        "progress": is_progress_sentence(report.progress, report.period.parts),
        "problems": is_problems_sentence(report.problems),
        "next_steps": is_next_steps_sentence(report.next_steps),
    }
    return frozenset(field for field, is_so in stated.items() if is_so)


def starts_again(target: Target, before: Period, now: Period) -> bool:
    """Whether a target's count of a year, school year or semester is over between two periods."""
    rhythm = Rhythm(target.rhythm)
    return rhythm in RECURRING and cycle(rhythm, before.end) != cycle(rhythm, now.end)


def copied(figure: Measurement, assignment: Assignment) -> Measurement:
    """An earlier figure as one of a new report, without its reason."""
    copy = Measurement(assignment=assignment)
    for field in FIGURE:
        setattr(copy, field, getattr(figure, field))
    copy.reason = ""
    if assignment.denominator is not None and copy.numerator is not None:
        copy.denominator = assignment.denominator
    return copy


def continued(
    figure: Measurement | None, assignment: Assignment, now: Period
) -> Measurement | None:
    """What a figure, with its report's period loaded, would be in a report of ``now``.

    None without one, or where the count starts again.
    """
    if figure is None or not figure.as_carried():
        return None
    if starts_again(assignment.target, figure.report.period, now):
        return None
    return copied(figure, assignment)


def finished(figure: Measurement | None, assignment: Assignment, now: Period) -> Measurement | None:
    """The same of a figure that meets its goal for good, and goes on unasked; None of others."""
    again = continued(figure, assignment, now)
    if again is None:
        return None
    goal = assignment.target.goal(assignment.target.project.plan, assignment)
    return again if is_finished(goal, again.figure(now.end)) else None


def marks_of(previous: Report, now: Period) -> dict[int, CarriedFigure]:
    """How each figure of ``previous`` is marked in a report of ``now`` that carries it over.

    By the assignment's key. Two queries if ``previous`` was carried over itself.
    """
    earlier = carried_by_report([previous]).get(previous.pk, NOTHING).figures
    marks = {}
    for key, figure in previous.figures.items():
        if figure.as_carried():
            first = CarriedFigure(previous.period.parts, previous.period.parts, 0)
            before = earlier.get(key, first)
            marks[key] = CarriedFigure(now.parts, before.origin, before.times + 1)
    return marks


def is_news(line: Measurement, source: Report, now: Period) -> bool:
    """Whether a figure says something that ``source`` did not, and that a new cycle does not ask.

    ``line`` has its assignment and target loaded.
    """
    record, assignment = line.as_carried(), line.assignment
    if not record or starts_again(assignment.target, source.period, now):
        return False
    before = source.figures.get(assignment.pk)
    if before is None or not before.as_carried():
        return True
    if assignment.denominator is not None and line.numerator is not None:
        return line.numerator != before.numerator
    return record != before.as_carried()


def is_contradicted(
    period: Period, progress: str, lines: Iterable[Measurement], source: Report
) -> bool:
    """Whether ``progress`` states that nothing differs from ``source``, while ``lines`` do."""
    if not is_progress_sentence(progress, period.parts):
        return False
    return any(is_news(line, source, period) for line in lines)


def contradicts_itself(report: Report) -> bool:
    """The same of a saved report that was carried over."""
    if report.carried_from_id is None or not is_progress_sentence(
        report.progress, report.period.parts
    ):
        return False
    source = Report.objects.select_related("period").get(pk=report.carried_from_id)
    lines = report.measurements.select_related("assignment__target")
    return is_contradicted(report.period, report.progress, lines, source)
