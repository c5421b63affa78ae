"""Every page that a role can open, and the pages that refuse: what is to be looked at."""

from dataclasses import dataclass

from projects.change_requests.models import ChangeRequest
from reports.models import Report

State = Report.State


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and whose: nobody's where ``officer`` is empty. ``status`` is what it answers."""

    name: str
    officer: str
    path: str
    status: int = 200


def places() -> list[Place]:
    """All of them, by officer; those of one report or request are looked up."""
    return [*_dashboards(), *_work(), *_review(), *_objects(), *_others()]


def _dashboards() -> list[Place]:
    paths = {
        "overview": "/overview/",
        "overview-past": "/overview/?as_of=2026-03-31",
        "overview-refused": "/overview/?as_of=2036-10-10",
        "lamp-rules": "/lamp-rules/",
        "changes": "/changes/?since=2026-06-30",
        "projects": "/projects/",
        "projects-none": "/projects/?words=没有这句话",
        "project-3": "/projects/3/",
        "project-14": "/projects/14/",
        "project-month": "/projects/3/?period=2026-06",
        "target-ratio": "/projects/3/targets/1/",
        "target-pooled": "/projects/3/targets/2/",
        "target-counted": "/projects/6/targets/4/",
        "target-milestone": "/projects/9/targets/1/",
        "target-city-past": "/projects/19/targets/1/?as_of=2025-03-31",
        "counties": "/counties/",
        "county": "/counties/puning/",
        "departments": "/departments/",
        "department": "/departments/education/",
        "department-other": "/departments/finance/",
        "targets": "/targets/",
        "plan-changes": "/plan-changes/",
        "targets-city": "/targets/?level=city&sort=deviation",
        "search": "/search/?q=学校",
        "search-none": "/search/?q=没有这句话",
        "meeting": "/meeting/",
        "meeting-overview": "/meeting/?slide=overview",
        "meeting-project": "/meeting/?slide=project-3",
        "meeting-county": "/meeting/?slide=county-jiexi",
        "meeting-sheets": "/meeting/print/",
        "export": "/overview/export/",
        "bulletins": "/bulletins/",
        "bulletin": "/bulletins/2026/10/",
        "bulletin-withdrawn": "/bulletins/2026/8/",
        "bulletin-changes": "/bulletins/2026/10/changes/?with=2026-9",
        "bulletin-paper": "/bulletins/2026/10/print/",
        "reports": "/reports/",
        "calendar": "/calendar/?month=2026-12",
        "worklist-leader": "/worklist/",
        "styleguide": "/styleguide/",
    }
    return [Place(name, "leader", path) for name, path in paths.items()]


def _work() -> list[Place]:
    paths = {
        "worklist-reporter": "/worklist/",
        "form": "/reports/2026-10/project/3/",
        "form-long": "/reports/2026-10/project/10/",
        "import": "/reports/2026-10/import/",
        "delegations": "/delegations/",
        "requests-own": "/change-requests/",
        "request-new": "/change-requests/new/",
        "reminders-own": "/reminders/",
        "signature-sheet": "/reports/2026-10/signature/puning/",
        "signature-check": "/reports/signature-check/",
        "messages": "/messages/",
        "burden-own": "/burden/",
        "messages-none": "/messages/?kind=summary",
    }
    return [Place(name, "puning", path) for name, path in paths.items()]


def _review() -> list[Place]:
    paths = {
        "worklist-reviewer": "/worklist/",
        "queue": "/queue/",
        "ratings": "/queue/ratings/",
        "queue-anomalies": "/queue/?anomalies=yes",
        "counting": "/targets/3-1/counting/",
        "bulletin-new": "/bulletins/new/",
        "bulletin-reviewer": "/bulletins/2026/10/",
        "requests": "/change-requests/",
        "periods": "/periods/",
        "period": "/periods/2026-10/",
        "holidays": "/holidays/",
        "reminders": "/reminders/",
        "burden": "/burden/",
        "project-reviewer": "/projects/3/",
    }
    return [Place(name, "reviewer", path) for name, path in paths.items()]


def _objects() -> list[Place]:
    found = [
        Place(f"report-{state}", "reviewer", f"/reports/{report.pk}/")
        for state in (State.APPROVED, State.ENDORSED, State.RETURNED)
        if (report := Report.objects.filter(state=state).order_by("-period__end", "pk").first())
    ]
    asked = ChangeRequest.objects.waiting().order_by("pk").first()
    return (
        [*found, Place("request", "reviewer", f"/change-requests/{asked.pk}/")] if asked else found
    )


def _others() -> list[Place]:
    return [
        Place("worklist-approver", "puning-approver", "/worklist/"),
        Place("queue-approver", "puning-approver", "/queue/"),
        Place("worklist-auditor", "auditor", "/worklist/"),
        Place("audit", "auditor", "/audit/"),
        Place("worklist-administrator", "admin", "/worklist/"),
        Place("admin", "admin", "/admin/"),
        Place("admin-target", "admin", "/admin/projects/target/302/change/"),
        Place("password", "leader", "/accounts/password/change/"),
        Place("sign-out", "leader", "/accounts/logout/"),
        Place("missing", "leader", "/projects/99/", 404),
        Place("conflict", "puning", "/reports/2026-Q3/project/3/", 409),
        Place("sign-in", "", "/accounts/login/"),
    ]
