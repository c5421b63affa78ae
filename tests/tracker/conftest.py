"""Fixtures of the tests that open every page."""

from collections.abc import Collection
from io import BytesIO

import pytest

from bulletins.document.frozen import BulletinDocument
from bulletins.views import export


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Summaries open as empty files: drawing each takes seconds, and has tests of its own."""

    def draw(document: BulletinDocument, sheets: Collection[str]) -> BytesIO:
        return BytesIO()

    monkeypatch.setattr(export, "summary_workbook", draw)
