"""Bad posts: whatever is sent, nothing breaks, and only what is valid is saved, as it was typed."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from unicodedata import normalize
from urllib.parse import quote_from_bytes

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, StringConverter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from departments.models import AuditEntry, Department, Officer
from projects.models import Assignment, Project, Target
from reports.models import Measurement, Period, Report
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

pytestmark = pytest.mark.django_db

State = Report.State
Pairs = list[tuple[str, str]]
FORM_POSTS, BULK_POSTS = 350, 150
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


class Desk:
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
            for measure in Target.Measure:
                line = make_assignment(make_target(project, measure=measure), self.county)
                self.lines.append(line)
                if measure == Target.Measure.COUNT:
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


def as_read(pairs: Pairs) -> dict[str, str]:
    """What a server reads: the last of repeated names, what is not text replaced."""
    return {_clean(name): _clean(value) for name, value in pairs}


def _clean(words: str) -> str:
    return words.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def amount(typed: str) -> Decimal | None:
    """A figure as a person means it."""
    plain = normalize("NFKC", typed).replace(",", "").strip()
    return Decimal(plain) if plain else None


def check_saved(desk: Desk, pairs: Pairs) -> None:
    """Assert that the report says exactly what was typed."""
    typed = as_read(pairs)
    report = Report.objects.get(period=desk.october)
    for field in TEXTS:
        assert getattr(report, field) == typed.get(field, "").strip()
    for line in desk.lines:
        figure = Measurement.objects.filter(report=report, assignment=line).first()
        name = f"line-{line.pk}"
        if line.target.is_count:
            assert (figure.value if figure else None) == amount(typed.get(f"{name}-value", ""))
        elif line.target.is_ratio:
            for part in ("numerator", "denominator"):
                wanted = amount(typed.get(f"{name}-{part}", ""))
                assert (getattr(figure, part) if figure else None) == wanted
        elif line.target.is_milestone:
            done = {True: "yes", False: "no", None: ""}[figure.is_done if figure else None]
            assert done == typed.get(f"{name}-is_done", "")
        else:
            assert figure is None


def names_of_form() -> tuple[str, ...]:
    """Field names by the place of their line, whose key is only known later; one has none."""
    places = range(len(Target.Measure) + 1)
    lines = tuple(f"line-{place}-{field}" for place in places for field in FIGURE)
    return (*TEXTS, "version", "opened", "submit", "save", "files", "copy", *lines)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-11-03 10:00+08:00", tick=False):
        yield


@pytest.fixture
def desk(db: None) -> Desk:
    """One for all examples, each of which is undone."""
    return Desk()


@pytest.fixture
def forms(desk: Desk) -> dict[bool, Pairs]:
    """The form of a report not begun, and of one begun."""
    fresh = desk.form()
    with undone():
        desk.begin()
        return {False: fresh, True: desk.form()}


@UNHURT
@given(changes=mutated(names_of_form()), content_type=CONTENT_TYPES, begun=st.booleans())
def test_the_form_saves_what_is_valid_as_typed_and_of_all_else_nothing(
    desk: Desk,
    forms: dict[bool, Pairs],
    changes: list[tuple[str, str, str]],
    content_type: str,
    begun: bool,
) -> None:
    with undone():
        if begun:
            desk.begin()
        pairs = changed(forms[begun], [(what, desk.named(name), to) for what, name, to in changes])
        before = rows()

        response = desk.send(desk.address, pairs, content_type)

        assert response.status_code in {302, 400, 409, 422}
        if response.status_code == 302:
            check_saved(desk, pairs)
        else:
            assert rows() == before


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("-0", "0"), ("0E999999999", "0"), ("1e3", "1000"), ("１，０００", "1000"), ("٣", "3")],
)
def test_unusual_ways_to_write_a_figure_are_kept_in_the_usual_one(
    desk: Desk, forms: dict[bool, Pairs], typed: str, kept: str
) -> None:
    name = desk.named("line-0-value")
    pairs = changed(forms[False], [("set", name, typed)])
    assert desk.send(desk.address, pairs, URL_ENCODED).status_code == 302
    figure = Measurement.objects.get(assignment=desk.lines[0], report__period=desk.october)
    assert figure.as_record() == {"value": kept}


@pytest.fixture
def wide_desk(db: None) -> Desk:
    """A desk with three projects."""
    return Desk(3)


@settings(UNHURT, max_examples=BULK_POSTS)
@given(
    chosen=st.lists(st.one_of(st.sampled_from(range(6)), NASTY), max_size=5),
    button=st.one_of(st.sampled_from(("repeat", "draft", "hand_in")), NASTY),
    content_type=CONTENT_TYPES,
)
def test_the_list_repeats_what_was_rightly_chosen_and_touches_nothing_else(
    wide_desk: Desk, chosen: list[int | str], button: str, content_type: str
) -> None:
    numbers = sorted({line.target.project.number for line in wide_desk.lines})
    right = [f"2026-10:{number}:0" for number in numbers]
    wrong = [f"2026-09:{numbers[0]}:0", f"2026-10:{numbers[0]}:1", f"2026-10:{numbers[0]}"]
    ticked = [[*right, *wrong][item] if isinstance(item, int) else item for item in chosen]
    with undone():
        before = rows()

        response = wide_desk.send(
            reverse("report_many"),
            [("do", button), *(("report", item) for item in ticked)],
            content_type,
        )

        assert response.status_code in {302, 400}
        made = Report.objects.filter(period=wide_desk.october)
        if not made:
            assert rows() == before
            return
        kept = {f"2026-10:{item.project.number}:0" for item in made}
        assert kept == set(ticked) & set(right)
        state = {"repeat": State.SUBMITTED, "draft": State.DRAFT}[button]
        assert {item.state for item in made} == {state}
        figures = Measurement.objects.filter(report__in=made)
        assert [line.value for line in figures] == [Decimal(4)] * len(made)


def test_what_is_rightly_sent_is_saved(desk: Desk, forms: dict[bool, Pairs]) -> None:
    """The other tests would pass if nothing were ever saved."""
    response = desk.send(desk.address, forms[False], URL_ENCODED)
    assert response.status_code == 302
    check_saved(desk, forms[False])
    assert Measurement.objects.filter(report__period=desk.october).count() == 2


def worded_addresses(value: str) -> Iterator[str]:
    """Every address of the site that takes words, with ``value`` as its words."""
    patterns = list(get_resolver().url_patterns)
    while patterns:
        found = patterns.pop()
        if isinstance(found, URLResolver):
            patterns += found.url_patterns if found.app_name != "admin" else []
            continue
        converters = found.pattern.converters
        if any(isinstance(item, StringConverter) for item in converters.values()):
            path = str(found.pattern)
            for name, item in converters.items():
                put = "1" if isinstance(item, IntConverter) else value
                path = re.sub(rf"<\w+:{name}>", lambda _: put, path)  # noqa: B023
            yield f"/{path}"


@pytest.mark.parametrize("role", [Officer.Role.REPORTER, Officer.Role.REVIEWER])
@pytest.mark.parametrize("value", ["%00", "2026-10%00", "%ED%A0%80", "%FF", "9" * 300, "%0A"])
def test_addresses_made_up_are_not_found(value: str, role: str) -> None:
    client = Client()
    client.force_login(make_officer(role))
    paths = list(worded_addresses(value))
    assert len(paths) >= 6
    statuses = {path: client.get(path).status_code for path in paths}
    assert {path: status for path, status in statuses.items() if status not in {404, 405}} == {}


@pytest.mark.parametrize("value", ["%00", "%ED%A0%80", "%FF", "9" * 5000, "-1", "[]"])
def test_filters_made_up_are_told_and_break_nothing(desk: Desk, value: str) -> None:
    for path in ("/reports/", "/worklist/", "/requests/", "/calendar/", "/deputies/"):
        for name in ("period", "project", "department", "state", "page", "sort", "month", "kind"):
            assert desk.client.get(f"{path}?{name}={value}").status_code == 200
