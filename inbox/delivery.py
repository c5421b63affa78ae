"""Send waiting messages by mail and webhook, outside of any transaction.

A failing server breaks nothing: each delivery stores its error and is tried again later, by the
next ``send_reminders`` at the latest.
"""

import logging
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Protocol

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from departments.models import Officer
from inbox.mail import Post
from inbox.models import Delivery, Message, start_of_day
from inbox.webhook import Hook

Channel = Delivery.Channel
logger = logging.getLogger(__name__)


class Sender(Protocol):
    def send(self, delivery: Delivery) -> str:
        """Send one message and return the error as a text, empty on success."""

    def close(self) -> None: ...


SENDERS: Final[Mapping[str, type[Sender]]] = {Channel.MAIL: Post, Channel.WEBHOOK: Hook}


@dataclass(frozen=True, slots=True)
class Sent:
    """How many messages the servers accepted, how many failed, and why the last one failed."""

    sent: int = 0
    failed: int = 0
    error: str = ""


def is_mail_on() -> bool:
    """Whether a mail server is configured."""
    return bool(settings.EMAIL_HOST)


def is_webhook_on() -> bool:
    """Whether messages are pushed to an address."""
    return bool(settings.WEBHOOK_URL)


def channels_for(message: Message) -> list[Channel]:
    """The channels by which a message goes out."""
    if message.kind not in (*settings.MESSAGES_SENT, Message.Kind.SUMMARY):
        return []
    by_mail = is_mail_on() and message.recipient.email
    return [Channel.MAIL] * bool(by_mail) + [Channel.WEBHOOK] * is_webhook_on()


def send(messages: Iterable[int] | None = None) -> Sent:
    """Send what waits, of these messages or of all, and note what became of each."""
    waiting = Delivery.objects.waiting(timezone.now()).filter(channel__in=_channels_on())
    if messages is not None:
        waiting = waiting.filter(message__in=list(messages))
    in_order = waiting.select_related("message__recipient__department").order_by("pk")
    senders: dict[str, Sender] = {}
    errors = []
    for delivery in in_order:
        if _claim(delivery):
            if delivery.channel not in senders:
                senders[delivery.channel] = SENDERS[delivery.channel]()
            error = senders[delivery.channel].send(delivery)
            _note(delivery, error)
            errors.append(error)
    for sender in senders.values():
        sender.close()
    failed = [error for error in errors if error]
    return Sent(len(errors) - len(failed), len(failed), failed[-1] if failed else "")


def _channels_on() -> list[Channel]:
    return [Channel.MAIL] * is_mail_on() + [Channel.WEBHOOK] * is_webhook_on()


def _claim(delivery: Delivery) -> bool:
    """Claim a delivery for this run; False if another run has, or the day's ceiling holds it.

    The officer's row is locked, so that runs at the same time count each other's messages.
    """
    now = timezone.now()
    recipient = delivery.message.recipient_id
    with transaction.atomic():
        Officer.objects.select_for_update(no_key=True).get(pk=recipient)
        own = Delivery.objects.filter(
            pk=delivery.pk, tries=delivery.tries, sent_at=None, held_at=None
        )
        today = Delivery.objects.filter(
            message__recipient=recipient, tried_at__gte=start_of_day(now)
        )
        others = today.exclude(message=delivery.message_id).values("message").distinct().count()
        if others >= settings.MESSAGES_PER_DAY:
            own.update(held_at=now)
            return False
        return bool(own.update(tries=F("tries") + 1, tried_at=now, error=""))


def _note(delivery: Delivery, error: str) -> None:
    sent_at = None if error else timezone.now()
    Delivery.objects.filter(pk=delivery.pk).update(sent_at=sent_at, error=error[:300])
    if error:
        logger.warning("delivery %s: %s failed: %s", delivery.pk, delivery.channel, error)


# One thread, so that a slow server delays neither a page nor the other threads that serve pages.
_worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="messages")


def wake(messages: list[int]) -> "Future[Sent]":
    """Send these messages soon, in a thread of their own; what fails waits for the next run."""
    return _worker.submit(_send_apart, messages)


def _send_apart(messages: list[int]) -> Sent:
    try:
        return send(messages)
    except Exception:
        logger.exception("messages could not be sent")
        raise
    finally:
        connection.close()
