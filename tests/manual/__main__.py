"""Take the pictures of the user manual from the running application.

``python -m tests.manual FOLDER`` walks through the scenes in the demonstration and writes one PNG
for each into FOLDER. It fails when a scene cannot be played, or when the manual shows a picture
that no scene takes or leaves one out, so that words and pictures keep to what is there.
"""

import re
import sys
from pathlib import Path

from playwright.sync_api import Browser

from tests.demonstration import demonstrated

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "用户手册.md"
PICTURE = re.compile(r"!\[[^\]]+\]\(images/([a-z-]+)\.png\)")


def play(browser: Browser, address: str, folder: Path) -> set[str]:
    """Play every scene and write its picture; their names."""
    from tests.manual.scenes import SCENES, Stage

    stage = Stage(browser, address)
    for scene in SCENES:
        page = stage.enter(scene)
        scene.act(page)
        page.screenshot(path=folder / f"{scene.name}.png", animations="disabled")
        sys.stdout.write(f"{scene.name}\n")
    return {scene.name for scene in SCENES}


def check(taken: set[str]) -> None:
    """Stop unless the manual shows exactly the pictures taken."""
    shown = set(PICTURE.findall(MANUAL.read_text(encoding="utf-8")))
    if shown != taken:
        odd = ", ".join(sorted(shown ^ taken))
        raise SystemExit(f"{MANUAL.name} and the scenes differ: {odd}.")


def main(folder: Path) -> None:
    """Take all pictures into ``folder``, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    with demonstrated() as (browser, address):
        taken = play(browser, address, folder)
    check(taken)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
