"""Departments and counties."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from departments.models import Department
from tests.factories import make_county, make_department

pytestmark = pytest.mark.django_db

Kind = Department.Kind


@pytest.mark.parametrize(
    ("kind", "is_county", "is_bureau"),
    [(Kind.BUREAU, False, True), (Kind.MUNICIPAL, False, False), (Kind.COUNTY, True, False)],
)
def test_a_department_is_of_one_kind(kind: Kind, is_county: bool, is_bureau: bool) -> None:
    department = make_department(kind)
    assert (department.is_county, department.is_bureau) == (is_county, is_bureau)
    assert (department.county is not None) is is_county


@pytest.mark.parametrize("kind", list(Kind))
def test_a_county_belongs_to_a_county_s_government_and_to_no_other(kind: Kind) -> None:
    county = None if kind == Kind.COUNTY else make_county()
    department = Department(code="somewhere", name="某部门", kind=kind, county=county)
    with pytest.raises(ValidationError, match="必须选定所属县区"):
        department.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        department.save()


def test_county_governments_come_in_the_order_of_their_codes() -> None:
    second = make_department(county=make_county(code="445203"))
    make_department(Kind.BUREAU)
    first = make_department(county=make_county(code="445202"))
    assert list(Department.objects.of_counties()) == [first, second]


def test_the_share_of_rural_towns_leaves_out_subdistricts() -> None:
    county = make_county(subdistricts=7, towns=11, townships=2)
    assert county.rural_towns == 13


def test_departments_and_counties_read_by_name() -> None:
    county = make_county("惠来县")
    assert (str(county), str(make_department(name="市财政局"))) == ("惠来县", "市财政局")


def test_the_history_of_a_department_keeps_its_old_name() -> None:
    department = make_department(Kind.MUNICIPAL, "市人事局")
    department.name = "市人力资源和社会保障局"
    department.save()
    assert [row.name for row in department.history.all()] == [
        "市人力资源和社会保障局",
        "市人事局",
    ]
