"""Write the plan's terms as one workbook, a sheet for each table."""

from collections.abc import Sequence
from datetime import datetime, time
from io import BytesIO
from typing import Final

from django.db import models
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from projects.terms.content import TABLES, Content, TermTable
from projects.terms.export_stamp import Stamp
from projects.terms.plan_sheets import (
    CODES,
    GUIDE,
    Field,
    cell_of,
    headings_of,
    key_cells,
    labels_of,
    ordered_keys,
)
from spreadsheets import styles
from spreadsheets.cells import (
    A3,
    A4,
    LEAST_HEIGHT,
    ROW_LIMIT,
    Value,
    line_across,
    put,
    set_up_print,
)
from spreadsheets.text_metrics import line_count, text_height
from spreadsheets.theme import BODY_POINTS, HEADER_POINTS, TITLE_POINTS
from spreadsheets.workbook import CalculatedWorkbook

GUIDE_WIDTH: Final = 110
NARROW: Final = 12.0
DATE_WIDTH: Final = 15.0
CODE_WIDTH: Final = 32.0
TEXT_WIDTHS: Final = (16.0, 24.0, 32.0, 40.0, 60.0, 90.0, 120.0)
"""A column of texts takes the first in which its longest one is low enough."""
SHORT: Final = 40
MOST_LINES: Final = {True: 1, False: 6}
"""Lines of a column whose texts are all short, and of any other."""
LONG_HEADING: Final = 6
ROOM: Final = 200
"""Rows below the last that offer the choices too."""
A4_WIDTH: Final = 149.0
ARROW: Final = 2.5
"""Column units of a heading that its filter button covers."""

GUIDANCE: Final = (
    (
        "本工作簿所列为《{title}》（{number}）在{day}有效的全部内容，每类内容一张工作表。"
        "已登记、但在这一天尚未生效的方案调整不在其内。"
    ),
    (
        "需要变动的，在相应的单元格直接修改；增加内容的，在该表末尾另起一行；不再执行的，删除整行。"
        "行的先后不限，空行不读。请勿更改工作表名称和表头，不要合并单元格，不要填写公式。"
    ),
    (
        "各表最左边的序号、代号、起始位置、节点次序用来识别每一行，原有的行请勿改动。"
        "部门代号见“部门”表，区划代码见“县（市、区）”表。"
    ),
    (
        "日期按 2026-12-31 的样子填写；数字不带单位，比率的目标值填百分数（80% 填 80）；"
        "有下拉列表的从列表中选择；没有内容的留空。"
    ),
    (
        "“起始位置”“结束位置”是引文在“项目”表“目标任务”原文中的位置：从 0 数起，"
        "结束位置是引文最后一字的下一个位置。引文必须与原文该处逐字一致，"
        "改动“目标任务”后，请一并核对该项目各目标和语句的位置。"
    ),
    "同一目标的节点按完成时限先后编次序。新增的节点填最后一个次序的下一个数，导入后按时限重新排列。",
    (
        "“勾稽关系”表每行是一个目标与一个对照目标的关系；同一目标、同一关系的各行，"
        "以其对照目标之和来比较。撤销目标的，删除它在“目标”“节点”“任务分解”“勾稽关系”中的各行，"
        "原文那一句不再有目标的，在“不设目标的语句”中另起一行列出并写明理由；"
        "撤销的目标序号不要用于别的目标。"
    ),
    (
        "项目、县（市、区）和部门不能删除。部门不再承担任务的，删除它在“责任分工”“任务分解”中的行。"
        "市级目标由市教育局改为市直部门填报的，在“任务分解”中删除市教育局的行，为该部门另起一行，"
        "并在“责任分工”中把该部门列为牵头。"
    ),
    (
        "目标值改变的，填报口径中写着同一个数的，请一并修改。不适用的理由要写清楚，如“没有乡镇”，"
        "同时删去本部门目标值。各县合计的目标，各部门都有目标值的，合计不得低于（“不超过”的不得高于）"
        "全市的目标值。"
    ),
    (
        "改好后由系统管理员在服务器上、系统所在的文件夹中导入，"
        "先加 --dry-run 查看将有哪些变动，核对无误再去掉它正式导入："
        ".venv/bin/python manage.py import_plan 文件 --from 生效日期 "
        "--document 依据文件 --reason 原因。"
        "生效日期为今天或以后，此前各日的数据和亮灯不变。"
        "导出以后方案又有变动的，文件不能再导入，请重新导出后再改。"
    ),
    (
        "原来录入有误、需要追溯改正的，按更正办理："
        "先用 .venv/bin/python manage.py export_plan 文件 --as-of 起始日期 导出起始日期当天的内容，"
        "改好后导入时再加 --correct。"
    ),
)


def plan_workbook(content: Content, stamp: Stamp) -> BytesIO:
    """An .xlsx file with the terms of the stamp's day; the same ones give the same bytes."""
    workbook = CalculatedWorkbook()
    styles.add_styles(workbook)
    (plan,) = content["方案"].values()
    workbook.properties.title = f"{plan['title']}方案内容"
    day = stamp.day
    moment = datetime.combine(day, time.min)
    workbook.properties.created = workbook.properties.modified = moment
    facts = {
        "title": plan["title"],
        "number": plan["document_number"],
        "day": f"{day.year}年{day.month}月{day.day}日",
    }
    _add_guide(workbook, [*(line.format(**facts) for line in GUIDANCE), stamp.line()])
    for table in TABLES:
        _add_sheet(workbook, table, content)
    return workbook.written()


def _add_guide(workbook: Workbook, lines: Sequence[str]) -> None:
    sheet = workbook.create_sheet(GUIDE)
    sheet.column_dimensions["A"].width = GUIDE_WIDTH
    line_across(sheet, 1, "方案内容表说明", styles.TITLE, TITLE_POINTS)
    for number, line in enumerate(lines, start=1):
        line_across(sheet, number + 1, f"{number}. {line}", styles.NOTE)
    set_up_print(sheet, A4, 1)


def _add_sheet(workbook: Workbook, table: TermTable, content: Content) -> None:
    sheet = workbook.create_sheet(table.name)
    fields = [table.field(name) for name in table.fields]
    rows = [
        [
            *key_cells(table, key),
            *map(cell_of, fields, (content[table.name][key][name] for name in table.fields)),
        ]
        for key in ordered_keys(table, content)
    ]
    looks = [*map(_look_of_key, table.headings), *map(_look, fields)]
    headings = headings_of(table)
    widths = [
        _width(heading, look, [row[place] for row in rows])
        for place, (heading, look) in enumerate(zip(headings, looks, strict=True))
    ]
    _write_headings(sheet, headings, widths)
    for number, row in enumerate(rows, start=2):
        _write_row(sheet, number, row, looks, widths)
    _offer_choices(sheet, fields, len(table.headings), len(rows) + ROOM)
    sheet.freeze_panes = sheet.cell(2, len(table.headings) + 1)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(widths))}{max(len(rows), 1) + 1}"
    set_up_print(sheet, A4 if sum(widths) <= A4_WIDTH else A3, 1)
    sheet.oddHeader.center.text = "&A"  # the sheet's name, which paper lacks otherwise


def _look_of_key(heading: str) -> str:
    return styles.TEXT if heading in CODES else styles.CENTRE


def _look(field: Field) -> str:
    """The style of a field's cells."""
    if isinstance(field, models.DateField):
        return styles.DATE
    if labels_of(field):
        return styles.CENTRE
    if isinstance(field, models.DecimalField | models.IntegerField):
        return styles.NUMBER
    return styles.TEXT


def _width(heading: str, look: str, values: Sequence[Value]) -> float:
    """Wide enough for the heading in two lines, and for each text in a row that is not too high."""
    if heading in CODES:
        return CODE_WIDTH
    if look == styles.DATE:
        return DATE_WIDTH
    texts = [value for value in values if isinstance(value, str)]
    if not texts:
        is_narrow = look != styles.TEXT and len(heading) <= LONG_HEADING
        return NARROW if is_narrow else TEXT_WIDTHS[look == styles.TEXT]
    lines = MOST_LINES[all(len(text) <= SHORT for text in texts)]
    fitting = (
        width
        for width in TEXT_WIDTHS
        if all(line_count(text, width, BODY_POINTS) <= lines for text in texts)
    )
    return next(fitting, TEXT_WIDTHS[-1])


def _write_headings(sheet: Worksheet, headings: Sequence[str], widths: Sequence[float]) -> None:
    height = LEAST_HEIGHT
    for number, (heading, width) in enumerate(zip(headings, widths, strict=True), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        put(sheet, 1, number, heading, styles.HEADER)
        height = max(height, text_height(heading, width - ARROW, HEADER_POINTS))
    sheet.row_dimensions[1].height = height


def _write_row(
    sheet: Worksheet,
    number: int,
    row: Sequence[Value],
    looks: Sequence[str],
    widths: Sequence[float],
) -> None:
    height = LEAST_HEIGHT
    for column, (value, look, width) in enumerate(zip(row, looks, widths, strict=True), start=1):
        cell = put(sheet, number, column, value, look)
        if isinstance(value, float):
            cell.number_format = styles.decimals(value, look)
        elif isinstance(value, str):
            height = max(height, text_height(value, width, BODY_POINTS))
    sheet.row_dimensions[number].height = min(height, ROW_LIMIT)


def _offer_choices(sheet: Worksheet, fields: Sequence[Field], keys: int, last: int) -> None:
    for column, field in enumerate(fields, start=keys + 1):
        if labels := labels_of(field):
            letter = get_column_letter(column)
            rule = DataValidation(
                type="list",
                formula1=f'"{",".join(labels.values())}"',
                allow_blank=True,
                showErrorMessage=True,
                errorTitle="请核对",
                error="请从下拉列表中选择。",
            )
            rule.add(f"{letter}2:{letter}{last + 1}")
            sheet.add_data_validation(rule)
