"""The scenes of the manual's pictures, in the order in which the manual shows them."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Browser, Page

from tests.demonstration import signed_in

WIDE = (1280, 860)
PHONE = (390, 844)
HALL = (1366, 768)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def nothing(page: Page) -> None:
    """The page as it opens."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What one picture shows: whose page, opened where, after which acts."""

    name: str
    officer: str
    path: str
    act: Callable[[Page], None] = nothing
    size: tuple[int, int] = WIDE


class Stage:
    """A browser in which the scenes' officers sign in one after the other."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.officer = ""
        self.page: Page | None = None

    def enter(self, scene: Scene) -> Page:
        """The scene's page in its size, its officer signed in."""
        if self.page is None or self.officer != scene.officer:
            self.page = signed_in(self.browser, self.address, scene.officer)
            self.officer = scene.officer
        width, height = scene.size
        self.page.set_viewport_size({"width": width, "height": height})
        answer = self.page.goto(f"{self.address}{scene.path}")
        if answer is None or not answer.ok:
            raise SystemExit(f"{scene.name}: {scene.path} did not open.")
        return self.page


def fill_in(page: Page) -> None:
    """A figure below the last one, which asks for its reason."""
    page.locator('[name$="-numerator"]').first.fill("1100")
    page.locator('[name$="-denominator"]').first.fill("1200")
    page.locator('[name$="-denominator"]').first.blur()
    page.get_by_text("比上期减少").filter(visible=True).first.wait_for()


def open_unusual(page: Page) -> None:
    """The first report of the queue with an unusual figure."""
    page.get_by_role("link", name="打开").first.click()
    page.get_by_role("heading", name="数据", exact=True).wait_for()


def choose_target(page: Page) -> None:
    """The form of a request for the first of the own targets."""
    page.get_by_label("目标").select_option(index=1)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("理由").fill("用地手续四月办结，主体工程预计年底完工，申请延至明年六月底。")


def preview(page: Page) -> None:
    """The preview of a filling form: one project unchanged, one figure that is none."""
    answer = page.request.get(page.url.replace("/import/", "/excel-form/"))
    book = load_workbook(BytesIO(answer.body()))
    words, figures = book["文字"], book["数据"]
    words.cell(
        _row(words, "21 优化调整中职学校专业设置"), _column(words, "本月无变化")
    ).value = "是"
    figures.cell(_row(figures, "3-2"), _column(figures, "数值")).value = "3所"
    figures.cell(_row(figures, "3-3"), _column(figures, "数值")).value = 7
    filled = BytesIO()
    book.save(filled)
    name = "普宁市_2026年10月_填报表.xlsx"
    upload = {"name": name, "mimeType": XLSX, "buffer": filled.getvalue()}
    page.get_by_label("填报表").set_input_files(upload)  # type: ignore[arg-type]
    page.get_by_role("button", name="上传并预览").click()
    page.get_by_role("heading", name="导入预览").wait_for()


def _row(sheet: Worksheet, text: str) -> int:
    """The row of a sheet that begins with a text in some cell."""
    found: int = next(
        cell.row for row in sheet.iter_rows() for cell in row if str(cell.value).startswith(text)
    )
    return found


def _column(sheet: Worksheet, heading: str) -> int:
    """The column of a sheet under a heading."""
    cells = (cell for row in sheet.iter_rows() for cell in row)
    found: int = next(cell.column for cell in cells if cell.value == heading)
    return found


SCENES: tuple[Scene, ...] = (
    Scene("sign-in", "", "/accounts/login/"),
    Scene("worklist", "puning", "/worklist/"),
    Scene("report-form", "puning", "/reports/2026-10/project/3/", fill_in),
    Scene("report-form-phone", "puning", "/reports/2026-10/project/21/", size=PHONE),
    Scene("workbook-preview", "puning", "/reports/2026-10/import/", preview),
    Scene("request-new", "huilai", "/change-requests/new/", choose_target),
    Scene("requests", "reviewer", "/change-requests/"),
    Scene("queue", "reviewer", "/queue/"),
    Scene("review", "reviewer", "/queue/?anomalies=yes", open_unusual),
    Scene("periods", "reviewer", "/periods/"),
    Scene("reminders", "reviewer", "/reminders/"),
    Scene("overview", "leader", "/overview/"),
    Scene("target", "leader", "/projects/3/targets/2/"),
    Scene("county", "leader", "/counties/puning/"),
    Scene("search", "leader", "/search/?q=%E5%A4%9A%E5%AA%92%E4%BD%93%E6%95%99%E5%AE%A4"),
    Scene("meeting", "leader", "/meeting/?slide=project-3", size=HALL),
    Scene("bulletin", "leader", "/bulletins/2026/10/"),
    Scene("calendar", "leader", "/calendar/?month=2026-12"),
)
