"""Public holidays and working weekends that the administrator has entered."""

from django.db import models

from reports.rules.working_days import SpecialDay, WorkCalendar, national_calendar

NAME_LIMIT = 20


class HolidayQuerySet(models.QuerySet["Holiday"]):
    def calendar(self) -> WorkCalendar:
        """The working days: years with entered days as entered, others as the library has them."""
        entered = {
            day: SpecialDay(kind == Holiday.Kind.WORKING, name)
            for day, kind, name in self.values_list("day", "kind", "name")
        }
        return national_calendar().with_years(entered)


class Holiday(models.Model):
    """节假日: a day off, or a Saturday or Sunday on which offices work (调休)."""

    class Kind(models.TextChoices):
        OFF = "off", "放假"
        WORKING = "working", "上班"

    day = models.DateField("日期", unique=True)
    kind = models.CharField("类别", max_length=7, choices=Kind)
    name = models.CharField("名称", max_length=NAME_LIMIT)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = "节假日"
        verbose_name_plural = "节假日"
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}{self.get_kind_display()}"
