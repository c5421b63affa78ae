"""Reports: a department's report on a project for a period, its evidence, and replies."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from departments.exceptions import EditConflict
from departments.models import Department, Officer
from departments.moments import end_of
from departments.permissions import Capability
from projects.models import Project
from reports.models.period import Period
from uploads.models import StoredFile

if TYPE_CHECKING:
    from reports.models.measurement import Measurement

NARRATIVE_LIMIT = 5000
TEXTS = ("progress", "problems", "next_steps")


def was_late(reached: datetime, period: Period) -> bool:
    """Whether a report that first reached the bureau at a moment came after the due day."""
    return reached >= end_of(period.due)


class ReportQuerySet(models.QuerySet["Report"]):
    """Filters of reports, and the only rule of who sees and edits them."""

    def visible_to(self, user: Officer) -> "ReportQuerySet":
        """Reports an officer may open.

        Reviewers may open all, leaders approved ones, departments their own. Municipal departments
        may also open approved ones of projects that they answer for. No county sees another's.
        """
        if user.can(Capability.SEE_EVERYTHING):
            return self
        if user.can(Capability.SEE_CITY):
            return self.approved()
        if user.can(Capability.SEE_DEPARTMENT):
            return self.filter(self._seen_by_department(user))
        return self.none()

    @staticmethod
    def _seen_by_department(user: Officer) -> Q:
        own = Q(department=user.department_id)
        if user.department is None or user.department.is_county:
            return own
        answers_for = Project.objects.filter(
            responsibilities__department=user.department_id, responsibilities__valid_to=None
        )
        return own | Q(state=Report.State.APPROVED, project__in=answers_for)

    def followed_by(self, user: Officer) -> "ReportQuerySet":
        """Reports whose way an officer may follow in full: who acted, and why it was returned.

        Reviewers follow all, departments their own; other readers see what was approved.
        """
        if user.can(Capability.SEE_EVERYTHING):
            return self
        if user.can(Capability.SEE_DEPARTMENT):
            return self.filter(department=user.department_id)
        return self.none()

    def editable_by(self, user: Officer) -> "ReportQuerySet":
        """Reports an officer may write: a reporter's own department's editable ones."""
        if not user.can(Capability.REPORT):
            return self.none()
        return self.filter(department=user.department_id, state__in=Report.EDITABLE)

    def approved(self) -> "ReportQuerySet":
        return self.filter(state=Report.State.APPROVED)

    def approved_by(self, on: date) -> "ReportQuerySet":
        is_past = Q(period__end__lte=on) | Q(period__due__lte=on)
        return self.approved().filter(is_past, approved_at__lt=end_of(on))

    def open(self) -> "ReportQuerySet":
        """Reports not yet approved; at most one per department, project and period."""
        return self.exclude(state=Report.State.APPROVED)

    def on_list(self, department: Department, on: date) -> "ReportQuerySet":
        """A department's reports that concern it on a day.

        Those of periods open to it; of others only submitted ones that are not yet approved,
        since a draft of a locked period cannot be submitted.
        """
        opened = Period.objects.open_to(department, on)
        handed_in = Q(submitted_at__isnull=False) | Q(revision__gt=1)
        on_its_way = handed_in & ~Q(state=Report.State.APPROVED)
        return self.filter(Q(period__in=opened) | on_its_way, department=department)

    def unfinished(self, department: Department, on: date) -> "ReportQuerySet":
        """A department's editable reports that its reporters can submit on a day."""
        return self.on_list(department, on).filter(state__in=Report.EDITABLE)

    def latest_revisions(self) -> "ReportQuerySet":
        """Only the newest revision of each report among these."""
        newer = self.filter(
            project=models.OuterRef("project"),
            department=models.OuterRef("department"),
            period=models.OuterRef("period"),
            revision__gt=models.OuterRef("revision"),
        )
        return self.filter(~models.Exists(newer))

    def with_names(self) -> "ReportQuerySet":
        """With project, department and period loaded."""
        return self.select_related("project", "department__county", "period")

    def compare_and_swap(
        self,
        report: "Report",
        source: str,
        changes: Mapping[str, object],
        version: int | None = None,
    ) -> None:
        """Change a report only if nobody has since it was loaded; raise EditConflict otherwise."""
        expected = report.version if version is None else version
        fields = {**changes, "version": expected + 1, "updated_at": timezone.now()}
        if not self.filter(pk=report.pk, state=source, version=expected).update(**fields):
            raise EditConflict("这份报告在您打开之后已由他人保存或处理。")
        for field, value in fields.items():
            setattr(report, field, value)


class Report(models.Model):
    """进展报告: one revision of project × department × period.

    Reopening an approved report adds a revision and leaves the approved one as it is, so that
    its figures stay in force, and later in the history.
    """

    class State(models.TextChoices):
        """The state in the workflow; all changes are in ``reports.workflow``."""

        DRAFT = "draft", "草稿"
        SUBMITTED = "submitted", "待单位审核"
        ENDORSED = "endorsed", "待市局审核"
        APPROVED = "approved", "已通过"
        RETURNED = "returned", "已退回"

    EDITABLE = (State.DRAFT, State.RETURNED)

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="reports", verbose_name="项目"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="reports", verbose_name="部门"
    )
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="reports", verbose_name="报告期"
    )
    revision = models.PositiveSmallIntegerField("版次", default=1)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    progress = models.TextField("进展情况", blank=True)
    problems = models.TextField("存在问题", blank=True)
    next_steps = models.TextField("下一步措施", blank=True)
    return_reason = models.TextField("退回理由", blank=True)
    version = models.PositiveIntegerField("保存次数", default=0)
    author = models.ForeignKey(Officer, models.PROTECT, verbose_name="填报人")
    carried_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="沿用自"
    )
    """The report that 本月无变化, or 沿用上期 of a line, carried over.

    ``reports.carried`` compares what is still its. A finished figure that goes on by itself sets
    none: figures typed anew beside it, and equal by chance, would be marked as carried.
    """
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    submitted_at = models.DateTimeField("首次提交时间", null=True)
    endorsed_at = models.DateTimeField("首次送达市局时间", null=True)
    """The first endorsement, by which the report is on time; later returns do not undo it."""
    opened_at = models.DateTimeField("市局打开时间", null=True, editable=False)
    """When a reviewer first opened it, since it was last endorsed."""
    approved_at = models.DateTimeField("通过时间", null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "进展报告"
        verbose_name_plural = "进展报告"
        ordering = ("-period__end", "project__number", "department__order", "-revision")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "department", "period", "revision"),
                name="report_revision_once",
            ),
            models.UniqueConstraint(
                fields=("project", "department", "period"),
                condition=~Q(state="approved"),
                name="report_one_open_revision",
            ),
            models.CheckConstraint(
                name="report_approved_at_iff_approved",
                condition=Q(state="approved", approved_at__isnull=False)
                | (~Q(state="approved") & Q(approved_at__isnull=True)),
            ),
        )
        indexes = (
            models.Index(fields=("state", "period")),
            models.Index(fields=("project", "period")),
        )

    def __str__(self) -> str:
        return f"{self.period.label} 项目{self.project.number} {self.department.name}"

    @property
    def audit_key(self) -> str:
        """What the audit log knows this revision by."""
        return f"report:{self.pk}"

    @property
    def texts(self) -> dict[str, str]:
        return {field: getattr(self, field) for field in TEXTS}

    @property
    def figures(self) -> dict[int, "Measurement"]:
        """Measurements by the assignment's key; none for an unsaved report."""
        return {line.assignment_id: line for line in self.measurements.all()} if self.pk else {}

    @property
    def is_editable(self) -> bool:
        return self.state in self.EDITABLE

    @property
    def is_new(self) -> bool:
        """Whether it was never submitted: a lock only stops such reports."""
        return self.submitted_at is None and self.revision == 1

    @property
    def is_late(self) -> bool:
        """Whether it reached the bureau late, or can only reach it late."""
        reached = self.endorsed_at or self.submitted_at
        return reached is not None and was_late(reached, self.period)

    @property
    def waiting_since(self) -> datetime | None:
        """Since when an approver or the bureau has it; nobody else changes it meanwhile."""
        waits = self.state in {self.State.SUBMITTED, self.State.ENDORSED}
        return self.updated_at if waits else None


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: Officer) -> "EvidenceQuerySet":
        return self.filter(report__in=Report.objects.visible_to(user))


class Evidence(StoredFile):
    """佐证材料: one file of one report."""

    report = models.ForeignKey(
        Report, models.CASCADE, related_name="evidence", verbose_name="进展报告"
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "佐证材料"
        verbose_name_plural = "佐证材料"
        ordering = ("pk",)


class ReplyQuerySet(models.QuerySet["Reply"]):
    def visible_to(self, user: Officer) -> "ReplyQuerySet":
        return self.filter(report__in=Report.objects.visible_to(user))

    def given_by(self, on: date) -> "ReplyQuerySet":
        return self.filter(at__lt=end_of(on))


class Reply(models.Model):
    """答复: a reviewer's reply to the problems of one report; replies are never changed."""

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="replies", verbose_name="进展报告"
    )
    text = models.TextField("答复", max_length=1000)
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name="答复人")
    at = models.DateTimeField("答复时间", default=timezone.now)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = "答复"
        verbose_name_plural = "答复"
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d} {self.officer.name}"
