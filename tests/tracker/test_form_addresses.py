"""Every form that sends something says where to: it may be shown again at another's address."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

FORM = re.compile(r"<form\b(?:\{%.*?%\}|[^>])*>", re.DOTALL)


def posting() -> Iterator[tuple[str, str]]:
    """Each template with the opening tag of each of its forms that post."""
    for path in sorted(Path(settings.BASE_DIR, "templates").rglob("*.html")):
        for tag in FORM.findall(path.read_text(encoding="utf-8")):
            if 'method="post"' in tag:
                yield path.name, tag


def test_every_form_names_where_it_is_sent() -> None:
    forms = list(posting())

    assert len(forms) > 20
    assert [name for name, tag in forms if not re.search(r'\saction="[^"]', tag)] == []
