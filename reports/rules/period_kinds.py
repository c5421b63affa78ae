"""The only list of the kinds of periods: who owes them, their codes, days and names."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

YEAR_MONTHS: Final = 12
OPEN_FOR: Final = timedelta(days=5)
"""How long before its end, or an earlier due day, a period opens."""


class PeriodKind(StrEnum):
    """The kinds by length, in the order in which pages show them."""

    MONTH = "month"
    QUARTER = "quarter"

    @property
    def rules(self) -> "KindRules":
        return KINDS[self]

    @property
    def label(self) -> str:
        """月报 or 季报."""
        return self.rules.label


@dataclass(frozen=True, slots=True)
class KindRules:
    """The rules of a kind; ``number`` is the last part of a code, as 3 in ``2026-Q3``."""

    label: str
    role: str
    """Departments with this role in a project owe it; a value of ``Responsibility.Involvement``."""
    role_label: str
    months: int
    code: str
    pattern: str
    """The regular expression of a code's last part."""
    name: str
    short_names: tuple[str, ...]
    unchanged: str
    """The label of the button that carries the previous report over."""
    current: str
    """How a report calls its own period."""

    @property
    def a_year(self) -> int:
        return YEAR_MONTHS // self.months


KINDS: Final[Mapping[PeriodKind, KindRules]] = {
    PeriodKind.MONTH: KindRules(
        label="月报",
        role="lead",
        role_label="牵头",
        months=1,
        code="{year}-{number:02}",
        pattern="0[1-9]|1[0-2]",
        name="{year}年{number}月",
        short_names=tuple(f"{month}月" for month in range(1, YEAR_MONTHS + 1)),
        unchanged="本月无变化",
        current="本期",
    ),
    PeriodKind.QUARTER: KindRules(
        label="季报",
        role="support",
        role_label="配合",
        months=3,
        code="{year}-Q{number}",
        pattern="Q[1-4]",
        name="{year}年第{number}季度",
        short_names=("一季度", "二季度", "三季度", "四季度"),
        unchanged="本季无变化",
        current="本季度",
    ),
}


@dataclass(frozen=True, slots=True)
class DueRule:
    """On which day of a month reports are due: the one after the period, or its own last one.

    A month without that day has its last one.
    """

    day: int = 5
    is_same_month: bool = False

    def due(self, last: date) -> date:
        """The due day of a period whose last month is that of ``last``."""
        months = last.year * YEAR_MONTHS + last.month - 1 + (not self.is_same_month)
        year, month = divmod(months, YEAR_MONTHS)
        return date(year, month + 1, min(self.day, calendar.monthrange(year, month + 1)[1]))


CODE: Final = rf"^20\d\d-({'|'.join(kind.pattern for kind in KINDS.values())})\Z"


@dataclass(frozen=True, slots=True)
class PeriodCode:
    """The parts of a period's code."""

    kind: PeriodKind
    year: int
    number: int

    @property
    def code(self) -> str:
        return self.kind.rules.code.format(year=self.year, number=self.number)

    @property
    def label(self) -> str:
        """2026年10月 or 2026年第4季度."""
        return self.kind.rules.name.format(year=self.year, number=self.number)

    @property
    def short_label(self) -> str:
        """10月 or 四季度, beside its year."""
        return self.kind.rules.short_names[self.number - 1]

    @property
    def days(self) -> tuple[date, date]:
        last = self.number * self.kind.rules.months
        first = last - self.kind.rules.months + 1
        end = calendar.monthrange(self.year, last)[1]
        return date(self.year, first, 1), date(self.year, last, end)


@lru_cache(maxsize=1024)
def read_code(code: str) -> PeriodCode:
    """Parse ``2026-10`` or ``2026-Q3``; raises ValueError for an invalid code."""
    if not re.match(CODE, code):
        raise ValueError(f"{code!r} is not a period's code")
    year, part = code.split("-")
    kind = next(kind for kind in PeriodKind if re.fullmatch(kind.rules.pattern, part))
    return PeriodCode(kind, int(year), int(part.lstrip("Q")))


def ending_in(year: int, month: int, *, is_last: bool = False) -> list[str]:
    """The codes of the periods that end with this month; all do with the last month of all."""
    return [
        rules.code.format(year=year, number=-(-month // rules.months))
        for rules in KINDS.values()
        if is_last or month % rules.months == 0
    ]
