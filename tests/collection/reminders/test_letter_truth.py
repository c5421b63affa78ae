"""A reminder says what is missing, how many, and by when: true on random obligations."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from django.template.loader import render_to_string
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from collection.models import Reminder
from collection.reminders.notes import note
from collection.reminders.overdue import MissingReports
from departments.models import Department, Officer
from inbox.mail import letter
from inbox.models import Message
from projects.models import Project, Responsibility
from reports.models import Period
from reports.obligations import Obligation

SITE = "https://tracker.example.org"
DAY = timedelta(days=1)
PERIODS = {"2026-10": ("2026年10月", "lead"), "2026-Q3": ("2026年第3季度", "support")}
LETTER = re.compile(
    r"(?P<name>[^：]+)：\n\n"
    r"揭西县人民政府(?P<period>.+)的进展报告应报 (?P<due>\d+) 份，还有 (?P<missing>\d+) 份未报。"
    r"截止日期为(?P<day>[\d-]+)，"
    r"(?:已逾期 (?P<late>\d+) 天|还有 (?P<left>\d+) 天|(?P<today>今天截止))。\n\n"
    r"未报的项目：\n(?P<projects>(?:  \d+\. [^\n]+\n)+)\n"
    r"(?:(?P<report>请尽快填报并提交：(?P<worklist>\S+))"
    r"|(?P<urge>请督促本单位填报员尽快报送，并及时审核；未报情况：(?P<list>\S+)))\n\n"
    r"揭阳教育行动方案进展管理（系统邮件，请勿回复）"
)


@dataclass(frozen=True)
class Owing:
    """A department's reports of a period on a day: each project's number, and when it came in."""

    period: Period
    on: date
    handed_in: dict[int, date | None]
    """Of the reports that are owed; those handed over before the due day are none of them."""
    row: MissingReports
    officer: Officer

    @property
    def missing(self) -> list[int]:
        return [key for key, day in self.handed_in.items() if day is None or day > self.on]


def owing(seed: int) -> Owing:
    random = Random(seed)
    code = random.choice([*PERIODS])
    period = Period.usual(code)
    period.pk = 1
    on = period.due + random.randint(-4, 25) * DAY
    department = Department(pk=1, code="jiexi", name="揭西县人民政府", kind=Department.Kind.COUNTY)
    handed_in: dict[int, date | None] = {}
    obligations = []
    for number in sorted(random.sample(range(1, 23), random.randint(1, 6))):
        is_over = random.random() < 0.2
        day = random.choice([None, period.due + random.randint(-5, 25) * DAY])
        if not is_over:
            handed_in[number] = day
        responsibility = Responsibility(
            project=Project(pk=number, number=number, name=f"项目之{number}"),
            department=department,
            role=PERIODS[code][1],
            valid_to=period.due if is_over else None,
        )
        at = datetime.combine(day, time(15, 59), UTC) if day else None
        obligations.append(Obligation(responsibility, period, on, at))
    own = random.choice([department, Department(pk=2, code="puning", name="普宁市人民政府")])
    role = random.choice([Officer.Role.REPORTER, Officer.Role.APPROVER])
    officer = Officer(pk=1, name="张三", role=role, department=own, email="z@example.org")
    sent = Reminder(sent_on=on, sent_at=datetime(2026, 11, 6, 2, tzinfo=UTC))
    row = MissingReports(obligations, is_open=True, last=sent)
    return Owing(period, on, handed_in, row, officer)


@given(st.integers(0, 10**6))
def test_every_sentence_of_a_reminder_is_true(seed: int) -> None:
    for case in filter(lambda case: case.missing, map(owing, range(3 * seed, 3 * seed + 3))):
        with override_settings(SITE_URL=SITE):
            fields = note(case.row, "reminder:1", urges=urges(case.officer)).fields
            mail = letter(Message(recipient=case.officer, **fields))
        found = LETTER.fullmatch(f"{mail.body}")
        assert found, mail.body
        label = PERIODS[case.period.code][0]
        subject = f"催报：揭西县人民政府{label}还有 {len(case.missing)} 份报告未报"
        assert (mail.subject, mail.to, found["period"]) == (subject, ["z@example.org"], label)
        assert (int(found["due"]), int(found["missing"])) == (
            len(case.handed_in),
            len(case.missing),
        )
        check_days(case, found)
        assert numbered(found["projects"]) == [(key, f"项目之{key}") for key in case.missing]
        assert found["name"] == case.officer.name
        check_request(case.officer, found)


@given(st.integers(0, 10**6))
def test_every_sentence_of_the_worklist_s_reminder_is_true(seed: int) -> None:
    case = owing(seed)
    body = render_to_string("home/worklists/_reminders.html", {"reminders": [case.row]})
    words = "".join(re.sub(r"<[^>]*>", "", body.partition("<a ")[0]).split())
    due, label = case.period.due, PERIODS[case.period.code][0]
    assert words == (
        f"系统自动11月6日催报：{label}还有{len(case.missing)}份未报，{due.month}月{due.day}日截止。"
    )


def numbered(lines: str) -> Sequence[tuple[int, str]]:
    return [(int(key), name) for key, name in re.findall(r"  (\d+)\. (.+)\n", lines)]


def check_days(case: Owing, found: re.Match[str]) -> None:
    """The due day, and the days to it or since."""
    due = case.period.due
    assert found["day"] == f"{due}"
    days = [found["late"], found["left"], found["today"]]
    late = (case.on - due).days
    assert days == [
        f"{late}" if late > 0 else None,
        f"{-late}" if late < 0 else None,
        "今天截止" if late == 0 else None,
    ]


def check_request(officer: Officer, found: re.Match[str]) -> None:
    """Who may endorse the department's reports urges; everybody else reports."""
    assert (found["urge"] is not None) is urges(officer)
    if urges(officer):
        assert found["list"] == f"{SITE}/reminders/"
    else:
        assert found["worklist"] == f"{SITE}/worklist/"


def urges(officer: Officer) -> bool:
    return officer.role == Officer.Role.APPROVER and officer.department_id == 1
