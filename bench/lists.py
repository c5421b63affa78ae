"""How long a long list takes as a workbook, and how much memory: 150,000 rows of the audit log.

``make bench`` runs this on PostgreSQL and on SQLite, in production settings. Each measure is taken
in a process of its own, in turns:

- the real view with all it does, from the request to the last byte of the answer;
- openpyxl alone, in its own streaming mode, writing the same cells with the same named styles,
  which lie ready in memory.

It prints the seconds of the faster of two runs, their ratio (at most 1.3), and by how much memory
the process grew at its peak over what it held when it had answered a first page and a first, short
export (at most 60 MiB).
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from tests.postgres import Cluster

ROWS = 150_000
SHORT = 100
RUNS = 2
RATIO_LIMIT, MEMORY_LIMIT = 1.3, 60
LIST = "/audit/"
FEW = {"subject": "只有几条"}
MEASURES = ("export", "openpyxl")
write = sys.stdout.write


def set_up(url: str) -> None:
    """Production settings on a database."""
    os.environ |= {
        "ALLOWED_HOSTS": "testserver",
        "DATABASE_URL": url,
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "INSECURE_HTTP": "1",
        "SECRET_KEY": "for-the-bench-only",
    }
    import django

    django.setup()
    from django.conf import settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


def fill() -> None:
    """The plan, an auditor, and the trail of many months, every row a little different."""
    from django.core.management import call_command

    from departments.models import AuditEntry, Officer

    call_command("migrate", verbosity=0)
    call_command("loaddata", "plan", verbosity=0)
    auditor = Officer.objects.create_user("auditor", name="审计员", role=Officer.Role.AUDITOR)
    start = datetime.fromisoformat("2023-09-04T09:00:00+08:00")
    for first in range(0, ROWS, 5000):
        AuditEntry.objects.bulk_create(
            AuditEntry(
                at=start + timedelta(minutes=7 * number),
                officer=auditor,
                action=("提交", "审核通过", "退回")[number % 3],
                subject=FEW["subject"]
                if number < SHORT
                else f"2026年10月 项目{number % 22 + 1} 第{number}号县人民政府",
                subject_key=f"report:{number}",
                before={"状态": "草稿", "版次": number % 9},
                after={"状态": "待单位审核", "版次": number % 9 + 1},
                reason="" if number % 5 else f"=第{number}份的数据与上期相差过大，请核对后再报。",
                client_ip=f"10.0.{number // 250 % 250}.{number % 250}",
            )
            for number in range(first, first + 5000)
        )


def export() -> dict[str, float]:
    """Export through the view; seconds, and mebibytes over the idle process."""
    from django.test import Client

    from departments.models import Officer

    client = Client()
    client.force_login(Officer.objects.get())
    client.get(LIST)
    _drained(client.get(LIST, {"format": "xlsx", **FEW}))
    idle = _memory("VmRSS")
    # Of the peak so far nothing is to be seen in what follows.
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    start, worked = perf_counter(), process_time()
    size = _drained(client.get(LIST, {"format": "xlsx"}))
    return {
        "seconds": perf_counter() - start,
        "computed": process_time() - worked,
        "memory": _memory("VmHWM") - idle,
        "size": size / 2**20,
    }


def _drained(answer: Any) -> int:
    """The bytes of a file, as a server reads it."""
    if not answer.streaming:
        sys.exit(f"{LIST} sends no file: {answer.status_code}")
    size = sum(map(len, answer.streaming_content))
    answer.close()
    return size


def _memory(field: str) -> float:
    """Mebibytes of this process; ``VmRSS`` now, ``VmHWM`` at its peak."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        name, _, amount = line.partition(":")
        if name == field:
            return int(amount.split()[0]) / 1024
    raise KeyError(field)


def openpyxl() -> dict[str, float]:
    """Write the same cells with openpyxl alone; seconds."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    from spreadsheets.styles import add_styles

    rows = list(_cells())
    start, worked = perf_counter(), process_time()
    workbook = Workbook(write_only=True)
    add_styles(workbook)
    sheet = workbook.create_sheet("审计日志")
    for row in rows:
        cells = []
        for value, style in row:
            cell = WriteOnlyCell(sheet, value)
            cell.style = style
            cells.append(cell)
        sheet.append(cells)
    with tempfile.TemporaryFile() as file:
        workbook.save(file)
        size = file.tell()
    return {
        "seconds": perf_counter() - start,
        "computed": process_time() - worked,
        "size": size / 2**20,
    }


def _cells() -> Iterator[list[tuple[Any, str]]]:
    """The list's cells, each with its style; what looks like a formula is quoted for openpyxl."""
    from django.utils import timezone

    from departments.models import AuditEntry
    from departments.tables import AuditTable
    from spreadsheets.list_sheet import plain

    zone = timezone.get_current_timezone()
    columns = [column for columns in AuditTable.sheet.values() for column in columns]
    for entry in AuditEntry.objects.select_related("officer").iterator(2000):
        values = [(plain(column.value(entry), zone), column.style) for column in columns]
        yield [
            (f"'{value}" if isinstance(value, str) and value.startswith("=") else value, style)
            for value, style in values
        ]


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """The addresses of an empty PostgreSQL server and an empty SQLite file."""
    cluster = Cluster()
    try:
        cluster.start()
        with tempfile.TemporaryDirectory() as folder:
            yield {
                "PostgreSQL": cluster.url,
                "SQLite": f"sqlite:///{Path(folder) / 'bench.sqlite3'}",
            }
    finally:
        cluster.stop()


def run(what: str, url: str) -> dict[str, float]:
    """Do one thing in a process of its own; what it found."""
    command = [sys.executable, "-m", "bench.lists", what, url]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)  # noqa: S603
    found: dict[str, float] = json.loads(done.stdout or "{}")
    return found


def measured(name: str, url: str) -> list[str]:
    """Measure on one database, print, and name what is over its limit."""
    run("fill", url)
    runs = [(run("export", url), run("openpyxl", url)) for _ in range(RUNS)]
    ours = min(found["seconds"] for found, _ in runs)
    theirs = min(found["seconds"] for _, found in runs)
    memory = max(found["memory"] for found, _ in runs)
    ratio = ours / theirs
    write(f"{name}: {ROWS:,} rows in {ours:.1f} s, openpyxl alone {theirs:.1f} s: ")
    write(f"{ratio:.2f} of its time (at most {RATIO_LIMIT}); {memory:.0f} MiB over the idle ")
    write(f"process (at most {MEMORY_LIMIT}); a file of {runs[0][0]['size']:.0f} MiB\n")
    over = []
    if ratio > RATIO_LIMIT:
        over.append(f"{name}: {ratio:.2f} of openpyxl's time, not {RATIO_LIMIT}")
    if memory > MEMORY_LIMIT:
        over.append(f"{name}: {memory:.0f} MiB over the idle process, not {MEMORY_LIMIT}")
    return over


def main() -> None:
    """Measure and print; the exit status says whether a limit is passed."""
    with databases() as urls:
        over = [words for name, url in urls.items() for words in measured(name, url)]
    if over:
        sys.exit("; ".join(over))


def child(what: str, url: str) -> None:
    """Do one thing and print what was found."""
    set_up(url)
    found = {"fill": fill, "export": export, "openpyxl": openpyxl}[what]()
    write(json.dumps(found or {}))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child(*sys.argv[1:])
    else:
        main()
