"""Mail about reminders: one for each recipient, after what it tells of has been saved.

A mail server that fails breaks nothing. What went wrong is kept with each delivery, and the
next ``send_reminders`` of the same day tries again.
"""

import logging
import smtplib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.utils import timezone

from collection.models import Delivery, Reminder
from collection.reminders.emails import letter
from collection.reminders.overdue import MissingReports, missing_reports
from reports.models import Period

Key = tuple[int, int]
"""The keys of a period and a department."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mailed:
    """How many mails the server took, how many it did not, and why the last one failed."""

    sent: int = 0
    failed: int = 0
    error: str = ""


def is_mail_on() -> bool:
    """Whether there is a mail server; without one only the application reminds."""
    return bool(settings.EMAIL_HOST)


class Post:
    """One connection to the mail server for many mails; once it is broken nothing more is tried."""

    def __init__(self) -> None:
        self.connection = get_connection()
        self.broken = ""

    def send(self, message: EmailMessage) -> str:
        """Send one mail; empty, or why it did not go out, in words."""
        if not self.broken:
            try:
                self.connection.open()
            except OSError as error:
                self.broken = _as_text(error)
        if self.broken:
            return self.broken
        try:
            self.connection.send_messages([message])
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, ValueError) as error:
            return _as_text(error)
        except OSError as error:
            self.broken = _as_text(error)
            return self.broken
        return ""

    def close(self) -> None:
        """Take leave of the server; one that is gone already is none the worse."""
        try:
            self.connection.close()
        except OSError as error:
            logger.info("mail server gone before the end: %s", type(error).__name__)


def mail(reminders: Iterable[Reminder]) -> Mailed:
    """Send what has not gone out of these reminders, outside of any transaction.

    A department that has handed in everything by now gets no mail any more.
    """
    if not is_mail_on():
        return Mailed()
    waiting = Delivery.objects.to_mail(timezone.now()).filter(reminder__in=list(reminders))
    deliveries = list(waiting.select_related("officer", "reminder__period", "reminder__department"))
    missing = _missing({item.reminder.period for item in deliveries})
    post = Post()
    troubles = []
    for item in deliveries:
        row = missing.get((item.reminder.period_id, item.reminder.department_id))
        if row is not None and _claim(item):
            trouble = post.send(letter(row, item.officer))
            _note(item, trouble)
            troubles.append(trouble)
    post.close()
    failed = [trouble for trouble in troubles if trouble]
    return Mailed(len(troubles) - len(failed), len(failed), failed[-1] if failed else "")


def _missing(periods: Iterable[Period]) -> Mapping[Key, MissingReports]:
    rows = missing_reports(list(periods), timezone.localdate())
    return {(row.period.pk, row.department.pk): row for row in rows}


def _claim(delivery: Delivery) -> bool:
    """Whether this mail is ours to send: of two runs that read it, one."""
    unchanged = Delivery.objects.filter(pk=delivery.pk, tries=delivery.tries, emailed_at=None)
    claimed = unchanged.update(tries=F("tries") + 1, tried_at=timezone.now(), error="")
    return bool(claimed)


def _note(delivery: Delivery, trouble: str) -> None:
    sent_at = None if trouble else timezone.now()
    Delivery.objects.filter(pk=delivery.pk).update(emailed_at=sent_at, error=trouble)
    if trouble:
        logger.warning("delivery %s: mail failed: %s", delivery.pk, trouble)


def _as_text(error: Exception) -> str:
    """What went wrong, for the log page; the server's own words may hold addresses: left out."""
    match error:
        case smtplib.SMTPAuthenticationError():
            told = "邮件服务器不接受系统的账号或密码"
        case smtplib.SMTPRecipientsRefused() | ValueError():
            told = "邮箱地址有误，邮件服务器不收"
        case smtplib.SMTPSenderRefused():
            told = "邮件服务器不接受发件人地址"
        case smtplib.SMTPResponseException():
            told = "邮件服务器没有接受邮件"
        case smtplib.SMTPNotSupportedError():
            told = "邮件服务器不支持所设的登录或加密方式"
        case smtplib.SMTPException() | TimeoutError():
            told = "邮件服务器没有回应，或中断了连接"
        case _:
            told = "连不上邮件服务器"
    return f"{told}（{_code(error)}）"


def _code(error: Exception) -> str:
    """The server's code, or the kind of failure: what an operator looks up."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "、".join(str(code) for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return str(error.smtp_code)
    return type(error).__name__
