"""Reading the pages that are served."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from tracker.middleware import PRESSES_ONLY


class Fields(HTMLParser):
    """The names and values of a page's form as it opens; boxes, buttons, files, search left out."""

    LEFT_OUT = frozenset({"button", "checkbox", "file", "search", "submit"})

    def __init__(self, body: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.inside = ""
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note inputs at once, text areas and lists when their content comes."""
        found = {name: value or "" for name, value in attrs}
        name = found.get("name", "")
        if tag == "input" and name and found.get("type") not in self.LEFT_OUT:
            self.values[name] = found.get("value", "")
        elif tag in {"textarea", "select"} and name:
            self.values[name], self.inside = "", name
        elif tag == "option" and self.inside and "selected" in found:
            self.values[self.inside] = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """Leave a text area or list."""
        if tag in {"textarea", "select"}:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        """Note what stands in a text area; the line break after its tag is not part of it."""
        if self.inside and self.lasttag == "textarea":
            self.values[self.inside] += data.removeprefix("\n")


def words_of(body: str) -> str:
    """The words of a page's main part, tags left out, with single spaces between them."""
    main = body[body.index("<main") : body.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def leads_on(response: Any, page: str = "") -> bool:
    """Whether a response says that its address takes only presses, with a link to its page."""
    body = response.content.decode()
    return response.status_code == 200 and PRESSES_ONLY in body and f'href="{page}' in body
