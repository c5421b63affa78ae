"""The demonstration's officers, who share a public password, and their delegations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from demo.states import moment
from departments.models import AuditEntry, Delegation, Department, Officer

DEFAULT_PASSWORD = "jieyang-demo-2027"  # noqa: S105 - public on purpose, for the demo only
OPENED_AT = datetime(2024, 9, 2, 9, tzinfo=timezone.get_fixed_timezone(8 * 60))

Role = Officer.Role


@dataclass(frozen=True, slots=True)
class Account:
    """One account to sign in with; ``department`` is a code, empty for the site's own roles."""

    username: str
    name: str
    role: Officer.Role
    department: str = ""


def _pair(username: str, name: str, department: str) -> tuple[Account, Account]:
    return (
        Account(username, f"演示·{name}填报员", Role.REPORTER, department),
        Account(f"{username}-approver", f"演示·{name}审核人", Role.APPROVER, department),
    )


ACCOUNTS: tuple[Account, ...] = (
    Account("reviewer", "演示·市局审核", Role.REVIEWER, "education"),
    Account("leader", "演示·市局领导", Role.LEADER, "education"),
    *_pair("bureau", "市局", "education"),
    *_pair("rongcheng", "榕城", "rongcheng"),
    *_pair("jiedong", "揭东", "jiedong"),
    *_pair("jiexi", "揭西", "jiexi"),
    *_pair("huilai", "惠来", "huilai"),
    *_pair("puning", "普宁", "puning"),
    *_pair("finance", "市财政局", "finance"),
    Account("admin", "演示·系统管理员", Role.ADMINISTRATOR),
    Account("auditor", "演示·审计员", Role.AUDITOR),
)


def password() -> str:
    """The password of every account: the setting DEMO_PASSWORD, or a fixed one."""
    return getattr(settings, "DEMO_PASSWORD", "") or DEFAULT_PASSWORD


def make_officers(departments: dict[str, Department]) -> list[Officer]:
    """Save and return the officers; ``departments`` are by code.

    Departments without an account get a reporter who cannot sign in, since reports need an
    author.
    """
    hashed = make_password(password())
    officers = [_officer(account, departments, hashed) for account in ACCOUNTS]
    seated = {account.department for account in ACCOUNTS}
    for code, department in departments.items():
        if code not in seated:
            silent = Account(f"demo-{code}", f"演示·{department.name}填报员", Role.REPORTER, code)
            officers.append(_officer(silent, departments, make_password(None)))
            officers[-1].is_active = False
    for officer in officers:
        officer.save()
    return officers


def _officer(account: Account, departments: dict[str, Department], hashed: str) -> Officer:
    return Officer(
        username=account.username,
        name=account.name,
        role=account.role,
        department=departments[account.department] if account.department else None,
        password=hashed,
        is_demo=True,
        date_joined=OPENED_AT,
    )


def lines() -> list[str]:
    """The accounts as a table for the terminal: username, role, department, name."""
    names = dict(Department.objects.values_list("code", "name"))
    rows = [
        f"{account.username:19}{account.role.value:15}"
        f"{names.get(account.department, '-')}  {account.name}"
        for account in ACCOUNTS
    ]
    return [f"{'Username':19}{'Role':15}Department, name", *rows, _password_line()]


def _password_line() -> str:
    seated = Officer.objects.filter(username=ACCOUNTS[0].username, is_demo=True).first()
    if seated is None:
        return "These accounts are not in this database yet: run `manage.py demo`."
    if not seated.check_password(password()):
        return "Password of all: what DEMO_PASSWORD was when the demonstration was made."
    return f"Password of all: {password()}"


HANDED = (
    ("jiexi", "huilai", date(2026, 11, 2), None, "演示：揭西填报员脱产学习，期间由惠来代填。"),
    ("rongcheng", "jiedong", date(2026, 6, 1), date(2026, 8, 31), "演示：榕城填报员产假。"),
)
"""The department, the delegate's user name, first and last day, and reason."""


def make_delegations(officers: Sequence[Officer]) -> None:
    """Save the delegations, made by the departments' approvers, with their audit rows."""
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
