"""Bad posts: whatever is sent, nothing breaks, and only what is valid is saved, as it was typed."""

from collections.abc import Iterator
from decimal import Decimal
from unicodedata import normalize

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.rules.values import Measure
from reports.models import Measurement, Report
from tests.reports.hostile import (
    CONTENT_TYPES,
    FIGURE,
    NASTY,
    OTHER_POSTS,
    TEXTS,
    UNHURT,
    URL_ENCODED,
    FormClient,
    Pairs,
    changed,
    mutated,
    rows,
    undone,
)

pytestmark = [
    pytest.mark.django_db,
    # So many examples are tried once, on the stricter database.
    pytest.mark.databases("postgres"),
]

State = Report.State


def as_read(pairs: Pairs) -> dict[str, str]:
    """What a server reads: the last of repeated names, what is not text replaced."""
    return {_clean(name): _clean(value) for name, value in pairs}


def _clean(words: str) -> str:
    return words.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def amount(typed: str) -> Decimal | None:
    """A figure as a person means it."""
    plain = normalize("NFKC", typed).replace(",", "").strip()
    return Decimal(plain) if plain else None


def check_saved(form_client: FormClient, pairs: Pairs) -> None:
    """Assert that the report says exactly what was typed."""
    typed = as_read(pairs)
    report = Report.objects.get(period=form_client.october)
    for field in TEXTS:
        assert getattr(report, field) == typed.get(field, "").strip()
    for line in form_client.lines:
        figure = Measurement.objects.filter(report=report, assignment=line).first()
        name = f"line-{line.pk}"
        if line.target.is_count:
            assert (figure.value if figure else None) == amount(typed.get(f"{name}-value", ""))
        elif line.target.is_ratio:
            for part in ("numerator", "denominator"):
                goal_text = amount(typed.get(f"{name}-{part}", ""))
                assert (getattr(figure, part) if figure else None) == goal_text
        elif line.target.is_milestone:
            done = {True: "yes", False: "no", None: ""}[figure.is_done if figure else None]
            assert done == typed.get(f"{name}-is_done", "")
        else:
            assert figure is None


def names_of_form() -> tuple[str, ...]:
    """Field names by the place of their line, whose key is only known later; one has none."""
    places = range(len(Measure) + 1)
    lines = tuple(f"line-{place}-{field}" for place in places for field in FIGURE)
    return (*TEXTS, "version", "opened", "submit", "save", "files", "copy", *lines)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-11-03 10:00+08:00", tick=False):
        yield


@pytest.fixture
def form_client(db: None) -> FormClient:
    """One for all examples, each of which is undone."""
    return FormClient()


@pytest.fixture
def forms(form_client: FormClient) -> dict[bool, Pairs]:
    """The form of a report not begun, and of one begun."""
    fresh = form_client.form()
    with undone():
        form_client.begin()
        return {False: fresh, True: form_client.form()}


@UNHURT
@given(changes=mutated(names_of_form()), content_type=CONTENT_TYPES, begun=st.booleans())
def test_the_form_saves_what_is_valid_as_typed_and_of_all_else_nothing(
    form_client: FormClient,
    forms: dict[bool, Pairs],
    changes: list[tuple[str, str, str]],
    content_type: str,
    begun: bool,
) -> None:
    with undone():
        if begun:
            form_client.begin()
        pairs = changed(
            forms[begun], [(what, form_client.named(name), to) for what, name, to in changes]
        )
        before = rows()

        response = form_client.send(form_client.address, pairs, content_type)

        assert response.status_code in {302, 400, 409, 422}
        if response.status_code == 302:
            check_saved(form_client, pairs)
        else:
            assert rows() == before


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("007", "7"),
        ("3.00", "3"),
        ("'1000", "1000"),
        ("１，０００", "1000"),
        ("\u200b3\u3000", "3"),
    ],
)
def test_unusual_ways_to_write_a_figure_are_kept_in_the_usual_one(
    form_client: FormClient, forms: dict[bool, Pairs], typed: str, kept: str
) -> None:
    name = form_client.named("line-0-value")
    pairs = changed(forms[False], [("set", name, typed)])
    assert form_client.send(form_client.address, pairs, URL_ENCODED).status_code == 302
    figure = Measurement.objects.get(
        assignment=form_client.lines[0], report__period=form_client.october
    )
    assert figure.as_record() == {"value": kept}


@pytest.mark.parametrize("typed", ["-0", "0E999999999", "1e3", "٣", "1" * 5000, "9" * 400_000])
def test_what_only_python_takes_for_a_number_comes_back(
    form_client: FormClient, forms: dict[bool, Pairs], typed: str
) -> None:
    pairs = changed(forms[False], [("set", form_client.named("line-0-value"), typed)])
    before = rows()

    assert form_client.send(form_client.address, pairs, URL_ENCODED).status_code == 422
    assert rows() == before


@settings(UNHURT, max_examples=OTHER_POSTS)
@given(
    changes=mutated(names_of_form()),
    content_type=CONTENT_TYPES,
    begun=st.booleans(),
    button=st.sampled_from(("autosave", "carry", "seen", "department")),
    value=NASTY,
)
def test_the_form_s_other_buttons_and_its_script_break_nothing(
    form_client: FormClient,
    forms: dict[bool, Pairs],
    changes: list[tuple[str, str, str]],
    content_type: str,
    begun: bool,
    button: str,
    value: str,
) -> None:
    with undone():
        if begun:
            form_client.begin()
        pairs = changed(
            forms[begun], [(what, form_client.named(name), to) for what, name, to in changes]
        )
        response = form_client.send(form_client.address, [*pairs, (button, value)], content_type)

        assert response.status_code in {200, 302, 400, 409, 422}
        made = Report.objects.filter(period=form_client.october)
        assert {report.state for report in made} <= {State.DRAFT, State.SUBMITTED}
        assert made.count() <= 1


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "multipart/form-data"])
@pytest.mark.parametrize("begun", [True, False])
def test_a_form_that_did_not_arrive_whole_is_shown_and_nothing_is_saved(
    form_client: FormClient, forms: dict[bool, Pairs], begun: bool, content_type: str
) -> None:
    if begun:
        form_client.begin()
    before = rows()
    response = form_client.send(form_client.address, forms[begun], content_type)
    assert response.status_code in {400, 409}
    assert rows() == before
    if response.status_code == 409:
        assert "没有收到完整的表单" in response.content.decode()


def test_what_is_rightly_sent_is_saved(form_client: FormClient, forms: dict[bool, Pairs]) -> None:
    """The other tests would pass if nothing were ever saved."""
    response = form_client.send(form_client.address, forms[False], URL_ENCODED)
    assert response.status_code == 302
    check_saved(form_client, forms[False])
    assert Measurement.objects.filter(report__period=form_client.october).count() == 2
