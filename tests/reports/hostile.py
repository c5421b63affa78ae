"""What a hostile or broken client sends, and a reporter's form_client to send it to."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote_from_bytes

from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from departments.models import AuditEntry, Department, Officer
from projects.models import Assignment, Project
from projects.rules.values import Measure
from reports.models import Measurement, Period, Report
from tests.explore import EXPLORES
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_responsibility,
    make_target,
)
from tests.html import Fields

State = Report.State
Pairs = list[tuple[str, str]]
FORM_POSTS, OTHER_POSTS, BULK_POSTS = (250, 100, 150) if EXPLORES else (100, 50, 60)
TEXTS = ("progress", "problems", "next_steps")
FIGURE = ("value", "numerator", "denominator", "is_done", "done_on", "document", "reason")
UNHURT = settings(
    max_examples=FORM_POSTS, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
NASTY = st.one_of(
    st.sampled_from(
        (
            "",
            " ",
            "\0",
            "4\0",
            "a\0b",
            "\x01\x08\x1b",
            "\r\n",
            "\ud800",
            "\udfff4",
            "\ufffe\uffff",
            "NaN",
            "-NaN",
            "sNaN",
            "Infinity",
            "-Infinity",
            "inf",
            "-0",
            "-1",
            "0E999999999",
            "1E999999999",
            "1E-999999999",
            "1e3",
            "1_000",
            "0x10",
            "9" * 13,
            "9" * 40,
            "9" * 5000,
            "0." + "0" * 30 + "1",
            "1.005",
            "１２",
            "１，０００",
            "٣",
            "½",
            "²",
            "4,,5",
            "4 5",
            "yes",
            "no",
            "true",
            "2026-10-31",
            "2026-02-30",
            "0000-00-00",
            "99999-01-01",
            "２０２６-１０-０１",
            "<script>",
            "'; DROP TABLE",
            "长" * 5001,
            "[]",
            "{}",
            "null",
        )
    ),
    st.text(max_size=8),
    st.integers().map(str),
    st.decimals().map(str),
    st.floats().map(str),
)
URL_ENCODED = "application/x-www-form-urlencoded"
CONTENT_TYPES = st.one_of(
    st.just(URL_ENCODED),
    st.sampled_from(
        (
            "application/x-www-form-urlencoded; charset=utf-16",
            "application/x-www-form-urlencoded; charset=nonsense",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=x",
            "application/json",
            "text/plain",
            "",
            "nonsense",
        )
    ),
)


def body_of(pairs: Pairs) -> bytes:
    """The pairs as a browser would encode them; lone surrogates as the bytes they would be."""

    def encoded(words: str) -> str:
        return quote_from_bytes(words.encode("utf-8", "surrogatepass"))

    return "&".join(f"{encoded(name)}={encoded(value)}" for name, value in pairs).encode()


@st.composite
def mutated(draw: st.DrawFn, names: Sequence[str]) -> list[tuple[str, str, str]]:
    """Changes to a form: (what, name, value)."""
    change = st.tuples(
        st.sampled_from(("set", "repeat", "drop", "rename", "add")),
        st.sampled_from(names),
        NASTY,
    )
    return draw(st.lists(change, min_size=1, max_size=4))


def changed(pairs: Pairs, changes: list[tuple[str, str, str]]) -> Pairs:
    """The form after the changes."""
    for what, name, value in changes:
        match what:
            case "set":
                pairs = [(key, value if key == name else old) for key, old in pairs]
            case "repeat":
                pairs = [*pairs, (name, value)]
            case "drop":
                pairs = [pair for pair in pairs if pair[0] != name]
            case "rename":
                pairs = [(value if key == name else key, old) for key, old in pairs]
            case _:
                pairs = [*pairs, (value, value)]
    return pairs


def rows() -> dict[str, Any]:
    """All that posts could write."""
    return {
        model.__name__: sorted(model.objects.values_list(), key=str)
        for model in (Report, Measurement, AuditEntry)
    }


@contextmanager
def undone() -> Iterator[None]:
    """What one example writes, the next one does not find."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class FormClient:
    """A county's reporter with a target of every measure, and September approved."""

    def __init__(self, number: int = 1) -> None:
        self.county: Department = make_department()
        self.officer = make_officer(Officer.Role.REPORTER, self.county)
        self.october: Period = make_period("2026-10")
        september = make_period("2026-09", is_locked=True)
        self.lines: list[Assignment] = []
        for _ in range(number):
            project = make_project()
            make_responsibility(project, self.county)
            before = make_report(project, self.county, september, state=State.APPROVED)
            for measure in Measure:
                line = make_assignment(make_target(project, measure=measure), self.county)
                self.lines.append(line)
                if measure == Measure.COUNT:
                    make_measurement(before, line, 4)
        self.project: Project = self.lines[0].target.project
        self.address = reverse("report_edit", args=["2026-10", self.project.number])
        self.client = Client()
        self.client.force_login(self.officer)

    def form(self) -> Pairs:
        """The form as the page opens it, filled in."""
        opened = Fields(self.client.get(self.address).content.decode()).values
        typed = {"value": "4", "numerator": "9", "denominator": "10", "progress": "已开工。"}
        return [
            (name, value or typed.get(name.rpartition("-")[2], ""))
            for name, value in opened.items()
            if name in {*TEXTS, "version", "opened"} or name.startswith("line-")
        ]

    def named(self, name: str) -> str:
        """A field's name with its line's key instead of its place."""
        first, _, rest = name.partition("-")
        place, _, field = rest.partition("-")
        known = first == "line" and int(place) < len(self.lines)
        return f"line-{self.lines[int(place)].pk}-{field}" if known else name

    def begin(self) -> Report:
        return make_report(self.project, self.county, self.october, author=self.officer, version=1)

    def send(self, address: str, pairs: Pairs, content_type: str) -> Any:
        """Post the bytes as they are: ``Client.post`` would put them right."""
        return self.client.generic("POST", address, body_of(pairs), content_type)
