"""What the bundle asks of engines: Chromium 86 (360's) and 109 (Windows 7), Firefox 115.

The list names what these lack and what would break a page there. What only embellishes it (balanced
headings, coloured ticks) may stay, and what a rule guards by @supports.
"""

import re
from itertools import pairwise

import pytest
from django.conf import settings
from django.test import Client

BUNDLE = settings.BASE_DIR / "build" / "static"
SHEETS = ["tracker/main.css", "tracker/admin.css", "bulletins/print.css"]
SCRIPTS = ["departments/sign-in.js", "tracker/lists.js", "tracker/main.js"]

UNKNOWN_CSS = {
    "cascade layers": r"@layer",
    "container queries": r"@container|container-type:",
    "declared variables, at which Chromium 86 crashes on the second page": r"@property",
    "scopes": r"@scope",
    "nested rules": r"[{};]\s*&|\{[^{}@]*[;{]\s*[.#>+~:][^{};]*\{",
    ":is() and :where()": r":(?:is|where)\(",
    "lists in :not()": r":not\((?!:has)[^()]*,",
    "colours that are computed": r"color-mix\(|light-dark\(|\((?:from)\s",
    "newer notations of colours": r"[:\s,(](?:oklch|oklab|lab|lch|hwb)\(",
    "inset": r"[;{]inset(?:-\w+)*:",
    "logical shorthands": r"[;{](?:margin|padding|border)-(?:inline|block):",
    "logical sizes of windows": r"\d[dsl]v[hwbi]\b",
    "single transforms": r"[;{](?:translate|rotate|scale):",
    "ranges of media": r"@media[^{]*[<>]",
    "newer units": r"\d(?:lh|rlh|cap|ic|cq\w)\b",
    "proportions": r"[;{]aspect-ratio:",
    "scroll timelines": r"[;{]animation-timeline:",
}
UNKNOWN_PSEUDOS = re.compile(r"::details-content|:popover-open|:user-(?:in)?valid|:open\b|::part")
UNKNOWN_JS = {
    "Array.prototype.at": r"\.at\(-?\w+\)",
    "newer methods of arrays": r"\.(?:findLast|findLastIndex|toSorted|toReversed|toSpliced)\(",
    "newer methods of objects": r"Object\.(?:hasOwn|groupBy)\(|Promise\.withResolvers",
    "structuredClone": r"\bstructuredClone\(",
    "crypto.randomUUID": r"\brandomUUID\(",
    "AbortSignal's makers": r"AbortSignal\.(?:timeout|any)\(",
    "popovers": r"\.(?:show|hide|toggle)Popover\(",
    "the newest HTML parser": r"(?<!\.)\b(?:setHTMLUnsafe|parseHTMLUnsafe)\(",
    "URL.canParse": r"URL\.canParse\(",
    # Save where it is asked for (static/tracker/has.js).
    "newer selectors": r"(?<!selector\():(?:is|where|has)\(",
    "blocks of classes": r"\bstatic\s*\{",
}


def _without_guarded(css: str) -> str:
    """The sheet without what stands in an ``@supports`` block that asks for something new."""
    kept, at = [], 0
    for guard in re.finditer(r"@supports (?!not)[^{]*\{", css):
        if guard.start() < at:
            continue
        kept.append(css[at : guard.start()])
        at, depth = guard.end(), 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[at], 0)
            at += 1
    return "".join([*kept, css[at:]])


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("feature", UNKNOWN_CSS)
def test_style_sheets_ask_for_nothing_that_old_engines_lack(name: str, feature: str) -> None:
    css = _without_guarded((BUNDLE / name).read_text())

    assert re.findall(f".{{0,40}}(?:{UNKNOWN_CSS[feature]}).{{0,40}}", css) == []


@pytest.mark.parametrize("name", SHEETS)
def test_what_old_engines_do_not_know_spoils_no_other_selector(name: str) -> None:
    css = (BUNDLE / name).read_text()
    lists = [found.split(",") for found in re.findall(r"(?<=[{}])[^{}@]+(?=\{)", css)]
    mixed = [
        parts
        for parts in lists
        if 0 < sum(UNKNOWN_PSEUDOS.search(part) is not None for part in parts) < len(parts)
    ]

    assert mixed == []


@pytest.mark.parametrize("name", SHEETS)
def test_each_rule_with_has_follows_a_twin_for_engines_without_it(name: str) -> None:
    rules = re.findall(r"([^{}]+)\{([^{}]*)(?=\})", (BUNDLE / name).read_text())
    alone = [
        selector
        for (before, twin), (selector, body) in pairwise(rules)
        if ":has(" in selector and not ("[data-has-" in before and twin == body)
    ]

    assert alone == []


def test_every_variable_that_a_rule_needs_has_a_value() -> None:
    css = (BUNDLE / "tracker/main.css").read_text()
    needed = set(re.findall(r"var\((--tblr-[\w-]+)\)", css))
    given = set(re.findall(r"(--tblr-[\w-]+):", css))

    # What Tabler leaves to the page, in rules that no page uses.
    assert needed - given <= {"--tblr-aspect-ratio", "--tblr-focus-ring"}


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("feature", UNKNOWN_JS)
def test_scripts_call_nothing_that_old_engines_lack(name: str, feature: str) -> None:
    script = (BUNDLE / name).read_text()

    assert re.findall(f".{{0,40}}(?:{UNKNOWN_JS[feature]}).{{0,40}}", script) == []


@pytest.mark.django_db
def test_pages_choose_the_newer_of_two_engines_and_tell_those_that_are_too_old(
    client: Client,
) -> None:
    page = client.get("/accounts/login/").text

    assert '<meta name="renderer" content="webkit" />' in page
    assert '<p class="too-old">' in page
    # Shown without a script; what hides it, no engine older than Chromium 86 understands.
    css = (BUNDLE / "tracker/main.css").read_text()
    assert re.search(
        r"@supports selector\(:focus-visible\)\{\.too-old[^{}]*\{display:none\}\}", css
    )


def test_the_sheet_of_printed_papers_weighs_as_much_as_the_one_it_follows() -> None:
    """Flattened, rules above a layer get ids that are none: as many in both sheets."""
    body, printed = (
        re.search(rf"{start}((?::not\(#\\#\))+)\{{display", (BUNDLE / name).read_text())
        for start, name in (("body", "tracker/main.css"), (r"\.printed", "bulletins/print.css"))
    )
    assert body is not None
    assert printed is not None
    assert body[1] == printed[1]
