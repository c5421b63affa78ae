"""本月无变化 from the list: carried over and handed in at one stroke."""

from collections.abc import Sequence

from django.db import transaction

from departments.models import Officer
from projects.models import Assignment
from reports.models import Report
from reports.workflow.carrying import Carried, carry_over
from reports.workflow.starting import check_may_start
from reports.workflow.steps import perform


def repeat(
    report: Report,
    previous: Report | None,
    assignments: Sequence[Assignment],
    officer: Officer,
    *,
    submit: bool,
    address: str | None,
) -> Carried:
    """Carry the report before over into ``report`` and hand it in, both or neither.

    Where counts start again it stays a draft, since nobody has written them yet; so it does
    unless ``submit``. Raises StepRefused or Conflict, and then nothing was changed.
    """
    if not report.pk:
        check_may_start(officer, report.project, report.department, report.period)
    with transaction.atomic():
        carried = carry_over(report, previous, assignments, officer, address)
        if submit and not carried.left_out:
            perform(report, "submit", officer, address=address)
    return carried
