"""The site in a process of its own, on the tests' database: one that can be killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection

from departments.models import Officer

BASE_DIR = Path(__file__).resolve().parent.parent.parent
PATIENCE = 180  # seconds


def database_url() -> str:
    """The tests' database as the other process has to be told of it."""
    chosen = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{chosen['NAME']}"
    return f"postgresql://{chosen['USER']}@{chosen['HOST']}:{chosen['PORT']}/{chosen['NAME']}"


def set_password(officer: Officer, password: str) -> None:
    """Give a password that the other process can check: it has no fast hasher."""
    hasher = PBKDF2PasswordHasher()
    officer.password = hasher.encode(password, hasher.salt(), iterations=1)
    officer.save(update_fields=["password"])


RUNSERVER = ("manage.py", "runserver", "--noreload", "{address}")
GUNICORN = (
    "-m", "gunicorn", "tracker.wsgi", "--bind", "{address}", "--workers", "1", "--threads", "8",
    "--no-control-socket",
)  # fmt: skip
"""As `make serve` starts it."""


class Site:
    """One server on one port, started and killed as often as a test likes."""

    def __init__(self, command: Sequence[str] = RUNSERVER) -> None:
        self._command = command
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "DEBUG": "1",
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
            "SECRET_KEY": settings.SECRET_KEY,
        }
        self._process = subprocess.Popen(
            [
                sys.executable,
                *(part.format(address=f"127.0.0.1:{self.port}") for part in self._command),
            ],
            cwd=BASE_DIR,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                urlopen(f"{self.url}/accounts/login/").close()
            except (URLError, ConnectionError):
                time.sleep(0.2)
            else:
                return
        raise TimeoutError("the site does not start")

    def kill(self) -> None:
        """End it as a power cut does."""
        if self._process is not None:
            # The whole group: gunicorn has workers.
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
