"""Delegations: an officer reports, or approves, for a department for a time."""

from copy import copy
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from departments.models.department import Department
from departments.models.officer import Officer
from departments.permissions import Capability, roles_with


class Duty(models.TextChoices):
    """What a department hands over; the values are those of the roles."""

    REPORTING = "reporter", "填报"
    APPROVING = "approver", "审核"


ACTING = {Duty.REPORTING: "代填", Duty.APPROVING: "代审"}


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def visible_to(self, user: Officer) -> "DelegationQuerySet":
        """All for reviewers; else the officer's own, and their department's if they see that."""
        if user.can(Capability.SEE_EVERYTHING):
            return self
        own = Q(officer=user.pk)
        if user.can(Capability.SEE_DEPARTMENT):
            return self.filter(own | Q(department=user.department_id))
        return self.filter(own) if user.can(Capability.STAND_IN) else self.none()

    def endable_by(self, user: Officer) -> "DelegationQuerySet":
        """Those an officer may end: as the delegate, or for their own department.

        A delegate acting for a department may not end its other delegations.
        """
        allowed = Q(officer=user.pk)
        if user.may_delegate:
            allowed |= Q(department=user.department_id)
        return self.filter(allowed)

    def open_to(self, user: Officer, on: date) -> "DelegationQuerySet":
        """Those an officer may act on that day, with officer and department loaded."""
        return (
            self.in_force(on)
            .filter(officer=user.pk)
            .select_related("officer", "department__county")
        )

    def not_over(self, on: date) -> "DelegationQuerySet":
        """Those not taken back whose last day is ``on`` or later."""
        return self.filter(Q(end__isnull=True) | Q(end__gte=on), ended_at__isnull=True)

    def in_force(self, on: date) -> "DelegationQuerySet":
        """Those that hold on a day and whose officer may still stand in.

        An officer who has become the department's approver may not: approvers would endorse
        what they wrote, and need nobody's post to endorse.
        """
        started = self.not_over(on).filter(start__lte=on)
        permitted = started.filter(
            officer__is_active=True, officer__role__in=roles_with(Capability.STAND_IN)
        )
        return permitted.exclude(
            officer__role__in=roles_with(Capability.ENDORSE), officer__department=F("department")
        )


class Delegation(models.Model):
    """代填、代审: an officer acts as a department's reporter or approver.

    The reports belong to the department.
    """

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="delegations", verbose_name="部门"
    )
    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="delegations", verbose_name="代办人"
    )
    duty = models.CharField("事项", max_length=10, choices=Duty, default=Duty.REPORTING)
    start = models.DateField("开始日期")
    end = models.DateField("结束日期", null=True, blank=True, help_text="留空：直到收回。")
    reason = models.CharField("原因", max_length=200)
    delegated_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="handed_posts", verbose_name="移交人"
    )
    handed_at = models.DateTimeField("移交时间", default=timezone.now)
    ended_at = models.DateTimeField("收回时间", null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = "代填代审"
        verbose_name_plural = "代填代审"
        ordering = ("-start", "-pk")
        constraints = (
            models.CheckConstraint(
                name="delegation_days_in_order",
                condition=Q(end__isnull=True) | Q(end__gte=F("start")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.officer} 代 {self.department} {self.get_duty_display()}"

    @property
    def days(self) -> str:
        """``2026-11-01 至 2026-11-30``, or ``2026-11-01 起``."""
        return f"{self.start} 至 {self.end}" if self.end else f"{self.start} 起"

    @property
    def acting_text(self) -> str:
        """代填 or 代审."""
        return ACTING[Duty(self.duty)]

    def acting_officer(self) -> Officer:
        """A copy of the officer in the department's post, for one request, never saved."""
        acting = copy(self.officer)
        acting.role, acting.department = Officer.Role(self.duty), self.department
        acting.on_behalf_of = self
        return acting
