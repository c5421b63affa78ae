"""Each period's progress: reports due, submitted and approved, and its unlocks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from collection.periods.actions import due_by
from projects.models import Responsibility
from reports.models import Holiday, Period, Unlock
from reports.obligations import Obligation, obligations, punctuality
from reports.rules.punctuality import Punctuality
from reports.rules.working_days import WorkCalendar


@dataclass(frozen=True)
class Progress:
    """A period on a day; ``unlocks`` lists who may report despite its lock."""

    period: Period
    on: date
    obligations: Sequence[Obligation]
    unlocks: Sequence[Unlock]
    calendar: WorkCalendar

    @cached_property
    def punctuality(self) -> Punctuality:
        return punctuality(self.obligations)

    @property
    def approved(self) -> int:
        return sum(item.is_approved for item in self.obligations)

    @property
    def has_opened(self) -> bool:
        return self.period.opens <= self.on

    @property
    def state_text(self) -> str:
        """Whether the period accepts reports."""
        if self.period.is_locked:
            return "已锁定"
        if not self.has_opened:
            return "未开放"
        return "填报中" if self.on <= self.period.due else "已截止，可补报"

    @property
    def days_text(self) -> str:
        """Days until it opens, or until or since it is due; empty if locked."""
        if self.period.is_locked:
            return ""
        left = ((self.period.due if self.has_opened else self.period.opens) - self.on).days
        if not self.has_opened:
            return f"{left} 天后开放"
        if left < 0:
            return f"{-left} 天前截止"
        return f"还有 {left} 天" if left else "今天截止"

    @property
    def moved_text(self) -> str:
        """Why the due day is not the planned one: 原定2026-10-05，国庆节顺延至2026-10-08."""
        planned, due = self.period.planned_due, self.period.due
        if planned is None or planned == due:
            return ""
        return f"原定{planned}，{self.calendar.day_off(planned)}顺延至{due}"

    @property
    def advice_text(self) -> str:
        """The due day that holidays entered since give a period that has opened."""
        due = due_by(self.calendar, self.period)
        if due == self.period.due or self.period.due < self.on:
            return ""
        day_off = self.calendar.day_off(self.period.due)
        return f"{day_off and f'这一天是{day_off}，'}按节假日安排应为{due}，请修改"


def progress(periods: Sequence[Period], on: date) -> list[Progress]:
    """The progress of ``periods``, in their order. 4 queries."""
    owed: dict[int, list[Obligation]] = defaultdict(list)
    for item in obligations(list(Responsibility.objects.all()), periods, on):
        owed[item.period.pk].append(item)
    unlocks: dict[int, list[Unlock]] = defaultdict(list)
    in_force = Unlock.objects.in_force(on).filter(period__in=periods).select_related("department")
    for unlock in in_force.order_by("until", "department__order"):
        unlocks[unlock.period_id].append(unlock)
    calendar = Holiday.objects.calendar()
    return [
        Progress(period, on, owed[period.pk], unlocks[period.pk], calendar) for period in periods
    ]
