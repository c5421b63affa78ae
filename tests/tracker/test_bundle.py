"""The front-end bundle that `make` has built: whole, and at nobody else's mercy."""

import re

import pytest
from django.conf import settings

from home.menu import OWN_PAGES, PAGES

BUNDLE = settings.BASE_DIR / "build" / "static" / "tracker"
TABLER = settings.BASE_DIR / "node_modules/@tabler/core/dist/css/tabler.min.css"
NAMESPACE = "http://www.w3.org/"
CLASS = re.compile(r"\.([a-z][\w-]*)")


@pytest.mark.parametrize("name", ["main.css", "main.js", "lists.js", "icons.svg"])
def test_the_bundle_loads_nothing_from_elsewhere(name: str) -> None:
    text = (BUNDLE / name).read_text()
    without_comments = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)

    addresses = set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+/?", without_comments))

    assert addresses <= {NAMESPACE}


def test_every_icon_of_templates_and_menu_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (BUNDLE / "icons.svg").read_text()))
    templates = [path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html")]
    # Given to the partial _icon.html, or to a partial that passes it on.
    used = re.findall(r'\b(?:_icon\.html" with name|icon)="([\w-]+)"', "".join(templates))

    assert used
    assert {*used, *(item.icon for item in (*PAGES, *OWN_PAGES))} <= drawn


def test_every_class_of_the_templates_that_tabler_styles_is_in_the_style_sheet() -> None:
    templates = [path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html")]
    attributes = re.findall(r'class="([^"]*)"', "".join(templates))
    used = set(" ".join(attributes).split()) & set(CLASS.findall(TABLER.read_text()))

    assert {"btn", "btn-primary", "visually-hidden"} <= used
    assert used <= set(CLASS.findall((BUNDLE / "main.css").read_text()))


def test_the_style_sheet_leaves_out_what_no_page_uses() -> None:
    styles = (BUNDLE / "main.css").read_text()

    assert ".carousel" not in styles
    assert len(styles) < 150_000
