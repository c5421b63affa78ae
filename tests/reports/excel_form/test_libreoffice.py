"""Forms that LibreOffice opened, changed and saved, as officials do with theirs."""

from datetime import date

import pytest

from projects.models import Target
from reports.excel_form.validate import Fate
from reports.models import Report
from spreadsheets.archive import LOCKED, OLD, OTHER_SHEET, TEXT
from tests.factories import make_measurement
from tests.reports.excel_form.forms import (
    ALL_FIGURES,
    PROGRESS,
    Form,
    Office,
    counts,
    fates,
    reasons,
    refusal,
    told,
)
from tests.reports.excel_form.libreoffice import LibreOffice

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-03 10:00")]

SORTED_BACKWARDS = """
  Dim order(0) As New com.sun.star.table.TableSortField
  order(0).Field = 3
  order(0).IsAscending = False
  Dim how(1) As New com.sun.star.beans.PropertyValue
  how(0).Name = "SortFields"
  how(0).Value = order()
  how(1).Name = "ContainsHeader"
  how(1).Value = True
  figures.getCellRangeByName("A4:R10").sort(how())
"""


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_form_that_was_only_opened_and_saved_says_the_same(
    office: Office, libreoffice: LibreOffice
) -> None:
    Target.objects.filter(number=2).update(has_decimals=True)
    draft = office.report(progress="　　一、=1+1\n二、“引号”<标签>&", problems="_x0041_")
    make_measurement(draft, office.assignment("1-1"), 4)
    make_measurement(draft, office.assignment("1-2"), numerator="4.35", denominator="1180.1")
    make_measurement(
        draft, office.assignment("1-4"), is_done=True, done_on=date(2026, 10, 1), document="3-1"
    )
    preview = office.upload(libreoffice.converted(office.download().saved(), "xlsx"))

    assert reasons(preview) == []
    assert fates(preview) == {1: Fate.SAME}


def test_a_filled_form_that_was_saved_again_is_taken_whole(
    office: Office, libreoffice: LibreOffice
) -> None:
    form = office.download().filled().fill("1-1", 数值="=2+2").fill("1-2", 分子="４５")
    preview = office.upload(libreoffice.converted(form.saved(), "xlsx"))

    assert counts(preview) == (5, 5, 0)
    office.confirm(preview, "submit")
    assert office.figures() == ALL_FIGURES
    assert office.report_now().state == Report.State.SUBMITTED


def test_a_form_typed_in_sorted_and_rearranged_by_hand_is_taken(
    office: Office, libreoffice: LibreOffice
) -> None:
    edits = f"""
  figures.getCellRangeByName("L5").setValue(4)
  figures.getCellRangeByName("M6").setString("４５")
  figures.getCellRangeByName("N6").setValue(50)
  figures.getCellRangeByName("M7").setFormula("=6*2")
  figures.getCellRangeByName("O8").setString("已完成")
  figures.getCellRangeByName("P8").setFormula("2026-10-20")
  figures.getCellRangeByName("Q8").setString("揭府〔2026〕3号")
  texts.getCellRangeByName("I5").setString("{PROGRESS}")
  {SORTED_BACKWARDS}
  figures.Columns.insertByIndex(2, 2)
  figures.getCellRangeByName("C4").setString("经办人")
  figures.Rows.insertByIndex(6, 2)
  figures.getCellRangeByName("A14").setString("以上数据由县教育局提供")
"""
    preview = office.upload(libreoffice.edited(office.download().saved(), edits))

    assert reasons(preview) == []
    assert counts(preview) == (5, 5, 0)
    office.confirm(preview)
    assert office.figures() == ALL_FIGURES


def test_a_deleted_row_is_left_and_an_added_one_shown(
    office: Office, libreoffice: LibreOffice
) -> None:
    edits = """
  figures.Rows.removeByIndex(5, 1)
  figures.getCellRangeByName("A11").setString("另有一项")
  figures.getCellRangeByName("L11").setValue(9)
"""
    preview = office.upload(libreoffice.edited(office.download().filled().saved(), edits))

    assert [row[1:4] for row in told(preview)] == [(11, "识别码", "9")]
    office.confirm(preview)
    assert "1-2" not in office.figures()
    assert office.figures()["1-3"] == ALL_FIGURES["1-3"]


def test_what_cannot_be_meant_is_shown_cell_by_cell(
    office: Office, libreoffice: LibreOffice
) -> None:
    edits = """
  figures.getCellRangeByName("L5").setString("约五所")
  Dim here As New com.sun.star.lang.Locale
  Dim percent As Long
  percent = document.NumberFormats.getStandardFormat(com.sun.star.util.NumberFormat.PERCENT, here)
  figures.getCellRangeByName("M6").NumberFormat = percent
  figures.getCellRangeByName("M6").setValue(0.98)
  figures.getCellRangeByName("N6").setValue(50)
  figures.getCellRangeByName("M7").setFormula("=NA()")
  figures.getCellRangeByName("O8:P8").merge(True)
"""
    preview = office.upload(libreoffice.edited(office.download().saved(), edits))

    assert [(row[2], row[3]) for row in told(preview)] == [
        ("数值（L列）", "约五所"),
        ("分子（M列）", "98%"),
        ("分子（M列）", "#N/A"),
        ("是否完成（O列）", ""),
        ("完成日期（P列）", ""),
    ]
    assert reasons(preview)[1] == "请填写数字，不要填百分数；比率请分别填分子和分母。"


@pytest.mark.parametrize(
    ("suffix", "sentence"),
    [("xls", OLD), ("csv", TEXT), ("ods", OTHER_SHEET.format(".ods"))],
)
def test_another_format_is_refused_whatever_its_name(
    office: Office, libreoffice: LibreOffice, suffix: str, sentence: str
) -> None:
    other = libreoffice.converted(office.download().filled().saved(), suffix)

    assert refusal(office.upload(other, f"填报表.{suffix}")) == sentence
    assert refusal(office.upload(other, "填报表.xlsx")) == sentence


def test_an_xls_saved_as_xlsx_again_is_taken(office: Office, libreoffice: LibreOffice) -> None:
    old = libreoffice.converted(office.download().filled().saved(), "xls")
    office.bring(Form(libreoffice.converted(old, "xlsx", "xls")))

    assert office.figures() == ALL_FIGURES


def test_a_form_with_a_password_is_refused(office: Office, libreoffice: LibreOffice) -> None:
    encrypted = libreoffice.edited(office.download().filled().saved(), "", password="secret")

    assert refusal(office.upload(encrypted)) == LOCKED
