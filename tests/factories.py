"""Plain factories: each saves one object with sensible, unique defaults and returns it.

The defaults fit the test day 2026-11-23: a plan from 2023-09-04 to 2027-12-31.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from bulletins.document.build import document_of
from bulletins.document.serialize import dumps, sha256
from bulletins.models import Bulletin, Withdrawal
from collection.models import Reminder
from dashboards.snapshots.cache import snapshot_for
from departments.models import County, Delegation, Department, Officer
from inbox.models import Message
from projects.models import Assignment, Checkpoint, Plan, Project, Responsibility, Target
from projects.rules.values import Measure, Scope
from reports.models import Evidence, Measurement, Period, Reply, Report, Unlock
from reports.models.measurement import VALIDITY, assign_validity

Amount = int | str | Decimal
PLAN_START = date(2023, 9, 4)
PLAN_END = date(2027, 12, 31)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"

_serial = count(1)


def moment(day: date, hour: int = 10) -> datetime:
    """``hour`` o'clock of ``day`` in the site's time zone."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def amount(value: Amount | None) -> Decimal | None:
    """An exact amount; ``None`` stays no data."""
    return None if value is None else Decimal(value)


def make_county(name: str = "", **fields: Any) -> County:
    """A county of 10 towns, 2 townships and 300 000 people."""
    serial = next(_serial)
    defaults = {
        # Far from the plan's own, however many a run makes.
        "code": f"{100000 + serial}",
        "name": name or f"第{serial}县",
        "subdistricts": 3,
        "towns": 10,
        "townships": 2,
        "population": 300_000,
    }
    return County.objects.create(**defaults | fields)


def make_department(
    kind: str = Department.Kind.COUNTY, name: str = "", **fields: Any
) -> Department:
    """A department; a county government comes with its county unless one is given."""
    serial = next(_serial)
    if kind == Department.Kind.COUNTY and "county" not in fields:
        fields["county"] = make_county(name)
    words = {
        Department.Kind.COUNTY.value: "县人民政府",
        Department.Kind.MUNICIPAL.value: "市直部门",
        Department.Kind.BUREAU.value: "市教育局",
    }
    defaults = {
        "code": f"department-{serial}",
        "name": name or f"第{serial}{words[str(kind)]}",
        "kind": kind,
        "order": serial,
    }
    return Department.objects.create(**defaults | fields)


def make_officer(
    role: str = Officer.Role.REPORTER, department: Department | None = None, **fields: Any
) -> Officer:
    """An officer nobody can sign in as but through ``client.force_login``.

    Without a department reviewers and leaders get a bureau of their own, reporters and
    approvers a county government, administrators and auditors none.
    """
    serial = next(_serial)
    if department is None and role in {Officer.Role.REVIEWER, Officer.Role.LEADER}:
        department = make_department(Department.Kind.BUREAU)
    elif department is None and role in {Officer.Role.REPORTER, Officer.Role.APPROVER}:
        department = make_department()
    defaults = {"username": f"officer-{serial}", "name": f"第{serial}人"}
    return Officer.objects.create_user(
        **defaults | {"role": role, "department": department} | fields
    )


def make_delegation(department: Department, officer: Officer, **fields: Any) -> Delegation:
    """``officer`` stands in for the department's reporter since 2026-11-01 until taken back."""
    if "delegated_by" not in fields:
        fields["delegated_by"] = make_officer(Officer.Role.APPROVER, department)
    defaults = {"start": date(2026, 11, 1), "reason": "填报员产假。"}
    return Delegation.objects.create(department=department, officer=officer, **defaults | fields)


def make_plan(**fields: Any) -> Plan:
    """A plan from 2023-09-04 to 2027-12-31 with the usual thresholds."""
    defaults = {
        "title": "教育高质量发展行动方案",
        "document_number": f"文件〔2023〕{next(_serial)}号",
        "issued_on": PLAN_START,
        "start": PLAN_START,
        "end": PLAN_END,
    }
    return Plan.objects.create(**defaults | fields)


def make_project(plan: Plan | None = None, **fields: Any) -> Project:
    """The next project of ``plan``; by default of the plan there is, or of a new one."""
    plan = plan or Plan.objects.first() or make_plan()
    number = plan.projects.count() + 1
    defaults = {
        "plan": plan,
        "number": number,
        "name": f"项目之{number}",
        "text": "到2027年底，全市建成22所学校。",
        "responsibility_text": "市教育局，各县（市、区）人民政府",
    }
    return Project.objects.create(**defaults | fields)


def make_responsibility(
    project: Project,
    department: Department,
    role: str = Responsibility.Involvement.LEAD,
    **fields: Any,
) -> Responsibility:
    """A department leads the project, or supports it."""
    defaults = {"order": project.responsibilities.count() + 1}
    return Responsibility.objects.create(
        project=project, department=department, role=role, **defaults | fields
    )


def make_target(
    project: Project | None = None,
    *,
    measure: str = Measure.COUNT,
    scope: str = Scope.EACH_COUNTY,
    checkpoints: Sequence[tuple[date, Amount | None]] | None = None,
    **fields: Any,
) -> Target:
    """The next target of a project, by default of a new one.

    Without ``checkpoints`` it falls due at the plan's end: 22 for a count, 100 % for a
    ratio, done for the others.
    """
    project = project or make_project()
    number = project.targets.count() + 1
    goals = {Measure.COUNT.value: 22, Measure.RATIO.value: 100}
    defaults = {
        "number": number,
        "name": f"目标之{number}",
        "quote": project.text,
        "start": 0,
        "end": len(project.text),
        "unit": "%" if measure == Measure.RATIO else "所",
    }
    target = Target.objects.create(
        project=project, measure=measure, scope=scope, **defaults | fields
    )
    if checkpoints is None:
        checkpoints = [(project.plan.end, goals.get(str(measure)))]
    for due, target_value in checkpoints:
        Checkpoint.objects.create(target=target, due=due, target_value=amount(target_value))
    return target


def make_assignment(
    target: Target | None = None, department: Department | None = None, **fields: Any
) -> Assignment:
    """A department must report the target, or is exempt (``exemption_reason``)."""
    return Assignment.objects.create(
        target=target or make_target(), department=department or make_department(), **fields
    )


def make_period(code: str = "2026-10", **fields: Any) -> Period:
    """The month ``2026-10`` or the quarter ``2026-Q3`` with its usual days.

    A ``due`` of its own is one that somebody set.
    """
    period = Period.usual(code)
    period.planned_due = None if "due" in fields else period.planned_due
    for field, value in fields.items():
        setattr(period, field, value)
    period.save()
    return period


def make_unlock(period: Period, department: Department, **fields: Any) -> Unlock:
    """``department`` may report for a locked period to the end of 2026-11-30."""
    if "granted_by" not in fields:
        fields["granted_by"] = make_officer(Officer.Role.REVIEWER)
    defaults = {
        "until": date(2026, 11, 30),
        "reason": "数据核对延后。",
        "granted_at": moment(date(2026, 11, 20)),
    }
    return Unlock.objects.create(period=period, department=department, **defaults | fields)


def make_reminder(period: Period, department: Department, **fields: Any) -> Reminder:
    """An automatic reminder of one missing report, sent at 10 o'clock of ``sent_on``."""
    sent_on = fields.get("sent_on", date(2026, 11, 20))
    defaults = {"sent_on": sent_on, "sent_at": moment(sent_on), "missing": [1]}
    return Reminder.objects.create(period=period, department=department, **defaults | fields)


def make_message(recipient: Officer, reminder: Reminder | None = None, **fields: Any) -> Message:
    """An unread message that leads to the worklist."""
    defaults = {
        "kind": Message.Kind.REMINDED,
        "subject": "催报：甲县2026年10月还有 1 份报告未报",
        "text": "甲县2026年10月的进展报告应报 1 份，还有 1 份未报。",
        "request": "请尽快填报并提交",
        "view": "worklist",
        "key": f"test:{Message.objects.count()}",
    }
    message = Message.objects.create(recipient=recipient, **defaults | fields)
    if reminder is not None:
        reminder.messages.add(message)
    return message


def make_report(
    project: Project | None = None,
    department: Department | None = None,
    period: Period | None = None,
    *,
    state: str = Report.State.DRAFT,
    approved_at: datetime | None = None,
    **fields: Any,
) -> Report:
    """A report with some words, for 2026-10 unless told, handed in and approved soon after."""
    project = project or make_project()
    department = department or make_department()
    period = period or Period.objects.filter(code="2026-10").first() or make_period()
    if state == Report.State.APPROVED and approved_at is None:
        approved_at = moment(period.end + timedelta(days=4))
    handed_in = None if state == Report.State.DRAFT else moment(period.end + timedelta(days=2))
    handed_in = fields.get("submitted_at", handed_in)
    reached = {Report.State.ENDORSED, Report.State.APPROVED, Report.State.RETURNED}
    defaults = {
        "progress": "按计划推进。",
        "endorsed_at": handed_in if state in reached or fields.get("revision", 1) > 1 else None,
        "submitted_at": handed_in,
        "return_reason": "请补充数据。" if state == Report.State.RETURNED else "",
    }
    if "author" not in fields:
        own = Officer.objects.filter(department=department, role=Officer.Role.REPORTER)
        fields["author"] = own.first() or make_officer(Officer.Role.REPORTER, department)
    return Report.objects.create(
        project=project,
        department=department,
        period=period,
        state=state,
        approved_at=approved_at,
        **defaults | fields,
    )


def make_measurement(
    report: Report,
    assignment: Assignment,
    value: Amount | None = None,
    *,
    numerator: Amount | None = None,
    denominator: Amount | None = None,
    **fields: Any,
) -> Measurement:
    """A figure of a report; that of an approved one is brought in force as on its approval."""
    measurement = Measurement.objects.create(
        report=report,
        assignment=assignment,
        value=amount(value),
        numerator=amount(numerator),
        denominator=amount(denominator),
        **fields,
    )
    if report.state == Report.State.APPROVED:
        approved = list(
            Measurement.objects.filter(
                assignment=assignment, report__state=Report.State.APPROVED
            ).select_related("report__period")
        )
        assign_validity(approved)
        Measurement.objects.bulk_update(approved, VALIDITY)
        measurement.refresh_from_db()
    return measurement


def make_measurements(figures: Sequence[Measurement]) -> None:
    """Save all figures that their assignments have, in force as approval brings them."""
    assign_validity(item for item in figures if item.report.state == Report.State.APPROVED)
    Measurement.objects.bulk_create(figures)


def make_evidence(report: Report, name: str = "佐证.pdf", content: bytes = PDF) -> Evidence:
    """A file of a report, stored under MEDIA_ROOT: point that to a temporary folder."""
    return Evidence.objects.create(
        report=report,
        file=ContentFile(content, name),
        name=name,
        content_type="application/pdf",
        size=len(content),
        sha256="0" * 64,
        uploaded_by=report.author,
    )


def make_reply(report: Report, text: str = "已协调解决。", **fields: Any) -> Reply:
    """The bureau's reply to the problems of a report, on 2026-11-18 unless told."""
    if "officer" not in fields:
        fields["officer"] = make_officer(Officer.Role.REVIEWER)
    defaults = {"at": moment(date(2026, 11, 18))}
    return Reply.objects.create(report=report, text=text, **defaults | fields)


def make_bulletin(plan: Plan | None = None, number: int = 0, **fields: Any) -> Bulletin:
    """The next bulletin of 2026, of 2026-10-31 and without one before, unless told.

    Frozen: in a test whose database is emptied, not rolled back, ask for ``unfrozen``.
    """
    plan = plan or Plan.objects.first() or make_project().plan
    number = number or Bulletin.objects.next_number(plan, 2026)
    defaults = {"year": 2026, "on": date(2026, 10, 31), "made_at": moment(date(2026, 11, 10))}
    if "made_by" not in fields:
        fields["made_by"] = make_officer(Officer.Role.REVIEWER)
    bulletin = Bulletin(plan=plan, number=number, **defaults | fields)
    if not bulletin.content:
        snapshot = snapshot_for(plan, bulletin.on)
        document = document_of(snapshot, bulletin.made_by, issue=bulletin.issue)
        city = document.count()
        bulletin.met, bulletin.applicable = city.met, city.applicable
        bulletin.behind, bulletin.content = city.behind, dumps(document)
        bulletin.fingerprint = sha256(bulletin.content)
    bulletin.save(force_insert=True)
    return bulletin


def make_withdrawal(bulletin: Bulletin | None = None, **fields: Any) -> Withdrawal:
    """A bulletin is withdrawn on 2026-11-12."""
    if "officer" not in fields:
        fields["officer"] = make_officer(Officer.Role.REVIEWER)
    defaults = {"reason": "惠来县的数据有误。", "at": moment(date(2026, 11, 12))}
    return Withdrawal.objects.create(bulletin=bulletin or make_bulletin(), **defaults | fields)
