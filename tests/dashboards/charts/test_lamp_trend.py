"""What a trend tells of its first and last day."""

from datetime import date

import pytest

from dashboards.charts.lamp_trend import lamp_trend
from dashboards.snapshots.cache import get_plan_data, snapshots_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plan")]


def told(*days: date) -> str:
    found = get_plan_data()
    assert found is not None
    snapshots = snapshots_for(found[0], days)
    past = [snapshots[day] for day in days]
    return lamp_trend(
        past, lambda snapshot: snapshot.of_department(snapshot.counties[4]), "某市"
    ).told


def test_the_first_and_the_last_day_are_shown_in_words() -> None:
    assert told(date(2024, 1, 31), date(2025, 6, 30), date(2026, 11, 23)) == (
        "某市：2024-01-31 滞后和逾期 8 个，完成 0 个；2026-11-23 滞后和逾期 27 个，完成 0 个。"
    )


def test_a_single_day_is_shown_once() -> None:
    assert told(date(2023, 9, 4)) == "某市：2023-09-04 滞后和逾期 0 个，完成 0 个。"
