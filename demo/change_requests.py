"""A few demonstrated requests: agreed to, refused, and still waiting."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from demo.courses import Key
from demo.evidence import stored_pdf
from demo.states import moment
from departments.models import AuditEntry, Officer
from projects.change_requests.models import ChangeRequest, RequestFile
from projects.models import Assignment

State = ChangeRequest.State
Role = Officer.Role
DECIDED_AFTER = timedelta(days=6)
ACTIONS = {State.ACCEPTED: "同意", State.REFUSED: "不同意"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; without ``new_due`` it asks for the closing."""

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


def make_requests(officers: Sequence[Officer]) -> None:
    """Save the requests with what became of them and their audit rows."""
    seats = {
        (item.department.code if item.department else "", item.role): item for item in officers
    }
    reviewer = next(item for item in officers if item.role == Role.REVIEWER)
    for asked in ASKED:
        _make(asked, seats, reviewer)


def _make(asked: Asked, seats: Mapping[tuple[str, str], Officer], reviewer: Officer) -> None:
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
    AuditEntry.objects.bulk_create(_audit(request))


def _audit(request: ChangeRequest) -> Iterator[AuditEntry]:
    """That it was asked for, and what was decided."""
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
