"""The bureau's demonstration data: replies, decisions on requests, and bulletins."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from bulletins.actions import make_bulletin, withdraw
from bulletins.document.build import document_of
from bulletins.models import Bulletin
from dashboards.snapshots.cache import snapshot_for
from demo.courses import Key, draw
from demo.pdf_files import stored_pdf
from demo.phrases import REPLIES
from demo.states import LAST_WORKED_ON, moment
from departments.models import AuditEntry, Officer
from projects.change_requests.models import ChangeRequest, RequestFile
from projects.models import Assignment, Plan
from reports.models import Reply, Report
from reports.problems import names_problem

ANSWERED_SINCE = date(2026, 7, 1)
ANSWERED = 45
"""The percentage of problems with a reply."""
SOON = timedelta(minutes=20)
MADE: Sequence[tuple[int, date, date]] = (
    (8, date(2026, 8, 31), date(2026, 9, 8)),
    (9, date(2026, 9, 30), date(2026, 10, 12)),
    (10, date(2026, 10, 31), date(2026, 11, 10)),
)
"""Each bulletin's number, reference day, and day of creation."""
WITHDRAWN, WITHDRAWN_ON = 8, date(2026, 9, 10)
REASON = "演示：会前发现惠来县特殊教育学校的数据有误，更正后并入下一期。"
State = ChangeRequest.State
Role = Officer.Role
DECIDED_AFTER = timedelta(days=6)
ACTIONS = {State.ACCEPTED: "同意", State.REFUSED: "不同意"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, an extension with ``new_due``, otherwise a closing."""

    key: Key
    department: str
    asked_on: date
    reason: str
    new_due: date | None = None
    state: ChangeRequest.State = State.ASKED
    decision: str = ""
    file: str = ""


ASKED: Sequence[Asked] = (
    Asked(
        (2, 4),
        "huilai",
        date(2026, 9, 14),
        "演示：特殊教育学校选址调整，用地预审三季度才通过，主体工程预计年底完工。",
        date(2026, 12, 31),
        State.ACCEPTED,
        "演示：同意，请按月报送工程进度。",
        "演示-用地预审意见.pdf",
    ),
    Asked(
        (20, 1),
        "rongcheng",
        date(2026, 10, 12),
        "演示：该校已停止招生，在校学生毕业后撤并，今后没有可报的数据。",
        state=State.ACCEPTED,
        decision="演示：同意办结。",
    ),
    Asked(
        (10, 2),
        "puning",
        date(2026, 10, 19),
        "演示：尚有三所学校的改造招标流标，拟延至明年六月。",
        date(2027, 6, 30),
        State.REFUSED,
        "演示：招标工作可在年内完成，不同意延期。",
    ),
    Asked(
        (12, 3),
        "jiexi",
        date(2026, 11, 16),
        "演示：共同体章程正在征求各校意见，拟于年底前组建完成。",
        date(2026, 12, 31),
        file="演示-共同体章程征求意见稿.pdf",
    ),
)


def make_replies(reports: Iterable[Report], reviewer: Officer) -> None:
    """Save replies to some of the approved reports that name a problem, with their audit rows."""
    replies = [
        Reply(
            report=report,
            text=_reply_text(report),
            officer=reviewer,
            at=_replied_at(report, approved_at),
        )
        for report in reports
        if (approved_at := report.approved_at) and _is_answered(report)
    ]
    Reply.objects.bulk_create(replies)
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=reply.at,
            officer=reviewer,
            action="答复问题",
            subject=str(reply.report),
            subject_key=reply.report.audit_key,
            after={"答复": reply.text},
        )
        for reply in replies
    )


def _is_answered(report: Report) -> bool:
    is_recent = report.period.start >= ANSWERED_SINCE and names_problem(report.problems)
    return is_recent and _drawn(report, "answer", 100) < ANSWERED


def _reply_text(report: Report) -> str:
    return f"演示：{REPLIES[_drawn(report, 'words', len(REPLIES))]}"


def _replied_at(report: Report, approved_at: datetime) -> datetime:
    """Some days after the approval."""
    day = timezone.localdate(approved_at) + timedelta(days=1 + _drawn(report, "reply", 4))
    number, code = report.project.number, report.department.code
    return max(moment(min(day, LAST_WORKED_ON), "reply", number, code), approved_at + SOON)


def _drawn(report: Report, what: str, sides: int) -> int:
    words = (report.project.number, report.department.code, report.period.code)
    return draw(what, *words, sides=sides)


def make_requests(officers: Sequence[Officer], reviewer: Officer) -> None:
    """Save the requests with their decisions and audit rows."""
    seats = {
        (item.department.code if item.department else "", item.role): item for item in officers
    }
    for asked in ASKED:
        _make_request(asked, seats, reviewer)


def _make_request(
    asked: Asked, seats: Mapping[tuple[str, str], Officer], reviewer: Officer
) -> None:
    assignment = Assignment.objects.select_related("target__project", "department").get(
        target__project__number=asked.key[0],
        target__number=asked.key[1],
        department__code=asked.department,
    )
    checkpoint = assignment.target.checkpoints.get() if asked.new_due else None
    request = ChangeRequest(
        kind=ChangeRequest.Kind.EXTENSION if checkpoint else ChangeRequest.Kind.CLOSING,
        state=asked.state,
        assignment=assignment,
        checkpoint=checkpoint,
        original_due=checkpoint.due if checkpoint else None,
        new_due=asked.new_due,
        reason=asked.reason,
        asked_by=seats[asked.department, Role.REPORTER],
        asked_at=moment(asked.asked_on, "ask", asked.key[0], asked.department),
    )
    if asked.state != State.ASKED:
        decided_on = asked.asked_on + DECIDED_AFTER
        request.decided_at = moment(decided_on, "decide", asked.key[0], asked.department)
        request.decided_by, request.decision = reviewer, asked.decision
        if not checkpoint:
            assignment.closed_on = decided_on
            assignment.save()
    request.save()
    if asked.file:
        _attach(request, asked)
    AuditEntry.objects.bulk_create(_audit_request(request))


def _audit_request(request: ChangeRequest) -> Iterator[AuditEntry]:
    """The rows of the request and of its decision."""
    kind = request.get_kind_display()
    asked = (request.asked_at, request.asked_by, f"申请{kind}", request.reason)
    rows: list[tuple[datetime, Officer | None, str, str]] = [asked]
    if request.decided_at:
        action = f"{kind}{ACTIONS[State(request.state)]}"
        rows.append((request.decided_at, request.decided_by, action, request.decision))
    for at, officer, action, reason in rows:
        yield AuditEntry(
            at=at,
            officer=officer,
            action=action,
            subject=str(request),
            subject_key=f"request:{request.pk}",
            reason=reason,
        )


def _attach(request: ChangeRequest, asked: Asked) -> None:
    line = f"Demonstration only: {asked.department}, target {asked.key[0]}-{asked.key[1]}"
    file = RequestFile.objects.create(
        request=request, name=asked.file, uploaded_by=request.asked_by, **stored_pdf(line)
    )
    RequestFile.objects.filter(pk=file.pk).update(uploaded_at=request.asked_at)


def make_bulletins(plan: Plan, reviewer: Officer) -> None:
    """Create the bulletins as the site does, each compared with the previous one."""
    for number, on, made_on in MADE:
        before = Bulletin.objects.document_before(plan, on)
        contents = document_of(snapshot_for(plan, on), reviewer, before)
        bulletin = make_bulletin(plan, number, contents, reviewer, None, _at(made_on, 15))
        if number == WITHDRAWN:
            withdraw(bulletin, reviewer, REASON, None, _at(WITHDRAWN_ON, 9))


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, 20)))
