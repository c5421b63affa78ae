"""Read the holidays' sheet: its days, and what cannot be taken, by row."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Final

from reports.models import Holiday
from reports.models.holiday import NAME_LIMIT
from reports.rules.working_days import FIRST_YEAR, SATURDAY, WEEKDAYS
from spreadsheets.archive import FileRefused, open_archive, refusing_what_is_broken
from spreadsheets.reader import Cell, UploadedSheet, UploadedWorkbook
from spreadsheets.typed_text import in_plain_characters, iso_day, trimmed

DAY, KIND, NAME = HEADINGS = ("日期", "类别", "名称")
"""The columns that count; the sheet may have others."""
HEADER_WITHIN: Final = 10
YEARS_AHEAD: Final = 5
AGAIN: Final = "请下载本页的节假日表，填好后保存为 .xlsx 再上传。"
NO_TABLE: Final = f"文件里没有表头为“日期、类别、名称”的表。{AGAIN}"
NO_DAYS: Final = f"表里没有一个日子。{AGAIN}"
FIXED: Final = ((1, 1, "元旦"), (5, 1, "劳动节"), (10, 1, "国庆节"))
"""Month, day and name of holidays that fall on the same day each year."""
KINDS: Final = {kind.label: kind for kind in Holiday.Kind}

Cells = Mapping[int, Cell]


@dataclass
class HolidaySheet:
    """What a sheet says; with ``errors`` nothing of it may be saved."""

    today: date
    days: list[Holiday] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    _rows: dict[date, int] = field(default_factory=dict)

    @property
    def years(self) -> dict[int, list[Holiday]]:
        """The days by year, in order."""
        days = sorted(self.days, key=lambda item: item.day)
        return {year: list(own) for year, own in groupby(days, key=lambda item: item.day.year)}

    def read_row(self, number: int, columns: Mapping[str, int], cells: Cells) -> None:
        """Take a row's day, or say what is wrong with it."""
        typed = {heading: cells.get(column) for heading, column in columns.items()}
        if not any(typed.values()):
            return
        errors = [
            f"“{heading}”：{cell.error}" for heading, cell in typed.items() if cell and cell.error
        ]
        holiday = Holiday(
            kind=KINDS.get(in_plain_characters(_text(typed[KIND])), ""),
            name=trimmed(_text(typed[NAME])),
        )
        if not errors:
            errors = list(self._faults(number, holiday, typed))
        if errors:
            self.errors += [f"第{number}行{error}" for error in errors]
        else:
            self.days.append(holiday)

    def _faults(
        self, number: int, holiday: Holiday, typed: Mapping[str, Cell | None]
    ) -> Iterator[str]:
        """Set the row's day, and yield what is wrong with the row."""
        if not holiday.kind:
            yield f"“{KIND}”：请填“放假”或“上班”。"
        if not 0 < len(holiday.name) <= NAME_LIMIT:
            yield f"“{NAME}”：请填节日名称，如“国庆节”，最多{NAME_LIMIT}字。"
        text = _text(typed[DAY])
        day = _day(text)
        if day is None:
            yield f"“{DAY}”：“{text}”不是日期，请按 2028-10-01 的样子填写。"
            return
        holiday.day = day
        first = self._rows.setdefault(day, number)
        if first != number:
            yield f"“{DAY}”：{day}与第{first}行重复，请删去一行。"
        last_year = self.today.year + YEARS_AHEAD
        if not FIRST_YEAR <= day.year <= last_year:
            yield f"“{DAY}”：年份应在{FIRST_YEAR}年至{last_year}年之间，请核对。"
        if holiday.kind == Holiday.Kind.WORKING and day.weekday() < SATURDAY:
            weekday = WEEKDAYS[day.weekday()]
            yield f"“{DAY}”：{day}是{weekday}，本来就上班；“上班”只填调休的周六、周日，请核对。"

    def check_years(self) -> None:
        """Refuse half a year: its other holidays would be taken for working days."""
        for year, days in self.years.items():
            off = {item.day for item in days if item.kind == Holiday.Kind.OFF}
            missing = "、".join(
                f"{name}（{month}月{day}日）"
                for month, day, name in FIXED
                if date(year, month, day) not in off
            )
            if missing:
                self.errors.append(f"{year}年缺少{missing}放假。请把全年的节假日录全后再上传。")


def read_holidays(content: bytes, today: date) -> HolidaySheet:
    """What an uploaded workbook says; raises FileRefused if it cannot be read."""
    found = HolidaySheet(today)
    try:
        with open_archive(content) as archive, refusing_what_is_broken():
            tables = [_read_sheet(found, sheet) for sheet in UploadedWorkbook(archive).sheets]
    except FileRefused as refusal:
        # What follows is about the forms of reports.
        what = re.split("[，。]", str(refusal), maxsplit=1)[0]
        raise FileRefused(f"{what}。{AGAIN}") from refusal
    if not any(tables):
        raise FileRefused(NO_TABLE)
    if not found.errors:
        found.check_years()
        if not found.days:
            raise FileRefused(NO_DAYS)
    return found


def _read_sheet(found: HolidaySheet, sheet: UploadedSheet) -> bool:
    """Read a sheet's rows below its header; whether it has one."""
    columns: dict[str, int] = {}
    header = 0
    for number, cells in sheet.rows():
        if columns:
            found.read_row(number, columns, cells)
        elif number <= HEADER_WITHIN:
            columns, header = _columns(cells), number
    found.errors += [
        f"第{area.row}行合并了单元格，无法确定各行的内容，请取消合并。"
        for area in sheet.merged
        if columns and area.row > header
    ]
    return bool(columns)


def _columns(cells: Cells) -> dict[str, int]:
    """The columns that count by their headings; empty unless all are there."""
    named = {in_plain_characters(cell.text): column for column, cell in cells.items()}
    return {heading: named[heading] for heading in HEADINGS} if named.keys() >= {*HEADINGS} else {}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(iso_day(text))
    except ValueError:
        return None


def _text(cell: Cell | None) -> str:
    return cell.text if cell else ""


def years_text(years: Mapping[int, Sequence[Holiday]]) -> str:
    """``2028年（放假33天，调休上班6天）`` for each year."""
    return "、".join(
        f"{year}年（放假{len(days) - _working(days)}天，调休上班{_working(days)}天）"
        for year, days in years.items()
    )


def _working(days: Sequence[Holiday]) -> int:
    return sum(item.kind == Holiday.Kind.WORKING for item in days)
