"""A server on this computer that messages are pushed to."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from django.test import override_settings

SECRET = "a secret of this test"


class Taking(BaseHTTPRequestHandler):
    server: "Gateway"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        time.sleep(self.server.pause)
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.end_headers()
        self.wfile.write(self.server.answer)

    do_GET = do_POST  # noqa: N815 - the name that http.server looks up

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


class Gateway(ThreadingHTTPServer):
    """Keeps what it gets, and answers as it is told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.status, self.answer, self.location, self.pause = 200, b"", "", 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/messages?key=hidden"

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, _, body in self.got]


@contextmanager
def gateway(**settings: Any) -> Iterator[Gateway]:
    """A server that runs, with settings that lead to it."""
    with Gateway() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            with webhook_to(server.url, **settings):
                yield server
        finally:
            server.shutdown()
            thread.join()


def webhook_to(url: str, **settings: Any) -> Any:
    defaults = {
        "WEBHOOK_URL": url,
        "WEBHOOK_SECRET": SECRET,
        "WEBHOOK_FORMAT": "json",
        "SITE_URL": "https://tracker.example.org",
    }
    return override_settings(**defaults | settings)
