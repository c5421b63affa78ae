"""Read the environment; a missing or malformed variable stops the start with one message.

A site that guesses its configuration is worse than one that does not start.
"""

import os
import re
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off", ""})
MOST_DAYS, MOST_PORT = 60, 65535
MAIL_ACCOUNT = ("EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD")
MAIL = (*MAIL_ACCOUNT, "EMAIL_PORT", "DEFAULT_FROM_EMAIL")
WEBHOOK = ("WEBHOOK_URL", "WEBHOOK_SECRET", "WEBHOOK_FORMAT")
WEBHOOK_FORMATS = ("json", "wecom")
MESSAGE_KINDS = frozenset(
    {"returned", "approved", "reminded", "due_soon", "asked", "answered", "bulletin"}
)
NO_MAIL = {
    "EMAIL_HOST": "",
    "EMAIL_PORT": 25,
    "EMAIL_USE_TLS": False,
    "EMAIL_USE_SSL": False,
    "EMAIL_HOST_USER": "",
    "EMAIL_HOST_PASSWORD": "",
    "DEFAULT_FROM_EMAIL": "",
}


def read_flag(name: str) -> bool:
    """The switch ``name``; off if unset."""
    text = os.environ.get(name, "").strip().lower()
    if text not in YES | NO:
        raise ImproperlyConfigured(f"{name} is {text!r}; it must be 1 (on) or 0 (off).")
    return text in YES


def read_list(name: str) -> list[str]:
    """The comma-separated items of ``name``, without empty ones."""
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


def read_database(default: str) -> dict[str, Any]:
    """The database settings from DATABASE_URL, with this site's options for its engine."""
    url = os.environ.get("DATABASE_URL", "").strip() or default
    # The URL may contain a password, so messages quote its scheme only.
    scheme = url.partition(":")[0]
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "DATABASE_URL must begin with sqlite:/// or postgresql://, for example "
            f"postgresql://user:password@host:5432/name; it begins with {scheme[:20]!r}."
        )
    try:
        database: dict[str, Any] = {**dj_database_url.parse(url)}
    except ValueError:
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read as a URL. Percent-encode special characters in the "
            "password and check that the port is a number."
        ) from None
    if scheme == "sqlite":
        # 600 concurrent writes from 6 processes: no "database is locked" with these, 303 without.
        options = {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        }
        return {**database, "OPTIONS": {**options, **database.get("OPTIONS", {})}}
    if not database["NAME"]:
        raise ImproperlyConfigured("DATABASE_URL names no database: end it with /name.")
    options = {"connect_timeout": 10}
    return {
        **database,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**options, **database.get("OPTIONS", {})},
    }


def read_number(name: str, default: int, least: int, most: int) -> int:
    """The integer ``name``, from ``least`` to ``most``."""
    text = os.environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise ImproperlyConfigured(
            f"{name} is {text!r}; it must be a number from {least} to {most}."
        )
    return int(text)


def read_days(name: str, default: str) -> list[int]:
    """The comma-separated numbers of days of ``name``, each from 1 to 60; ``0`` means none."""
    text = os.environ.get(name, "").strip() or default
    days = [item.strip() for item in text.split(",")]
    if days == ["0"]:
        return []
    if not all(item.isascii() and item.isdigit() and 1 <= int(item) <= MOST_DAYS for item in days):
        raise ImproperlyConfigured(
            f"{name} is {text!r}; it must be numbers of days from 1 to {MOST_DAYS}, separated by "
            "commas, for example 3,1, or 0 for none."
        )
    return [int(item) for item in days]


def read_site_url() -> str:
    """The site's address without a slash at its end; empty if unset."""
    url = os.environ.get("SITE_URL", "").strip().rstrip("/")
    if url and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", url):
        raise ImproperlyConfigured(
            f"SITE_URL is {url!r}; it must be the address that people type, for example "
            "https://tracker.example.org."
        )
    return url


def read_kinds(name: str, default: str) -> list[str]:
    """The kinds of messages in ``name``, separated by commas; ``none`` alone means none."""
    text = os.environ.get(name, "").strip() or default
    kinds = [item.strip() for item in text.split(",")]
    if kinds == ["none"]:
        return []
    if not MESSAGE_KINDS.issuperset(kinds):
        raise ImproperlyConfigured(
            f"{name} is {text!r}; it must be some of {', '.join(sorted(MESSAGE_KINDS))}, separated "
            "by commas, or none."
        )
    return kinds


def read_webhook() -> dict[str, str]:
    """Where messages are pushed to; without WEBHOOK_URL nowhere.

    The address of a robot holds its key, so that no message quotes it.
    """
    values = {name: os.environ.get(name, "").strip() for name in WEBHOOK}
    if not values["WEBHOOK_URL"]:
        if names := [name for name, value in values.items() if value]:
            raise ImproperlyConfigured(
                f"{', '.join(names)} without WEBHOOK_URL: name the address too, or unset it."
            )
        return values
    if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?(/[!-~]*)?", values["WEBHOOK_URL"]):
        raise ImproperlyConfigured(
            "WEBHOOK_URL must be an address such as https://gateway.example.org/messages, without "
            "a user name, and with other characters percent-encoded."
        )
    values["WEBHOOK_FORMAT"] = values["WEBHOOK_FORMAT"] or "json"
    if values["WEBHOOK_FORMAT"] not in WEBHOOK_FORMATS:
        raise ImproperlyConfigured(
            f"WEBHOOK_FORMAT is {values['WEBHOOK_FORMAT']!r}; it must be json or wecom."
        )
    if values["WEBHOOK_FORMAT"] == "json" and not values["WEBHOOK_SECRET"]:
        raise ImproperlyConfigured(
            "WEBHOOK_SECRET is not set: a gateway needs it to know who sends. Make one by "
            "`python3 -c 'import secrets; print(secrets.token_urlsafe(32))'`."
        )
    return values


def read_mail() -> dict[str, Any]:
    """Django's e-mail settings; without EMAIL_HOST no e-mail is sent."""
    names = [name for name in MAIL if os.environ.get(name, "").strip()]
    if not os.environ.get("EMAIL_HOST", "").strip():
        if names:
            raise ImproperlyConfigured(
                f"{', '.join(names)} without EMAIL_HOST: name the mail server too, or unset it."
            )
        return NO_MAIL
    with_tls, with_ssl = read_flag("EMAIL_USE_TLS"), read_flag("EMAIL_USE_SSL")
    if with_tls and with_ssl:
        raise ImproperlyConfigured(
            "EMAIL_USE_TLS and EMAIL_USE_SSL are both on; a server takes one: TLS begins plainly, "
            "mostly on port 587, SSL is encrypted from the start, mostly on port 465."
        )
    usual_port = 465 if with_ssl else 587 if with_tls else 25
    return {
        "EMAIL_HOST": _read_mail_host(),
        "EMAIL_PORT": read_number("EMAIL_PORT", usual_port, 1, MOST_PORT),
        "EMAIL_USE_TLS": with_tls,
        "EMAIL_USE_SSL": with_ssl,
        "DEFAULT_FROM_EMAIL": _read_sender(),
        **_read_mail_account(),
    }


def _read_mail_host() -> str:
    host = os.environ["EMAIL_HOST"].strip()
    if not re.fullmatch(r"[A-Za-z0-9.-]+|[0-9A-Fa-f:]+", host):
        raise ImproperlyConfigured(
            f"EMAIL_HOST is {host!r}; it must be a host name alone, for example mail.example.org. "
            "The port goes to EMAIL_PORT."
        )
    return host


def _read_sender() -> str:
    sender = os.environ.get("DEFAULT_FROM_EMAIL", "").strip()
    # An address, or a name and the address in angle brackets.
    if not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+|[^@<>\r\n]+<[^\s@<>]+@[^\s@<>]+>", sender):
        raise ImproperlyConfigured(
            f"DEFAULT_FROM_EMAIL is {sender!r}; it must be the address that reminders come from, "
            "for example tracker@example.org."
        )
    return sender


def _read_mail_account() -> dict[str, str]:
    account = {name: os.environ.get(name, "") for name in MAIL_ACCOUNT}
    if any(account.values()) and not all(account.values()):
        raise ImproperlyConfigured(f"{' and '.join(MAIL_ACCOUNT)}: set both or neither.")
    return account


def require(variables: dict[str, str]) -> None:
    """Raise ImproperlyConfigured unless all ``variables`` (name: how to set it) are set."""
    missing = [name for name in variables if not os.environ.get(name, "").strip()]
    if missing:
        raise ImproperlyConfigured(
            f"The site cannot start: not set in the environment: {', '.join(missing)}. "
            + " ".join(f"{name}: {variables[name]}" for name in missing)
            + " To try the site on this computer only, set DEBUG=1 instead."
        )
