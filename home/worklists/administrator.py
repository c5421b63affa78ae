"""An administrator's desk: missing officers, missing periods, and unused accounts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from collection.periods.generate import not_entered_text, years_to_enter
from departments.models import Department, Officer
from departments.permissions import Capability, roles_with
from projects.models import Responsibility
from reports.models import Holiday, Period
from reports.rules.period_kinds import YEAR_MONTHS, PeriodKind

MONTHS_AHEAD = 3
NEEDED = roles_with(Capability.REPORT, Capability.ENDORSE)


@dataclass(frozen=True, slots=True)
class EmptySeat:
    """A department that must report, and the roles in which it has no active officer."""

    department: Department
    roles: Sequence[Officer.Role]


def administrator_desk(user: Officer, on: date) -> Mapping[str, object]:  # noqa: ARG001
    """Context: empty ``seats``, future ``months``, ``months_ahead``, ``command``, ``unused``.

    ``command`` creates the missing periods; ``unused`` are the accounts never signed in to;
    ``not_entered`` says of which years the holidays are missing.
    """
    periods = list(Period.objects.all())
    ahead = sum(period.kind == PeriodKind.MONTH and period.start > on for period in periods)
    missing = years_to_enter(periods, Holiday.objects.calendar(), on)
    unused = Officer.objects.filter(is_active=True, last_login__isnull=True)
    return {
        "seats": _empty_seats(),
        "months": ahead,
        "not_entered": not_entered_text(missing),
        "months_ahead": MONTHS_AHEAD,
        "command": f"manage.py make_periods --from {on:%Y-%m} --months {YEAR_MONTHS}",
        "unused": list(unused.select_related("department").order_by("date_joined", "pk")),
    }


def _empty_seats() -> Sequence[EmptySeat]:
    answering = Responsibility.objects.current().values("department")
    held = set(
        Officer.objects.filter(is_active=True, role__in=NEEDED)
        .order_by()
        .values_list("department", "role")
        .distinct()
    )
    seats = [
        EmptySeat(department, [role for role in NEEDED if (department.pk, role.value) not in held])
        for department in Department.objects.filter(pk__in=answering)
    ]
    return [seat for seat in seats if seat.roles]
