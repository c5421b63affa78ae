"""What stands in the workbooks of lists with 1 and with 4 rows: the same as on their pages."""

from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from departments.models import Officer
from projects.change_requests.models import ChangeRequest
from reports.models import Report
from tests.module_rows import module_rows
from tests.plan import load_plan
from tests.tracker.exports import body, export, fill, headings, says, shown, signed_in
from tests.tracker.test_exports import LISTS

Role = Officer.Role

NOT_ON_SCREEN = {"计量方式", "县区", "要求", "异常项数"}
"""What a workbook tells besides, to sort and filter by: every checkpoint's demand, and numbers of
what the screen shows one by one."""

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("filled")]
one_row = pytest.mark.parametrize("filled", [1], indirect=True)
four_rows = pytest.mark.parametrize("filled", [4], indirect=True)


@pytest.fixture(scope="module")
def filled(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Of everything so many rows, written once for all tests that take as many."""

    def write() -> None:
        load_plan()
        fill(request.param)

    today = time_machine.travel("2026-11-23 09:00+08:00", tick=False)
    with today, module_rows(django_db_blocker, write):
        yield


@pytest.mark.databases("sqlite")
@four_rows
@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_workbook_has_the_rows_of_its_list_in_their_order(name: str) -> None:
    role, query, _ = LISTS[name]
    client = signed_in(role, messages=2)
    rows = list(shown(client, reverse(name), query))
    table = client.get(f"{reverse(name)}?{query}").context["table"]
    columns = [(column.name, item) for column in table.columns for item in table.sheet[column.name]]
    sheet = export(client, reverse(name), query)

    assert headings(sheet) == [item.heading for _, item in columns]
    assert 1 < len(rows) == len(body(sheet))
    wrong = [
        (item.heading, cell.value, row[column])
        for row, cells in zip(rows, body(sheet), strict=True)
        for (column, item), cell in zip(columns, cells, strict=True)
        if item.heading not in NOT_ON_SCREEN and not says(cell, row[column])
    ]
    assert wrong == []


@pytest.mark.databases("sqlite")
@one_row
@pytest.mark.parametrize("name", sorted(LISTS))
def test_every_column_is_in_the_workbook_or_holds_only_buttons(name: str) -> None:
    table = signed_in(LISTS[name][0]).get(reverse(name)).context["table"]

    assert set(table.sheet) >= {column.name for column in table.columns}
    buttons = {column for column, items in table.sheet.items() if not items}
    assert buttons <= {"opening", "ending"}


@pytest.mark.parametrize("name", sorted(LISTS))
@pytest.mark.parametrize("filled", [1, 4], indirect=True)
def test_queries_of_an_export_do_not_grow_with_its_rows(
    name: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    role, query, queries = LISTS[name]
    client = signed_in(role)

    with django_assert_num_queries(queries):
        client.get(f"{reverse(name)}?{query}&format=xlsx").getvalue()


@four_rows
def test_a_reporter_exports_nothing_of_other_departments() -> None:
    client = signed_in(Role.REPORTER)

    told = [
        str(cell.value)
        for name in ("report_list", "change_request_list", "reminder_list", "delegation_list")
        for cells in body(export(client, reverse(name)))
        for cell in cells
    ]
    assert "普宁市人民政府" in told
    assert not [words for words in told if "惠来" in words]
    assert Report.objects.filter(department__code="huilai").exists()
    assert ChangeRequest.objects.filter(assignment__department__code="huilai").exists()


@four_rows
def test_a_leader_exports_approved_reports_alone() -> None:
    states = {cells[4].value for cells in body(export(signed_in(Role.LEADER), "/reports/"))}
    assert states == {"已通过"}
