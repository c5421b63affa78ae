"""A calendar as an .ics file to subscribe to, by RFC 5545 and RFC 7986."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar
from icalendar import Event as Entry

from home.calendar.events import Event, EventKind

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Jieyang education action plan//Progress tracking//ZH"
HOST = "jieyang-education-plan"
"""The right half of each event's UID, which must not depend on the site's address."""

REFRESH = timedelta(hours=6)
WARN_BEFORE = timedelta(days=3) - timedelta(hours=9)
"""Before midnight of the due day: at nine in the morning, three days earlier."""


def calendar_file(
    name: str, events: Sequence[Event], absolute: Callable[[str], str], now: datetime
) -> bytes:
    """The .ics file of ``events``, as events of whole days.

    ``absolute`` turns a path into a URL; ``now`` must be aware.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for field in ("name", "x-wr-calname"):
        calendar.add(field, name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for event in events:
        calendar.add_component(_entry(event, absolute, now))
    file: bytes = calendar.to_ical()
    return file


def _entry(event: Event, absolute: Callable[[str], str], now: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", f"{event.key}@{HOST}")
    entry.add("dtstamp", now)
    entry.add("dtstart", event.day)
    entry.add("dtend", event.day + timedelta(days=1))
    entry.add(
        "summary",
        event.whole_title if event.kind is EventKind.DUE else f"节点：{event.whole_title}",
    )
    entry.add("description", event.detail)
    entry.add("url", absolute(event.path))
    entry.add("categories", [event.kind_word])
    # A due day does not make the officer busy.
    entry.add("transp", "TRANSPARENT")
    if event.kind is EventKind.DUE:
        entry.add_component(_alarm(event))
    return entry


def _alarm(event: Event) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event.whole_title)
    alarm.add("trigger", -WARN_BEFORE)
    return alarm
