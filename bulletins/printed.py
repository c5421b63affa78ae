"""The printed bulletin (公文): its sentences and tables, ready for the template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, TypeVar

from bulletins.document.frozen import BulletinDocument, DepartmentPunctuality
from bulletins.workbook.remarks import other_dues
from dashboards.counties.county_ranking import RankedCounty, ranked
from dashboards.snapshots.lamp_counts import LampCounts
from dashboards.snapshots.target_status import TargetStatus
from projects import wording
from projects.rules.values import Lamp
from reports.reported_problem import ReportedProblem
from reports.rules.punctuality import total

T = TypeVar("T")
FAR_BEHIND: Final = frozenset({Lamp.OVERDUE, Lamp.RED})
"""The lamps whose targets are all listed."""
PLACE_RULE: Final = "达标率按分子除以分母的准确值比较，相同的并列；及时率按近12个月的月报计。"


SHOWN: Final = (Lamp.OVERDUE, Lamp.RED, Lamp.YELLOW, Lamp.UNREPORTED, Lamp.STALE)


@dataclass(frozen=True, slots=True)
class ProjectItems(Generic[T]):
    """A project with its items."""

    number: int
    name: str
    items: Sequence[T]


@dataclass(frozen=True, slots=True)
class BehindTarget:
    """A target that is overdue or far behind, with the sentence that says how it stands."""

    status: TargetStatus

    @property
    def sentence(self) -> str:
        """``要求≥22 所，目前9 所。节点已过，仍未达到目标值。``; no sum of what each must reach."""
        status = self.status
        covered = f"（已报{status.coverage_text}）" if status.coverage_text else ""
        return f"要求{status.goal_text}，{self._figure}{covered}。{status.reason}。"

    @property
    def _figure(self) -> str:
        status = self.status
        if status.met_text:
            return status.met_text
        if status.has_data:
            return f"目前{status.value_text}"
        return "目前没有数据" if status.period_end is None else "目前分母为0，无法计算比率"


@dataclass(frozen=True, slots=True)
class AnnexTarget:
    """A target in the table at the end, with what else makes its row agree with itself."""

    status: TargetStatus
    dues: Sequence[str] = ()
    """Who has another due day, ``惠来县时限2026-12-31（原 2025-12-31）``."""

    @property
    def is_not_due(self) -> bool:
        """Whether its lamp is green although not everyone has met what each must meet."""
        status = self.status
        return bool(status.met_text) and status.lamp is Lamp.GREEN and not status.is_met


@dataclass(frozen=True, slots=True)
class PrintedBulletin:
    """Everything the template of a printed bulletin shows."""

    document: BulletinDocument
    issued_on: date

    @property
    def mark(self) -> str:
        """发文机关标志, in red above the line."""
        return f"{self.document.unit}会议材料"

    @property
    def yellow(self) -> str:
        """From how many points behind a lamp is yellow."""
        return wording.number(self.document.yellow)

    @property
    def red(self) -> str:
        """Beyond how many points behind a lamp is red."""
        return wording.number(self.document.red)

    @property
    def place_rule(self) -> str:
        """How the counties are ranked."""
        return PLACE_RULE

    @property
    def heading(self) -> str:
        """The subject, below the plan's title."""
        return f"{self.document.about or '项目'}进展情况"

    @property
    def summary(self) -> str:
        """How many targets are met, with numerator and denominator, and how many at each lamp."""
        document = self.document
        count = document.count(department=document.department)
        lamps = "、".join(f"{item.word}{item.count}个" for item in count.lit)
        what = "任务" if document.department else "目标"
        return (
            f"截至{_day(document.on)}，{document.about or '全市'}"
            f"{len(document.projects)}个项目共有{what}{count.total}个，"
            f"适用{count.applicable}个，达标{count.met}个，达标率{_rate(count)}。"
            f"按亮灯分：{lamps or '没有目标'}。"
        )

    @property
    def since(self) -> str:
        """The number of changes since the bulletin before; empty where there is none."""
        comparison = self.document.changes
        if comparison is None:
            return ""
        groups = self.document.change_groups
        numbers = "，".join(f"{group.text}{len(group.changes)}个" for group in groups)
        return f"与{comparison.since}（截至{_day(comparison.on)}）相比，{numbers or '没有变化'}。"

    @property
    def lamps(self) -> Mapping[Lamp, str]:
        """The lamps of the counties' table, with their headings."""
        return {lamp: wording.LAMP_LABELS[lamp] for lamp in SHOWN}

    @property
    def counties(self) -> Sequence[RankedCounty]:
        """The counties, highest 达标率 first; equal ones in their usual order."""
        document = self.document
        every = ranked(
            (item, document.count(department=item.code), document.year_of_months(item.code))
            for item in document.departments
            if item.is_county
        )
        shown = [row for row in every if row.department in document.counties]
        return sorted(shown, key=lambda row: row.by_rate.rank if row.by_rate else len(every) + 1)

    @property
    def behind(self) -> Sequence[ProjectItems[BehindTarget]]:
        """The targets that are overdue or far behind, by project."""
        return [
            ProjectItems(project.number, project.name, own)
            for project in self.document.projects
            if (
                own := [
                    BehindTarget(item)
                    for item in self._targets(project.number)
                    if item.lamp in FAR_BEHIND
                ]
            )
        ]

    def _targets(self, number: int) -> Sequence[TargetStatus]:
        return self.document.targets_of.get(number, ())

    @property
    def problems(self) -> Sequence[ProjectItems[ReportedProblem]]:
        """The reported problems, by project."""
        named = self.document.problems
        return [
            ProjectItems(project.number, project.name, own)
            for project in self.document.projects
            if (own := [item for item in named if item.project == project.number])
        ]

    @property
    def targets(self) -> Sequence[ProjectItems[AnnexTarget]]:
        """All targets, by project, for the table at the end."""
        parts = self.document.assignments_of
        return [
            ProjectItems(
                project.number,
                project.name,
                [AnnexTarget(item, other_dues(item, parts.get(item.key, ()))) for item in own],
            )
            for project in self.document.projects
            if (own := self._targets(project.number))
        ]

    @property
    def punctuality_sentences(self) -> Sequence[str]:
        """The number of reports of the newest month and quarter, with both rates in full."""
        sentences = []
        for kind in dict.fromkeys(item.kind for item in self.document.punctuality):
            rows = [item for item in self.document.punctuality if item.kind == kind]
            filed = total(row.newest for row in rows)
            sentences.append(
                f"{rows[0].period}{kind}应报{filed.due}份，按时{filed.on_time}份，"
                f"迟报{filed.late}份，未报{filed.missing}份；"
                f"完整率{filed.completeness_text}，及时率{filed.timeliness_text}。"
            )
        return sentences

    @property
    def silent(self) -> Sequence[DepartmentPunctuality]:
        """The departments with reports missing for the newest due periods."""
        return [item for item in self.document.punctuality if item.missing]


def _day(day: date) -> str:
    """2026年11月23日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _rate(count: LampCounts) -> str:
    """达标率 with numerator and denominator."""
    return wording.share_of(count.met, count.applicable)
