"""E-mail reminders, one for each recipient, after the reminders are saved.

A failing mail server breaks nothing: each delivery stores its error, and the next
``send_reminders`` of the same day tries again.
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
"""The pks of a period and a department."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mailed:
    """How many e-mails the server accepted, how many failed, and why the last one failed."""

    sent: int = 0
    failed: int = 0
    error: str = ""


def is_mail_on() -> bool:
    """Whether a mail server is configured; without one reminders appear only on the site."""
    return bool(settings.EMAIL_HOST)


class Post:
    """One connection to the mail server for many e-mails; once broken it is not used again."""

    def __init__(self) -> None:
        self.connection = get_connection()
        self.broken = ""

    def send(self, message: EmailMessage) -> str:
        """Send one e-mail and return the error as a text, empty on success."""
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
        """Close the connection; one that is already closed is no error."""
        try:
            self.connection.close()
        except OSError as error:
            logger.info("mail server gone before the end: %s", type(error).__name__)


def mail(reminders: Iterable[Reminder]) -> Mailed:
    """Send the unsent e-mails of these reminders, outside of any transaction.

    A department that has reported everything in the meantime gets no e-mail.
    """
    if not is_mail_on():
        return Mailed()
    waiting = Delivery.objects.to_mail(timezone.now()).filter(reminder__in=list(reminders))
    deliveries = list(waiting.select_related("officer", "reminder__period", "reminder__department"))
    missing = _missing({item.reminder.period for item in deliveries})
    post = Post()
    errors = []
    for item in deliveries:
        row = missing.get((item.reminder.period_id, item.reminder.department_id))
        if row is not None and _claim(item):
            error = post.send(letter(row, item.officer))
            _note(item, error)
            errors.append(error)
    post.close()
    failed = [error for error in errors if error]
    return Mailed(len(errors) - len(failed), len(failed), failed[-1] if failed else "")


def _missing(periods: Iterable[Period]) -> Mapping[Key, MissingReports]:
    rows = missing_reports(list(periods), timezone.localdate())
    return {(row.period.pk, row.department.pk): row for row in rows}


def _claim(delivery: Delivery) -> bool:
    """Claim an e-mail for this run; False if a concurrent run has claimed it."""
    unchanged = Delivery.objects.filter(pk=delivery.pk, tries=delivery.tries, emailed_at=None)
    claimed = unchanged.update(tries=F("tries") + 1, tried_at=timezone.now(), error="")
    return bool(claimed)


def _note(delivery: Delivery, error: str) -> None:
    sent_at = None if error else timezone.now()
    Delivery.objects.filter(pk=delivery.pk).update(emailed_at=sent_at, error=error)
    if error:
        logger.warning("delivery %s: mail failed: %s", delivery.pk, error)


def _as_text(error: Exception) -> str:
    """The error for the log page, without the server's message, which may contain addresses."""
    match error:
        case smtplib.SMTPAuthenticationError():
            text = "邮件服务器不接受系统的账号或密码"
        case smtplib.SMTPRecipientsRefused() | ValueError():
            text = "邮箱地址有误，邮件服务器不收"
        case smtplib.SMTPSenderRefused():
            text = "邮件服务器不接受发件人地址"
        case smtplib.SMTPResponseException():
            text = "邮件服务器没有接受邮件"
        case smtplib.SMTPNotSupportedError():
            text = "邮件服务器不支持所设的登录或加密方式"
        case smtplib.SMTPException() | TimeoutError():
            text = "邮件服务器没有回应，或中断了连接"
        case _:
            text = "连不上邮件服务器"
    return f"{text}（{_code(error)}）"


def _code(error: Exception) -> str:
    """The server's code or the exception's name, for an operator to look up."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "、".join(str(code) for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return str(error.smtp_code)
    return type(error).__name__
