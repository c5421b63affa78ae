"""The month ends that trends and the slider show."""

from datetime import date, timedelta

from projects.models import Plan

MONTHS = 12


def month_ends(plan: Plan, on: date, number: int) -> list[date]:
    """The last days of the ``number`` months before ``on`` in which the plan ran, and ``on``."""
    days = [on]
    while len(days) <= number:
        day = last_month_end(days[0])
        if day < plan.start:
            break
        days.insert(0, day)
    return days


def last_month_end(day: date) -> date:
    """The last day of the month before ``day``'s."""
    return day.replace(day=1) - timedelta(days=1)


def next_month_end(day: date) -> date:
    """The last day of the first month that ends after ``day``."""
    following = day + timedelta(days=1)
    return last_month_end((following.replace(day=28) + timedelta(days=4)).replace(day=1))


def all_month_ends(plan: Plan, on: date) -> list[date]:
    """The last day of every month from the plan's start that is over before ``on``, and ``on``."""
    days = []
    day = next_month_end(plan.start - timedelta(days=1))
    while day < on:
        days.append(day)
        day = next_month_end(day)
    return [*days, on]
