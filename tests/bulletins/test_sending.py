"""分送: an archive with each county's part, and messages to the counties' officers."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries, Settings

from bulletins.models import Bulletin
from bulletins.sending import receipts_of
from departments.models import AuditEntry, Department, Officer
from inbox.models import Message
from projects.models import Plan
from projects.rules.values import Scope
from tests.bulletins.bulletins import damage
from tests.factories import (
    make_assignment,
    make_bulletin,
    make_department,
    make_officer,
    make_project,
    make_responsibility,
    make_target,
    make_withdrawal,
)

Role = Officer.Role
OCTOBER = date(2026, 10, 31)
PAGE, PARTS, DISTRIBUTE = (f"/bulletins/2026/1/{end}" for end in ("", "parts.zip", "distribute/"))

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 09:00")]


@pytest.fixture
def counties() -> list[Department]:
    target = make_target(make_project(name="智慧校园"), name="接入学校", scope=Scope.EACH_COUNTY)
    found = [make_department(name=f"{name}县人民政府") for name in "甲乙"]
    for county in found:
        make_assignment(target, county)
        make_responsibility(target.project, county)
    return found


@pytest.fixture
def bulletin(counties: list[Department]) -> Bulletin:
    return make_bulletin(Plan.objects.get(), on=OCTOBER)


@pytest.fixture
def reviewer(client: Client) -> Officer:
    officer = make_officer(Role.REVIEWER, make_department(Department.Kind.BUREAU, "市教育局"))
    client.force_login(officer)
    return officer


def told(client: Client) -> list[str]:
    page = client.post(DISTRIBUTE, follow=True)
    assert page.redirect_chain == [(PAGE, 302)]
    return [str(message) for message in page.context["messages"]]


def archive(client: Client) -> bytes:
    response = client.get(PARTS)
    assert response.status_code == 200
    return bytes(response.getvalue())


@pytest.mark.usefixtures("reviewer")
def test_the_archive_has_a_workbook_for_each_county(
    client: Client, bulletin: Bulletin, counties: list[Department]
) -> None:
    content = archive(client)
    with ZipFile(BytesIO(content)) as parts:
        names = parts.namelist()
        assert len(names) == len(counties)
        for name, county in zip(names, counties, strict=True):
            own = county.county.name if county.county else ""
            assert name == f"{bulletin.issue}_{own}.xlsx"
            book = load_workbook(BytesIO(parts.read(name)))
            words = {str(cell) for sheet in book for row in sheet.values for cell in row if cell}
            others = {item.name for item in counties} - {county.name}
            assert not words & others
    assert archive(client) == content


def test_a_withdrawn_bulletin_is_split_for_the_bureau_alone(
    client: Client, bulletin: Bulletin, reviewer: Officer
) -> None:
    make_withdrawal(bulletin)
    assert client.get(PARTS).status_code == 200
    client.force_login(make_officer(Role.LEADER))
    assert client.get(PARTS).status_code == 403


@pytest.mark.usefixtures("reviewer")
def test_a_damaged_bulletin_is_neither_split_nor_distributed(
    client: Client, bulletin: Bulletin
) -> None:
    damage(bulletin)
    assert client.get(PARTS).status_code == 409
    assert not Message.objects.exists()
    client.post(DISTRIBUTE)
    assert not Message.objects.exists()


@pytest.mark.usefixtures("reviewer")
def test_each_county_s_officers_are_told_once_with_their_own_figures(
    client: Client, bulletin: Bulletin, counties: list[Department]
) -> None:
    officers = [
        make_officer(role, county) for county in counties for role in (Role.REPORTER, Role.APPROVER)
    ]
    make_officer(Role.REPORTER, counties[0], is_active=False)
    make_officer(Role.REPORTER, make_department())
    assert told(client) == [f"{bulletin}已分送 4 人，下面可以看到谁已阅读。"]
    sent = Message.objects.order_by("pk")
    assert {message.recipient for message in sent} == set(officers)
    first = sent[0]
    assert first.kind == Message.Kind.BULLETIN
    assert first.subject == "2026年第1期会议材料已印发：甲县人民政府达标0/1"
    assert first.path == PAGE
    assert AuditEntry.objects.filter(action="分送会议材料").count() == 1

    assert told(client) == ["各县（市、区）在用的填报员、审核人都已收到这一期，没有再发。"]
    make_officer(Role.REPORTER, counties[1])
    assert told(client) == [f"{bulletin}已分送 1 人，下面可以看到谁已阅读。"]
    assert AuditEntry.objects.filter(action="分送会议材料").count() == 2


@pytest.mark.usefixtures("reviewer")
def test_it_goes_out_by_mail(
    client: Client,
    settings: Settings,
    bulletin: Bulletin,
    counties: list[Department],
) -> None:
    settings.EMAIL_HOST = "mail.example"
    make_officer(Role.REPORTER, counties[0], email="jia@example.cn")
    told(client)
    (message,) = Message.objects.all()
    assert [delivery.channel for delivery in message.deliveries.all()] == ["mail"]


@pytest.mark.usefixtures("reviewer")
def test_the_bureau_sees_who_has_read_it_and_nobody_else_does(
    client: Client, bulletin: Bulletin, counties: list[Department]
) -> None:
    reader = make_officer(Role.REPORTER, counties[0], name="张三")
    make_officer(Role.REPORTER, counties[1], name="李四")
    told(client)
    own = Client()
    own.force_login(reader)
    own.get(f"/messages/{Message.objects.get(recipient=reader).pk}/")
    page = " ".join(client.get(PAGE).content.decode().split())
    assert "张三（11月23日 09:00已读，" in page
    assert "李四（未读，" in page
    assert "李四" not in own.get(PAGE).content.decode()


def test_a_withdrawn_bulletin_is_not_distributed_and_keeps_its_receipts(
    client: Client, bulletin: Bulletin, counties: list[Department], reviewer: Officer
) -> None:
    make_officer(Role.REPORTER, counties[0], name="张三")
    told(client)
    make_withdrawal(bulletin)
    assert told(client) == ["这一期已撤回，不能分送。"]
    page = client.get(PAGE).content.decode()
    assert "张三" in page
    assert DISTRIBUTE not in page


def test_queries_of_receipts_do_not_grow(
    bulletin: Bulletin,
    counties: list[Department],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in (1, 5):
        Message.objects.bulk_create(
            Message(
                recipient=make_officer(Role.REPORTER, counties[0]),
                kind=Message.Kind.BULLETIN,
                department=counties[0],
                key=f"bulletin:{bulletin.pk}",
                view="bulletin_list",
            )
            for _ in range(number)
        )
        with django_assert_num_queries(2):
            receipts_of(bulletin)
