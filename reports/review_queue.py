"""Reports that wait for a decision, with what changed, what is unusual and what is missing.

Nothing is stored: a queue has a few hundred reports at most and takes a fixed number of queries.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from departments.models import Officer
from departments.permissions import Capability
from projects import wording
from projects.change_requests.models import ChangeRequest, extended_days
from projects.models import Amendments, Assignment
from projects.rules.baselines import from_first
from projects.rules.evaluation import evaluate_known
from projects.rules.rollups import worst
from projects.rules.values import Known, Lamp, Thresholds
from reports.carried import NOTHING, CarriedContent, carried_by_report, stated_texts
from reports.comparison import ComparedMeasurement, assignments_of_all, compared, previous_by_report
from reports.differences import plain
from reports.known_figures import Question, as_figures, deciding, figure_rows
from reports.models import Measurement, Period, Report
from reports.models.report import ReportQuerySet
from reports.problems import names_problem
from reports.workflow import is_own_work, queue_for

TO_RATE = "有目标待评定"


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A report that waits for an officer's decision, with the previous one."""

    report: Report
    previous: Report | None
    lines: Sequence[ComparedMeasurement]
    lamp: Lamp | None
    """The worst lamp of the department in the project today; None where it has no figures."""
    files: int
    to_rate: int
    """How many targets this officer has to rate when passing the report."""
    is_own_work: bool
    carried: CarriedContent = NOTHING

    @property
    def changed(self) -> int:
        return sum(line.is_changed for line in self.lines)

    @property
    def missing(self) -> int:
        return sum(line.is_missing for line in self.lines)

    @property
    def unusual(self) -> Sequence[ComparedMeasurement]:
        return [line for line in self.lines if line.anomalies]

    @property
    def unusual_number(self) -> int:
        return len(self.unusual)

    @property
    def unexplained(self) -> int:
        return sum(line.is_unexplained for line in self.lines)

    @property
    def lamp_word(self) -> str:
        return wording.LAMP_LABELS[self.lamp] if self.lamp else ""

    @property
    def lamp_rank(self) -> int:
        """For sorting: worst first, without a lamp last."""
        return self.lamp.rank if self.lamp else len(Lamp)

    @property
    def says_the_same(self) -> bool:
        """Whether all texts equal the previous period's, or state that nothing has changed."""
        if self.previous is None:
            return False
        before, stated = self.previous.texts, stated_texts(self.report)
        return all(
            field in stated
            or plain(before[field]) == plain(now)
            or _both_name_none(before, field, now)
            for field, now in self.report.texts.items()
        )

    @property
    def change_text(self) -> str:
        if self.previous is None:
            return "首次报送"
        if self.changed:
            return f"{self.changed} 项有变化"
        return "无变化" if self.says_the_same else "只有文字变化"

    @property
    def flags(self) -> Sequence[str]:
        """Why the report must be opened before it is passed; empty if bulk passing is allowed."""
        return [*self.flags_beside_rating, *([TO_RATE] if self.to_rate else [])]

    @property
    def flags_beside_rating(self) -> Sequence[str]:
        """The same without the targets to rate."""
        holds = {
            "数据有异常": bool(self.unusual),
            "有数据未填": bool(self.missing),
            "由您本人填报": self.is_own_work,
        }
        return [words for words, is_so in holds.items() if is_so]

    @property
    def traits(self) -> Mapping[str, frozenset[str]]:
        """The queue's computed filters, each with the choices that match this report."""
        is_same = self.previous is not None and not self.changed and self.says_the_same
        unexplained = {"unexplained"} if self.unexplained else set()
        return {
            "lamp": frozenset({self.lamp.value} if self.lamp else ()),
            "anomalies": frozenset({_yes(bool(self.unusual))} | unexplained),
            "changes": frozenset({_yes(not is_same)}),
            "rated": frozenset({_yes(bool(self.to_rate))}),
            "bulk": frozenset({_yes(not self.flags)}),
        }

    def matches(self, choices: Mapping[str, str]) -> bool:
        """Whether all choices, by the name of their trait, match this report."""
        return all(value in self.traits[name] for name, value in choices.items())


def _both_name_none(before: Mapping[str, str], field: str, now: str) -> bool:
    """Whether neither text names a problem or step: 无 says what an empty text does."""
    return field != "progress" and not names_problem(before[field]) and not names_problem(now)


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def queued_for(user: Officer) -> ReportQuerySet:
    """The reports that wait for an officer's decision; for most roles none."""
    waiting = Report.objects.visible_to(user).filter(state=queue_for(user))
    if user.can(Capability.ENDORSE):
        return waiting.filter(department=user.department_id)
    return waiting


def summed_up(reports: ReportQuerySet, user: Officer, on: date) -> list[QueueItem]:
    """A queue item for each of ``reports``, as ``user`` sees it.

    11 queries, and two more where any report was carried over, however long ago that began.
    """
    loaded = list(reports.with_names().prefetch_related("measurements", "evidence"))
    previous = previous_by_report(loaded)
    assignments = assignments_of_all(loaded)
    lamps = _lamps(chain.from_iterable(assignments.values()), on)
    carried = carried_by_report(loaded)
    is_reviewer = user.can(Capability.REVIEW)
    items = []
    for report in loaded:
        before = previous.get(report.pk)
        own = assignments.get((report.project_id, report.department_id), ())
        lines = compared(report, before, own)
        items.append(
            QueueItem(
                report,
                before,
                lines,
                worst(lamps[item.pk] for item in own) if own else None,
                len(report.evidence.all()),
                sum(line.is_to_rate for line in lines) if is_reviewer else 0,
                is_own_work(report, user),
                carried.get(report.pk, NOTHING).beside(lines),
            )
        )
    return items


def _lamps(assignments: Iterable[Assignment], on: date) -> dict[int, Lamp]:
    """Each assignment's lamp on a day, by key, as the dashboards show it."""
    due = Period.objects.due_ends(on)
    loaded = list(assignments)
    extended = extended_days(ChangeRequest.objects.accepted_by(on).filter(assignment__in=loaded))
    goals = {}
    for assignment in loaded:
        amendments = Amendments(extended.get(assignment.pk, {}), assignment.is_closed(on))
        plan = assignment.target.project.plan
        goals[assignment.pk] = assignment.target.goal(plan, assignment, amendments)
    decisive = deciding(Question(goals, {on: Thresholds(newest_due=due.newest)}))
    own = Measurement.objects.filter(decisive, assignment__in=loaded)
    figures = as_figures(figure_rows(own), on)
    lamps = {}
    for assignment in loaded:
        known = figures.get(assignment.pk, Known())
        goal = from_first(goals[assignment.pk], known.first)
        thresholds = assignment.target.project.plan.thresholds(*due)
        lamps[assignment.pk] = evaluate_known(goal, known, on, thresholds).lamp
    return lamps
