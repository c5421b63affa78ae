"""What the tests of the report form share: its address, its lines, and what they wait for."""

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from projects.models import Assignment
from reports.models import Report

PASSWORD = "long-enough-for-a-test"
LOOKS: list[tuple[int, Literal["dark", "light"]]] = [(1440, "light"), (390, "dark")]
"""Each width and each theme once: what depends on both at a time is rare."""
FORM = "/reports/2026-10/project/3/"
SAVED = "已自动保存"
UNSAVED = "未能保存，内容已存在本机"


def lines() -> list[Assignment]:
    """普宁市's lines of project 3: a ratio, and two counts."""
    return list(
        Assignment.objects.filter(department__code="puning", target__project__number=3).order_by(
            "target__number"
        )
    )


def field(number: int, name: str) -> str:
    return f'[name="line-{lines()[number].pk}-{name}"]'


def report() -> Report:
    return Report.objects.get(period__code="2026-10", project__number=3)


def values() -> list[dict[str, str]]:
    return [line.as_record() for line in report().measurements.all()]


def enter(page: Page, url: str, name: str = "puning") -> None:
    """Sign in at a site of any address."""
    page.goto(f"{url}/accounts/login/")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda address: "/accounts/login/" not in address)


def expect_all_saved(page: Page) -> None:
    """Wait until the server has all that was typed: then the local copy is gone."""
    expect(page.locator("#saving")).to_contain_text(SAVED)
    expect_nothing_kept(page)


def expect_nothing_kept(page: Page) -> None:
    """Wait until the script of a page just opened has let go what the server has taken."""
    expect_copies(page, 0)


def expect_copies(page: Page, count: int) -> None:
    """Wait until the browser keeps so many: a page may be seen before its script has run."""
    # Asked again and again from here: the page's policy forbids what waits inside of it.
    for _ in range(300):
        if len(copies(page)) == count:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"kept instead of {count}: {copies(page)}")


def copies(page: Page) -> list[str]:
    """The keys of what the browser keeps of forms; the administration keeps its colours besides."""
    keys: list[str] = page.evaluate("Object.keys(localStorage)")
    return [key for key in keys if key.startswith("copy:")]


AXE = Axe().axe_script
BY_LOOK = [
    *("aria-hidden-focus", "button-name", "label", "link-in-text-block", "link-name"),
    *("nested-interactive", "scrollable-region-focusable", "select-name", "target-size"),
]
"""Besides contrast, what may differ between a page's looks: names of what only a phone shows, and
what depends on the width."""
VIOLATIONS = """async (isFirstLook) => {
  const styled = /^(class|style|hidden|disabled|aria-|data-)/;
  const look = (part) => part.tagName + [...part.attributes]
    .filter(({ name }) => styled.test(name)).map(({ name, value }) => name + value);
  const within = (part) => part ? look(part) + within(part.parentElement) : "";
  const seen = new Set(), alike = [];
  for (const part of document.querySelectorAll("td, th, li")) {
    const whole = within(part) + "|" + [...part.querySelectorAll("*")].map(look);
    if (seen.has(whole)) alike.push(part);
    else seen.add(whole);
  }
  const contrast = "color-contrast", resultTypes = ["violations"];
  const rules = { [contrast]: { enabled: false } };
  const others = isFirstLook ? { rules } : { runOnly: BY_LOOK };
  const found = await axe.run({ exclude: alike }, { resultTypes, runOnly: [contrast] });
  return found.violations.concat((await axe.run({ resultTypes, ...others })).violations);
}""".replace("BY_LOOK", str(BY_LOOK))
"""Contrast takes axe most of its time: it is measured once of cells and items styled alike."""


def violations(page: Page, *, is_first_look: bool = True) -> list[dict[str, Any]]:
    """What axe finds. Its script goes into each page but once: it is half a megabyte."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(VIOLATIONS, is_first_look)
    return found


DOUBLED = """[...document.body.textContent.matchAll(/.{0,20}[。；，、：]\\s*[。；，、：].{0,20}/gs)]
  .map(([words]) => words)"""


def wrong(page: Page) -> list[str]:
    """What axe finds, and whether the page is too wide: wide and light, narrow and dark.

    And whether two marks of punctuation meet, in what is hidden, too.
    """
    found = [f"punctuation: {words}" for words in page.evaluate(DOUBLED)]
    for number, (width, scheme) in enumerate(LOOKS):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [
            f"{width} {item['id']}: {item['nodes'][0]['html'][:160]}"
            for item in violations(page, is_first_look=number == 0)
        ]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width}: too wide")
    return found


def excuse(browser_errors: list[str], *expected: str) -> None:
    """Strike the browser_errors that the test meant to provoke; breaches of the CSP never are."""
    assert not [text for text in browser_errors if "Content Security Policy" in text]
    browser_errors[:] = [
        text for text in browser_errors if not any(word in text for word in expected)
    ]
