"""Whether a department may write a report for a period at all."""

from django.utils import timezone

from departments.exceptions import StepRefused
from departments.models import Department, Officer
from departments.permissions import Capability
from projects.models import Project, Responsibility
from reports.models import Period


def check_may_start(
    user: Officer, project: Project, department: Department, period: Period
) -> None:
    """Raise StepRefused unless a new report of this department may be written."""
    if not user.can(Capability.REPORT) or user.department_id != department.pk:
        raise StepRefused("只能填写本部门的报告。")
    role = (
        Responsibility.objects.filter(project=project, department=department)
        .values_list("role", flat=True)
        .first()
    )
    if role is None:
        raise StepRefused("本部门不承担该项目，无需填报。")
    if role != period.role:
        raise StepRefused("牵头部门按月填报，配合部门按季填报，请选择对应的报告期。")
    check_takes_reports(period, department)


def check_takes_reports(period: Period, department: Department) -> None:
    """Raise StepRefused unless new reports of this department may be written for a period."""
    if period.opens > timezone.localdate():
        raise StepRefused(f"{period.label}从{period.opens:%Y-%m-%d}起填报，现在还未开始。")
    check_unlocked(period, department)


def check_unlocked(period: Period, department: Department) -> None:
    """Raise StepRefused when a period is locked, and not unlocked for this department."""
    unlocked = period.unlocks.in_force(timezone.localdate()).filter(department=department)
    if period.is_locked and not unlocked.exists():
        raise StepRefused(f"{period.label}已锁定，不再接收新的报告；如需补报，请联系市教育局。")
