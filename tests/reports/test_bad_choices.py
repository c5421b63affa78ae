"""Bad posts to the list: only what was rightly chosen is repeated."""

from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.models import Measurement, Report
from tests.reports.hostile import (
    BULK_POSTS,
    CONTENT_TYPES,
    NASTY,
    UNHURT,
    FormClient,
    rows,
    undone,
)

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-03 10:00", tick=False)]

State = Report.State


@pytest.fixture
def wide_form(db: None) -> FormClient:
    """A form_client with three projects."""
    return FormClient(3)


@settings(UNHURT, max_examples=BULK_POSTS)
@given(
    chosen=st.lists(st.one_of(st.sampled_from(range(6)), NASTY), max_size=5),
    button=st.one_of(st.sampled_from(("repeat", "draft", "hand_in")), NASTY),
    content_type=CONTENT_TYPES,
)
def test_the_list_repeats_what_was_rightly_chosen_and_touches_nothing_else(
    wide_form: FormClient, chosen: list[int | str], button: str, content_type: str
) -> None:
    numbers = sorted({line.target.project.number for line in wide_form.lines})
    right = [f"2026-10:{number}:0" for number in numbers]
    wrong = [f"2026-09:{numbers[0]}:0", f"2026-10:{numbers[0]}:1", f"2026-10:{numbers[0]}"]
    ticked = [[*right, *wrong][item] if isinstance(item, int) else item for item in chosen]
    with undone():
        before = rows()

        response = wide_form.send(
            reverse("worklist_submit"),
            [("do", button), *(("report", item) for item in ticked)],
            content_type,
        )

        assert response.status_code in {302, 400}
        made = Report.objects.filter(period=wide_form.october)
        if not made:
            assert rows() == before
            return
        kept = {f"2026-10:{item.project.number}:0" for item in made}
        assert kept == set(ticked) & set(right)
        state = {"repeat": State.SUBMITTED, "draft": State.DRAFT}[button]
        assert {item.state for item in made} == {state}
        figures = Measurement.objects.filter(report__in=made)
        assert [line.value for line in figures] == [Decimal(4)] * len(made)
