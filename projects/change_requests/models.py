"""A department's requests for an extension (延期) or a closing (办结)."""

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

DECISION_LIMIT = 500


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    def visible_to(self, user: Officer) -> "ChangeRequestQuerySet":
        """All for reviewers, accepted ones for leaders, else those of the officer's department."""
        if user.can(Capability.SEE_EVERYTHING):
            return self
        if user.can(Capability.SEE_CITY):
            return self.filter(state__in=ChangeRequest.DECIDED_FOR)
        if user.can(Capability.SEE_DEPARTMENT):
            return self.filter(assignment__department=user.department_id)
        return self.none()

    def with_names(self) -> "ChangeRequestQuerySet":
        """Load target, project, plan, department and officers in the same query."""
        return self.select_related(
            "assignment__target__project__plan",
            "assignment__department__county",
            "checkpoint",
            "asked_by",
            "decided_by",
        )

    def waiting(self) -> "ChangeRequestQuerySet":
        """Requests that await the bureau's decision."""
        return self.filter(state=ChangeRequest.State.ASKED)

    def accepted_by(self, on: date) -> "ChangeRequestQuerySet":
        """Those accepted and not revoked by the end of a day, in the order of the decisions."""
        end = end_of(on)
        accepted = self.filter(state__in=ChangeRequest.DECIDED_FOR, decided_at__lt=end)
        in_force = accepted.filter(Q(revoked_at__isnull=True) | Q(revoked_at__gte=end))
        return in_force.order_by("decided_at", "pk")


def is_closing(accepted: Iterable["ChangeRequest"]) -> bool:
    """Whether any of ``accepted`` closes its assignment."""
    return any(request.kind == ChangeRequest.Kind.CLOSING for request in accepted)


def extended_days(accepted: Iterable["ChangeRequest"]) -> dict[int, dict[int, date]]:
    """The extended due days by assignment pk and checkpoint pk.

    ``accepted`` must be in the order of decision: the last one counts.
    """
    days: dict[int, dict[int, date]] = defaultdict(dict)
    for request in accepted:
        if request.checkpoint_id is not None and request.new_due is not None:
            days[request.assignment_id][request.checkpoint_id] = request.new_due
    return days


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
        REVOKED = "revoked", "同意后撤销"

    DECIDED_FOR = (State.ACCEPTED, State.REVOKED)
    """The states of requests that held on the days since their decision, or on some of them."""

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
    decision = models.CharField("决定意见", max_length=DECISION_LIMIT, blank=True)
    revoked_by = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests_revoked",
        verbose_name="撤销人",
    )
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    revocation = models.CharField("撤销理由", max_length=DECISION_LIMIT, blank=True)

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
            models.CheckConstraint(
                name="request_revoked_after_its_decision",
                condition=Q(revoked_at__isnull=True) & ~Q(state="revoked")
                | Q(state="revoked", revoked_at__gte=models.F("decided_at")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.assignment}"

    def held(self, on: date) -> bool:
        """Whether the bureau had accepted it, and not revoked that, by the end of a day."""
        if self.state not in self.DECIDED_FOR or self.decided_at is None:
            return False
        end = end_of(on)
        return self.decided_at < end and (self.revoked_at is None or self.revoked_at >= end)

    @property
    def agreed_text(self) -> str:
        """``2026-10-20 经市局同意延期至 2026-12-31（原 2025-12-31）``, for accepted requests."""
        words = (
            f"{timezone.localdate(self.decided_at):%Y-%m-%d} 经市局同意{self.get_kind_display()}"
        )
        if self.new_due is None:
            return words
        return f"{words}至 {wording.extended(self.new_due, self.original_due)}"


class RequestFileQuerySet(models.QuerySet["RequestFile"]):
    def visible_to(self, user: Officer) -> "RequestFileQuerySet":
        """The files of the requests an officer may see."""
        return self.filter(request__in=ChangeRequest.objects.visible_to(user))


class RequestFile(StoredFile):
    """申请材料: a file attached to a request."""

    request = models.ForeignKey(
        ChangeRequest, models.CASCADE, related_name="files", verbose_name="申请"
    )

    objects = RequestFileQuerySet.as_manager()

    class Meta:
        verbose_name = "申请材料"
        verbose_name_plural = "申请材料"
        ordering = ("pk",)
