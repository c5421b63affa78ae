"""Several of a department's reports at once: what becomes of each when a button is pressed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from departments.exceptions import Conflict, StepRefused
from departments.models import Department, Officer
from home.worklists.obligations import Due, dues
from home.worklists.offers import Offer, Row, rows
from projects.models import Assignment
from reports.actions import copy_previous
from reports.models import Report
from reports.previous import previous_by_project
from reports.workflow import perform

STALE = "待办已有变化，请看下面的最新情况后再选。"
WRITTEN = "已经有填写的内容，没有改动，请打开处理。"
NOT_READY = "还没有填写完整，请打开填写后提交。"


@dataclass(slots=True)
class Outcome:
    """What became of the reports chosen; ``refused`` by the reason."""

    handed_in: list[Due] = field(default_factory=list)
    drafts: list[Due] = field(default_factory=list)
    to_fill: list[tuple[Due, Sequence[Assignment]]] = field(default_factory=list)
    refused: dict[str, list[Due]] = field(default_factory=dict)

    @property
    def is_any(self) -> bool:
        """Whether anything was chosen at all."""
        return bool(self.handed_in or self.drafts or self.to_fill or self.refused)

    def refuse(self, reason: str, *refused: Due) -> None:
        """Note why reports were left as they are."""
        self.refused.setdefault(reason, []).extend(refused)


class Desk:
    """A reporter before the list: each report chosen is dealt with by itself."""

    def __init__(
        self, officer: Officer, department: Department, on: date, address: str | None
    ) -> None:
        self.officer = officer
        self.department = department
        self.address = address
        self.rows = rows(department, dues(department, on))
        self.outcome = Outcome()

    def repeat(self, choices: Iterable[str], *, submit: bool) -> Outcome:
        """本月无变化: say the report before again, and hand it in when ``submit``.

        The earliest period comes first, so that the next one goes on from it.
        """
        chosen = sorted(self._chosen(choices), key=lambda row: row.due.period.end)
        assignments = self._assignments(chosen)
        for period, group in groupby(chosen, key=lambda row: row.due.period):
            previous = previous_by_project(self.department, period)
            for row in group:
                key = row.due.project.pk
                self._repeat(row, previous.get(key), assignments.get(key, []), submit=submit)
        return self.outcome

    def _repeat(
        self, row: Row, previous: Report | None, assignments: Sequence[Assignment], *, submit: bool
    ) -> None:
        due = row.due
        if due.report is not None and row.offer is not Offer.REPEAT:
            self.outcome.refuse(WRITTEN, due)
            return
        report = self._report(due)
        try:
            carried = copy_previous.repeat(
                report, previous, assignments, self.officer, submit=submit, address=self.address
            )
        except (StepRefused, Conflict) as refusal:
            self.outcome.refuse(str(refusal), due)
            return
        if carried.left_out:
            self.outcome.to_fill.append((due, carried.left_out))
        else:
            (self.outcome.handed_in if submit else self.outcome.drafts).append(due)

    def hand_in(self, choices: Iterable[str]) -> Outcome:
        """Hand in the drafts chosen that are complete."""
        for row in self._chosen(choices):
            if row.offer is not Offer.HAND_IN:
                self.outcome.refuse(NOT_READY, row.due)
                continue
            report = self._report(row.due)
            try:
                perform(report, "submit", self.officer, address=self.address)
            except (StepRefused, Conflict) as refusal:
                self.outcome.refuse(str(refusal), row.due)
            else:
                self.outcome.handed_in.append(row.due)
        return self.outcome

    def _chosen(self, choices: Iterable[str]) -> list[Row]:
        """The rows chosen, each once; what is no longer as it was seen is refused."""
        wanted = set(choices)
        chosen = [row for row in self.rows if row.choice in wanted]
        unknown = wanted - {row.choice for row in chosen}
        if unknown:
            names = {choice.rpartition(":")[0] for choice in unknown}
            changed = [row.due for row in self.rows if row.choice.rpartition(":")[0] in names]
            self.outcome.refuse(STALE, *changed)
        return chosen

    def _assignments(self, chosen: Iterable[Row]) -> Mapping[int, list[Assignment]]:
        """What the department reports of the projects chosen, by their keys."""
        found: dict[int, list[Assignment]] = {}
        for assignment in (
            Assignment.objects.reported()
            .filter(
                department=self.department,
                target__project__in={row.due.project.pk for row in chosen},
            )
            .select_related("target__project")
            .order_by("target__number")
        ):
            found.setdefault(assignment.target.project_id, []).append(assignment)
        return found

    def _report(self, due: Due) -> Report:
        report = due.report or Report(project=due.project, period=due.period)
        report.department = self.department
        return report


def in_words(found: Iterable[Due]) -> str:
    """Which reports they are: ``2026年10月项目1、4；2026年第3季度项目2``."""
    in_order = sorted(found, key=lambda due: (due.period.end, due.period.pk, due.project.number))
    return "；".join(
        f"{period.label}项目{'、'.join(str(due.project.number) for due in group)}"
        for period, group in groupby(in_order, key=lambda due: due.period)
    )
