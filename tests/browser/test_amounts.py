"""The table of spellings in Chromium: the script reads each amount as the server does."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page

from departments.models import Officer
from projects.models import Target
from tests.amounts import OTHER_UNITS, SPELLINGS
from tests.browser.form_page import field, lines

pytestmark = pytest.mark.django_db(transaction=True)

SCRIPT = Path(settings.BASE_DIR, "static/projects/amounts.js")
READ = """typed => typed.map(([text, isWhole, unit]) => {
    const amount = readAmount(text, { isWhole, unit });
    return amount && amount.map(String);
})"""


def test_the_script_keeps_to_the_table(page: Page) -> None:
    source = SCRIPT.read_text().replace("export function", "function")
    page.evaluate(f"(() => {{{source}; window.readAmount = readAmount;}})()")
    amounts = page.evaluate(READ, [[each.typed, each.is_whole, each.unit] for each in SPELLINGS])
    others = page.evaluate(READ, [[typed, True, unit] for typed, unit, _ in OTHER_UNITS])
    assert [int(each[0]) for each in others] == [amount for *_, amount in OTHER_UNITS]

    read = [None if each is None else Fraction(int(each[0]), int(each[1])) for each in amounts]
    assert [
        (each.typed, found)
        for each, found in zip(SPELLINGS, read, strict=True)
        if found != (None if each.amount is None else Fraction(each.amount))
    ] == []


def test_the_live_percentage_keeps_to_the_table(officers: dict[str, Officer], form: Page) -> None:
    """Each spelling as a numerator of 1,000,000,000,000, typed into the page itself."""
    Target.objects.filter(pk=lines()[0].target_id).update(has_decimals=True)
    form.reload()
    form.fill(field(0, "denominator"), "100")
    typed = [each for each in SPELLINGS if not each.is_whole and "\n" not in each.typed]
    for each in typed:
        form.fill(field(0, "numerator"), each.typed)
        shown = form.locator("output.percent").first.text_content()
        assert (each.typed, bool(shown)) == (each.typed, each.amount is not None)
        if each.amount is not None and each.amount < Decimal(1000):
            assert shown is not None
            assert Decimal(shown.removesuffix("%")) == round(each.amount, 1) or each.amount % 1
