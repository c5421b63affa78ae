"""Messages pushed to an address: a gateway of the site's own, or a robot of 企业微信.

A gateway gets JSON and checks who sent it: ``X-Tracker-Signature`` is the HMAC-SHA256, in
hexadecimal, of ``X-Tracker-Timestamp``, a full stop and the body, by ``WEBHOOK_SECRET``.
``X-Tracker-Delivery`` stays the same over all tries, so that a gateway can drop what it has got.
"""

import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils import timezone

from inbox.mail import link_of, what_to_do
from inbox.models import Delivery

MOST_READ = 16 * 1024
MOBILE = re.compile(r"1\d{10}")
WECOM_LIMIT = 2048
"""The most bytes of a text that 企业微信 takes."""
UNREADABLE = "推送地址回答的不像企业微信，请检查地址"


def as_json(delivery: Delivery) -> object:
    """What a gateway gets: enough to send an SMS or a message of 粤政易 to one person."""
    message, officer = delivery.message, delivery.message.recipient
    return {
        "id": delivery.pk,
        "kind": message.kind,
        "created_at": timezone.localtime(message.created_at).isoformat(timespec="seconds"),
        "recipient": {
            "username": officer.username,
            "name": officer.name,
            "phone": officer.phone,
            "department": str(officer.department or ""),
        },
        "subject": message.subject,
        "text": message.text,
        "request": message.request,
        "url": link_of(message),
    }


def as_wecom(delivery: Delivery) -> object:
    """A text for the group of a 企业微信 robot, which names its recipient."""
    message, officer = delivery.message, delivery.message.recipient
    text = f"{officer.name}：{message.subject}\n{what_to_do(message)}"
    content = text.encode()[:WECOM_LIMIT].decode(errors="ignore")
    mentioned = [officer.phone] if MOBILE.fullmatch(officer.phone) else []
    return {"msgtype": "text", "text": {"content": content, "mentioned_mobile_list": mentioned}}


FORMATS: Final[Mapping[str, Callable[[Delivery], object]]] = {"json": as_json, "wecom": as_wecom}


def signature(secret: str, timestamp: str, body: bytes) -> str:
    signed = timestamp.encode() + b"." + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


class Hook:
    """The server that messages are pushed to; once out of reach it is not asked again."""

    def __init__(self) -> None:
        self.broken = ""

    def send(self, delivery: Delivery) -> str:
        """Push one message and return the error as a text, empty on success."""
        if not self.broken:
            body = json.dumps(FORMATS[settings.WEBHOOK_FORMAT](delivery), ensure_ascii=False)
            try:
                return _push(urlsplit(settings.WEBHOOK_URL), body.encode(), str(delivery.pk))
            except TimeoutError:
                self.broken = "推送服务器没有回应"
            except (OSError, HTTPException) as error:
                self.broken = f"连不上推送服务器（{type(error).__name__}）"
        return self.broken

    def close(self) -> None:
        """Nothing stays open: each message has its own connection."""


def _push(url: SplitResult, body: bytes, key: str) -> str:
    """POST without following redirects: the body and its signature are for this server alone."""
    headers = {"Content-Type": "application/json; charset=utf-8", "X-Tracker-Delivery": key}
    if settings.WEBHOOK_SECRET:
        timestamp = str(int(time.time()))
        headers["X-Tracker-Timestamp"] = timestamp
        headers["X-Tracker-Signature"] = signature(settings.WEBHOOK_SECRET, timestamp, body)
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = kind(url.hostname or "", url.port, timeout=settings.WEBHOOK_TIMEOUT)
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    try:
        connection.request("POST", path, body, headers)
        return _refusal(connection.getresponse())
    finally:
        connection.close()


def _refusal(response: HTTPResponse) -> str:
    """Why the server did not take the message, without its own words; empty if it did."""
    content = response.read(MOST_READ)
    if HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST:
        return f"推送服务器要转到别的地址，没有发送（{response.status}）"
    if not HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
        return f"推送服务器没有接受（{response.status}）"
    return _wecom_refusal(content) if settings.WEBHOOK_FORMAT == "wecom" else ""


def _wecom_refusal(content: bytes) -> str:
    """企业微信 answers 200 with a code of its own, 0 if it took the message."""
    try:
        code = json.loads(content)["errcode"]
    except (ValueError, KeyError, TypeError):
        return UNREADABLE
    if not isinstance(code, int):
        return UNREADABLE
    return "" if code == 0 else f"企业微信没有接受（errcode {code}）"
