"""Write messages in the transaction of the step that causes them, and mark them as read."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from departments.models import Department, Officer
from inbox.delivery import channels_for, wake
from inbox.models import Delivery, Message


@dataclass(frozen=True, slots=True)
class Note:
    """A message without its recipient; its fields are those of :class:`Message`."""

    kind: Message.Kind
    key: str
    subject: str
    text: str
    request: str
    view: str
    arguments: tuple[object, ...] = ()
    department: Department | None = None

    @property
    def fields(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "key": self.key,
            "subject": self.subject[:200],
            "text": self.text,
            "request": self.request,
            "view": self.view,
            "arguments": list(self.arguments),
            "department": self.department,
        }


def post(note: Note, recipients: Iterable[Officer]) -> list[Message]:
    """Write the message to each active recipient; what goes out is sent after the commit."""
    messages = write(note, recipients)
    if any(channels_for(message) for message in messages):
        transaction.on_commit(partial(wake, [message.pk for message in messages]))
    return messages


def write(note: Note, recipients: Iterable[Officer]) -> list[Message]:
    """Write the message to each active recipient who has none of this event; send nothing."""
    active = {officer.pk: officer for officer in recipients if officer.is_active}
    already = Message.objects.filter(key=note.key, recipient__in=active)
    for pk in list(already.values_list("recipient", flat=True)):
        del active[pk]
    # Two steps at once: the second finds the constraint, and its message is left out.
    Message.objects.bulk_create(
        [Message(recipient=officer, **note.fields) for officer in active.values()],
        ignore_conflicts=True,
    )
    messages = list(Message.objects.filter(key=note.key, recipient__in=active).order_by("pk"))
    for message in messages:
        message.recipient = active[message.recipient_id]
    Delivery.objects.bulk_create(
        [
            Delivery(message=message, channel=channel)
            for message in messages
            for channel in channels_for(message)
        ],
        ignore_conflicts=True,
    )
    return messages


def read(message: Message) -> None:
    Message.objects.unread().filter(pk=message.pk).update(read_at=timezone.now())


def read_all(user: Officer) -> int:
    """Mark all of the officer's messages as read; return how many were not."""
    return Message.objects.visible_to(user).unread().update(read_at=timezone.now())


SHOWN = 20


@transaction.atomic
def summarise() -> int:
    """Write one message to each officer whom the ceiling kept from getting some; return how many.

    The next day's first run of ``send_reminders`` calls this.
    """
    now = timezone.now()
    held = Delivery.objects.held_before(now).select_related("message__recipient")
    by_officer: dict[Officer, dict[int, Message]] = {}
    for delivery in held.order_by("message__created_at", "message_id"):
        own = by_officer.setdefault(delivery.message.recipient, {})
        own[delivery.message_id] = delivery.message
    for officer, messages in by_officer.items():
        note = _summary(list(messages.values()), f"{timezone.localdate(now)}")
        for summary in write(note, [officer]):
            Delivery.objects.held_before(now).filter(message__in=messages).update(summary=summary)
    return len(by_officer)


def _summary(messages: list[Message], day: str) -> Note:
    number, limit = len(messages), settings.MESSAGES_PER_DAY
    lines = [f"  {message.subject}" for message in messages[:SHOWN]]
    if number > SHOWN:
        lines.append(f"  ……等 {number} 条")
    head = f"每人每天最多发送 {limit} 条，此前有 {number} 条消息没有单独发送，都在系统里："
    return Note(
        kind=Message.Kind.SUMMARY,
        key=f"summary:{day}",
        subject=f"汇总：有 {number} 条消息没有单独发送",
        text="\n".join((head, "", *lines)),
        request="请到“消息”中查看",
        view="message_list",
    )
