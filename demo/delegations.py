"""Demonstrated delegations: one in force, one whose days are over."""

from collections.abc import Sequence
from datetime import date

from demo.states import moment
from departments.models import AuditEntry, Delegation, Department, Officer

HANDED = (
    ("jiexi", "huilai", date(2026, 11, 2), None, "演示：揭西填报员脱产学习，期间由惠来代填。"),
    ("rongcheng", "jiedong", date(2026, 6, 1), date(2026, 8, 31), "演示：榕城填报员产假。"),
)
"""Whose reporting, to whose reporter, from when to when, why."""


def make_delegations(officers: Sequence[Officer]) -> None:
    """Save the delegations and their audit rows; the departments' approvers delegate."""
    seats = {item.username: item for item in officers}
    for code, other, start, end, reason in HANDED:
        approver = seats[f"{code}-approver"]
        handed_at = moment(start, "hand-over", 0, code)
        delegation = Delegation.objects.create(
            department=Department.objects.get(code=code),
            officer=seats[other],
            start=start,
            end=end,
            reason=reason,
            delegated_by=approver,
            handed_at=handed_at,
        )
        AuditEntry.objects.create(
            at=handed_at,
            officer=approver,
            action="移交填报",
            subject=str(delegation),
            subject_key=f"delegation:{delegation.pk}",
            reason=reason,
        )
