"""A mail server on this computer, and departments with something to be urged for."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default
from threading import Thread
from typing import Any

from django.test import override_settings

from departments.models import Department, Officer
from reports.models import Period
from tests.factories import make_department, make_officer, make_project, make_responsibility

Role = Officer.Role
REFUSED = "nobody@example.org"
"""The one recipient that the server does not know."""


class Speaking(socketserver.StreamRequestHandler):
    """As much of SMTP as smtplib speaks."""

    server: "MailServer"

    def handle(self) -> None:
        self.answer("220 ready")
        for line in self.rfile:
            command = line[:4].decode().strip().upper()
            reply = self.server.replies.get(command, "250 fine")
            if command == "RCPT" and REFUSED.encode() in line:
                reply = "550 no such mailbox"
            if reply is None:
                return
            self.answer(reply)
            if reply.startswith("354"):
                self.server.mails.append(self.read_mail())
                self.answer("250 taken")

    def answer(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def read_mail(self) -> Message:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line)
        return message_from_bytes(b"".join(lines), policy=default)


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps what it is sent; its sessions end with the test."""

    daemon_threads = True

    def __init__(self, **replies: str | None) -> None:
        super().__init__(("127.0.0.1", 0), Speaking)
        self.mails: list[Message] = []
        self.replies: dict[str, str | None] = {"DATA": "354 go on", "QUIT": "221 bye", **replies}

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def recipients(self) -> list[str]:
        return [str(mail["To"]) for mail in self.mails]


@contextmanager
def mail_server(**replies: str | None) -> Iterator[MailServer]:
    """A server that runs, with settings that lead to it.

    ``replies`` are what it says to a command instead of yes; None: it hangs up.
    """
    with MailServer(**replies) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            with mail_to(server.port):
                yield server
        finally:
            server.shutdown()
            thread.join()


def mail_to(port: int, **settings: Any) -> Any:
    """Settings that send real mail to a port of this computer."""
    return override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        DEFAULT_FROM_EMAIL="揭阳教育 <tracker@example.org>",
        SITE_URL="https://tracker.example.org",
        **settings,
    )


def closed_port() -> int:
    """A port at which nobody listens."""
    with MailServer() as server:
        return server.port


def subject_of(mail: Message) -> str:
    return str(mail["Subject"]).strip()


def body_of(mail: Message) -> str:
    return str(mail.get_payload(decode=True), "utf-8")  # type: ignore[arg-type]


def make_late(name: str = "", number: int = 2, role: str = "lead", **fields: Any) -> Department:
    """A county that owes ``number`` projects, with a reporter and an approver who have mail."""
    county = make_department(name=name, **fields)
    for _ in range(number):
        make_responsibility(make_project(), county, role)
    make_officer(Role.REPORTER, county, email=f"reporter{county.pk}@example.org")
    make_officer(Role.APPROVER, county, email=f"approver{county.pk}@example.org")
    return county


def reporter_of(county: Department) -> Officer:
    return Officer.objects.get(department=county, role=Role.REPORTER)


def october() -> Period:
    return Period.objects.get(code="2026-10")
