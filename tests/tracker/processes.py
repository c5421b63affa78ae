"""Runs the site's commands as an operator does: in a process, with an environment."""

import os
import subprocess
import sys
from pathlib import Path

from tests.postgres import UNSET

BASE_DIR = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "ALLOWED_HOSTS": "tracker.example.org",
    "DATABASE_URL": "sqlite://:memory:",
    "SECRET_KEY": "for-the-tests-only",
}
OURS = (*PRODUCTION, "DEBUG", "INSECURE_HTTP", *UNSET)


def run_python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the project's folder with only ``environment`` of the site's variables."""
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=BASE_DIR,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def run_manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with production settings, changed by ``environment``; empty means unset."""
    return run_python("manage.py", *arguments, **{**PRODUCTION, **environment})


def run_gunicorn(**environment: str) -> subprocess.CompletedProcess[str]:
    """Run the production server until it gives up."""
    return run_python(
        "-m", "gunicorn", "tracker.wsgi", "--bind", "127.0.0.1:0", "--no-control-socket",
        **{**PRODUCTION, **environment},
    )  # fmt: skip
