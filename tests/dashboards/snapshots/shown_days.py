"""All that pages and workbooks show of a day, to compare before and after a change of the plan."""

import re
from datetime import date
from io import BytesIO
from typing import Any

from django.test import Client
from openpyxl import Workbook, load_workbook

from bulletins.workbook.summary import summary_workbook
from dashboards.snapshots.cache import clear_cache
from projects.models import Plan
from tests.bulletins.workbook.summaries import document

PAGES = (
    "/overview/",
    "/overview/export/",
    "/changes/",
    "/meeting/print/",
    "/projects/",
    "/projects/3/",
    "/projects/3/targets/1/",
    "/projects/3/targets/2/",
    "/counties/",
    "/counties/puning/",
    "/departments/",
    "/departments/education/",
    "/targets/",
    "/search/?q=进展",
)
"""Every page that takes a day."""
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value|nonce)="[^"]*"')


def shown(client: Client, plan: Plan, day: date) -> dict[str, Any]:
    """What the pages of a day say, the cells of its lists, and its summary workbook."""
    clear_cache()
    said: dict[str, Any] = {}
    for path in PAGES:
        address = f"{path}{'&' if '?' in path else '?'}as_of={day:%Y-%m-%d}"
        response = client.get(address)
        assert response.status_code == 200
        said[path] = TOKEN.sub("", response.content.decode())
    for path in ("/projects/", "/counties/", "/departments/", "/targets/"):
        response = client.get(path, {"as_of": f"{day:%Y-%m-%d}", "format": "xlsx"})
        said[f"{path} xlsx"] = cells(load_workbook(BytesIO(response.getvalue())))
    said["summary"] = summary_workbook(document(plan, on=day)).getvalue()
    return said


def cells(workbook: Workbook) -> list[Any]:
    return [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
