"""Messages as plain-text mail."""

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from inbox.models import Delivery, Message

logger = logging.getLogger(__name__)
SIGNED = "揭阳教育行动方案进展管理（系统邮件，请勿回复）"


def letter(message: Message) -> EmailMessage:
    """The mail to a message's recipient; it has no other."""
    officer = message.recipient
    body = (f"{officer.name}：", "", message.text, "", what_to_do(message), "", SIGNED)
    return EmailMessage(subject=message.subject, body="\n".join(body), to=[officer.email])


def what_to_do(message: Message) -> str:
    """What the recipient should do, and where."""
    if link := link_of(message):
        return f"{message.request}：{link}"
    return f"{message.request}（请登录进展管理系统）。"


def link_of(message: Message) -> str:
    """The absolute address of the message's page; empty if the site does not know its own."""
    return f"{settings.SITE_URL}{message.path}" if settings.SITE_URL else ""


class Post:
    """One connection to the mail server for many letters; once broken it is not used again."""

    def __init__(self) -> None:
        self.connection = get_connection()
        self.broken = ""

    def send(self, delivery: Delivery) -> str:
        """Send one letter and return the error as a text, empty on success."""
        if not self.broken:
            try:
                self.connection.open()
            except OSError as error:
                self.broken = _as_text(error)
        if self.broken:
            return self.broken
        try:
            self.connection.send_messages([letter(delivery.message)])
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
