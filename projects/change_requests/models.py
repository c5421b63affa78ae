"""Requests: a department asks for a later checkpoint or for a target's closing."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from departments.models import Officer
from departments.moments import end_of
from departments.permissions import Capability
from projects import wording
from projects.models.target import Assignment, Checkpoint
from uploads.models import StoredFile


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    """Adjectives for requests, and the one rule of who sees them."""

    def visible_to(self, user: Officer) -> "ChangeRequestQuerySet":
        """The own department's; for reviewers all; for leaders those accepted."""
        if user.can(Capability.SEE_EVERYTHING):
            return self
        if user.can(Capability.SEE_CITY):
            return self.filter(state=ChangeRequest.State.ACCEPTED)
        if user.can(Capability.SEE_DEPARTMENT):
            return self.filter(assignment__department=user.department_id)
        return self.none()

    def with_names(self) -> "ChangeRequestQuerySet":
        """With target, project, plan, department and people at hand."""
        return self.select_related(
            "assignment__target__project__plan",
            "assignment__department__county",
            "checkpoint",
            "asked_by",
            "decided_by",
        )

    def waiting(self) -> "ChangeRequestQuerySet":
        """Those the bureau has not decided."""
        return self.filter(state=ChangeRequest.State.ASKED)

    def accepted_by(self, on: date) -> "ChangeRequestQuerySet":
        """Those that held at the end of a day, in the order of their decisions."""
        accepted = self.filter(state=ChangeRequest.State.ACCEPTED, decided_at__lt=end_of(on))
        return accepted.order_by("decided_at", "pk")


def extended_days(accepted: Iterable["ChangeRequest"]) -> dict[int, dict[int, date]]:
    """By assignment the later day of each extended checkpoint, by its key.

    ``accepted`` come in the order of their decisions: the last one holds.
    """
    found: dict[int, dict[int, date]] = defaultdict(dict)
    for request in accepted:
        if request.checkpoint_id is not None and request.new_due is not None:
            found[request.assignment_id][request.checkpoint_id] = request.new_due
    return found


class ChangeRequest(models.Model):
    """申请: 延期 of one checkpoint of an assignment, or 办结 of the assignment."""

    class Kind(models.TextChoices):
        EXTENSION = "extension", "延期"
        CLOSING = "closing", "办结"

    class State(models.TextChoices):
        ASKED = "asked", "待市局决定"
        ACCEPTED = "accepted", "已同意"
        REFUSED = "refused", "不同意"
        WITHDRAWN = "withdrawn", "已撤回"

    kind = models.CharField("类别", max_length=10, choices=Kind)
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED)
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="requests", verbose_name="任务分解"
    )
    checkpoint = models.ForeignKey(
        Checkpoint, models.PROTECT, null=True, blank=True, verbose_name="节点"
    )
    original_due = models.DateField("原完成时限", null=True, blank=True)
    new_due = models.DateField("申请延至", null=True, blank=True)
    reason = models.TextField("理由", max_length=2000)
    asked_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="requests_asked", verbose_name="申请人"
    )
    asked_at = models.DateTimeField("申请时间", default=timezone.now)
    decided_by = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests_decided",
        verbose_name="决定人",
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decision = models.CharField("决定意见", max_length=500, blank=True)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "申请"
        verbose_name_plural = "申请"
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="request_extension_has_its_dates",
                condition=Q(
                    kind="extension",
                    checkpoint__isnull=False,
                    original_due__isnull=False,
                    new_due__gt=models.F("original_due"),
                )
                | Q(kind="closing", checkpoint__isnull=True, new_due__isnull=True),
            ),
            models.UniqueConstraint(
                fields=("assignment", "kind"),
                condition=Q(state="asked"),
                name="request_one_waiting",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.assignment}"

    def held(self, on: date) -> bool:
        """Whether it had been agreed to by the end of a day."""
        if self.state != self.State.ACCEPTED or self.decided_at is None:
            return False
        return self.decided_at < end_of(on)

    @property
    def agreed_text(self) -> str:
        """``2026-10-20 经市局同意延期至 2026-12-31（原 2025-12-31）``, once agreed."""
        words = (
            f"{timezone.localdate(self.decided_at):%Y-%m-%d} 经市局同意{self.get_kind_display()}"
        )
        if self.new_due is None:
            return words
        return f"{words}至 {wording.extended(self.new_due, self.original_due)}"


class RequestFileQuerySet(models.QuerySet["RequestFile"]):
    def visible_to(self, user: Officer) -> "RequestFileQuerySet":
        """Exactly those of the requests an officer may open."""
        return self.filter(request__in=ChangeRequest.objects.visible_to(user))


class RequestFile(StoredFile):
    """申请材料: one file of one request."""

    request = models.ForeignKey(
        ChangeRequest, models.CASCADE, related_name="files", verbose_name="申请"
    )

    objects = RequestFileQuerySet.as_manager()

    class Meta:
        verbose_name = "申请材料"
        verbose_name_plural = "申请材料"
        ordering = ("pk",)
