"""Fill a fresh database with the demonstration; refuse any other."""

from collections import Counter
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Coalesce

from demo import accounts
from demo.amendments import make_changes
from demo.bureau import make_bulletins, make_replies, make_requests
from demo.carrying import carry_one
from demo.courses import EXEMPTIONS
from demo.filing import Filing, leads, supports
from demo.inbox import make_messages
from demo.pdf_files import make_evidence
from demo.states import demo_periods
from demo.trail import make_trail
from departments.models import Department, Officer
from projects.models import Assignment, Plan
from reports.models import Measurement, Period, Report
from reports.models.measurement import assign_validity

BATCH = 500


class DemoRefused(Exception):
    """The site or database may not hold the demonstration; the text says why."""


def is_made() -> bool:
    """Whether this database holds the demonstration."""
    return Officer.objects.filter(is_demo=True).exists()


def check_site() -> None:
    """Raise DemoRefused outside DEBUG: the accounts' password is public."""
    if not settings.DEBUG:
        raise DemoRefused(
            "The demonstration's accounts have a public password, so they are made only with "
            "DEBUG=1, never in production."
        )


def check_database() -> None:
    """Raise DemoRefused unless the database has the plan, and no officers or reports."""
    seats = {account.department for account in accounts.ACCOUNTS if account.department}
    if not Plan.objects.exists() or seats - set(Department.objects.values_list("code", flat=True)):
        raise DemoRefused(
            "The plan and its departments are not in this database. Run `manage.py loaddata plan` "
            "first."
        )
    officers, reports = Officer.objects.count(), Report.objects.count()
    if officers or reports:
        raise DemoRefused(
            f"This database already holds {officers} officers and {reports} reports that are not "
            "the demonstration's. Set DATABASE_URL to a fresh database instead of mixing them."
        )


@transaction.atomic
def make() -> None:
    """Create all demonstration data; call :func:`check_database` first."""
    departments = {item.code: item for item in Department.objects.select_related("county")}
    officers = accounts.make_officers(departments)
    authors = {
        officer.department_id: officer
        for officer in officers
        if officer.department_id and officer.role == Officer.Role.REPORTER
    }
    _exempt()
    periods = _make_periods()
    plan = Plan.objects.earliest("pk")
    filings = [*leads(plan, periods, authors), *supports(plan, periods, authors)]
    _save(filings)
    carry_one(filings)
    make_changes(plan)
    make_trail([(item.report, item.fate.updated_at) for item in filings], officers)
    make_evidence([item.report for item in filings])
    reviewer = next(item for item in officers if item.role == Officer.Role.REVIEWER)
    make_replies([item.report for item in filings], reviewer)
    make_requests(officers, reviewer)
    make_messages([(item.report, item.fate.updated_at) for item in filings], officers, reviewer)
    accounts.make_delegations(officers)
    make_bulletins(plan, reviewer)


def _exempt() -> None:
    """Mark the exempt assignments; save each, since only ``save`` writes the history."""
    for (project, number, code), reason in EXEMPTIONS.items():
        for assignment in Assignment.objects.filter(
            target__project__number=project, target__number=number, department__code=code
        ):
            assignment.exemption_reason = reason
            assignment.save()


def _make_periods() -> list[Period]:
    """Save the missing periods, lock the old ones, and return all in order."""
    periods = demo_periods()
    existing = set(Period.objects.values_list("code", flat=True))
    Period.objects.bulk_create(period for period in periods if period.code not in existing)
    locked = [period.code for period in periods if period.is_locked]
    Period.objects.filter(code__in=locked).update(is_locked=True)
    codes = [period.code for period in periods]
    return list(Period.objects.filter(code__in=codes).order_by("end", "kind"))


def _save(filings: Sequence[Filing]) -> None:
    """Save reports and figures in bulk, with their past dates."""
    Report.objects.bulk_create([item.report for item in filings], BATCH)
    # The field is auto_now, so only an update can set a past moment.
    Report.objects.update(updated_at=Coalesce("approved_at", "submitted_at", "updated_at"))
    for item in filings:
        if item.report.state != Report.State.APPROVED:
            Report.objects.filter(pk=item.report.pk).update(updated_at=item.fate.updated_at)
    figures = []
    for item in filings:
        for line in item.lines:
            line.report = item.report
            figures.append(line)
    assign_validity(line for line in figures if line.report.state == Report.State.APPROVED)
    Measurement.objects.bulk_create(figures, BATCH)


def counts() -> Counter[str]:
    """The number of reports by state."""
    return Counter(Report.objects.values_list("state", flat=True))
