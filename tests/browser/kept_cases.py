"""The forms with something typed in them, and how they are filled in and read again."""

from typing import NamedTuple

from playwright.sync_api import Locator, Page, expect

from tests.browser.form_page import PASSWORD

NOT_SENT = "登录已失效，刚才的内容没有提交"
PUT_BACK = "填写的内容已放回下面的表单"
RETURN = "[action*='/return/']"
REASON = "数字与上期相差太大，\n请附台账。"
DECLINED = "理由不充分，请补充许可批复。"


class Case(NamedTuple):
    """A form: who opens it on which page; what is typed, ticked and chosen in it, by selectors."""

    officer: str
    page: str
    form: str
    typed: dict[str, str]
    ticked: tuple[str, ...] = ()
    button: str = "[type=submit]"


CASES = {
    "report_step": Case("puning-approver", "/reports/1/", RETURN, {"[name=reason]": REASON}),
    "report_reply": Case(
        "reviewer", "/reports/2/", "[action*='/reply/']", {"[name=text]": "已请财政协调资金。"}
    ),
    "queue_approve": Case("puning-approver", "/queue/", "[data-many]", {}, ("[name=report]",)),
    "rating_approve": Case(
        "reviewer", "/queue/ratings/", "[data-ratings]", {}, ("[data-rating] [value=behind]",)
    ),
    "worklist_submit": Case(
        "puning", "/worklist/", "[data-worklist]", {}, ("[name=report]",), "[value=hand_in]"
    ),
    "period_edit": Case(
        "reviewer", "/periods/2026-10/", "form:has([name=due])", {"[name=due]": "2026-11-20"}
    ),
    "period_unlock": Case(
        "reviewer",
        "/periods/2026-09/",
        "[action$='/unlock/']",
        {"[name=until]": "2026-12-05", "[name=reason]": "系统故障期间未能报送。"},
        ("[name=department] option:not([value=''])",),
    ),
    "change_request_new": Case(
        "puning",
        "/change-requests/new/?assignment={assignment}",
        "form.decide",
        {"[name=reason]": "施工许可批复延迟。"},
        ("[name=kind][value=closing]",),
    ),
    "change_request_step": Case(
        "reviewer",
        "/change-requests/1/",
        "[action$='/accept/']",
        {"[name=decision]": DECLINED},
        button="[formaction$='/refuse/']",
    ),
    "change_request_revoke": Case(
        "reviewer",
        "/change-requests/2/",
        "[action$='/revoke/']",
        {"[name=revocation-reason]": "误将审批中的当作已批。"},
    ),
    "bulletin_withdraw": Case(
        "reviewer",
        "/bulletins/2026/1/",
        "[action$='/withdraw/']",
        {"[name=reason]": "统计口径有误。"},
        ("[name=is_sure]",),
    ),
    "counting_edit": Case(
        "reviewer",
        "/targets/3-1/counting/",
        "form.counting-edit",
        {"[name=counting]": "按建成并投入使用的学校数填报。"},
    ),
    "delegation_list": Case(
        "puning-approver",
        "/delegations/",
        "form.narrow",
        {"[name=start]": "2026-12-01", "[name=end]": "2026-12-10"},
        ("[name=officer] option:not([value=''])",),
    ),
}
"""The forms with something typed, ticked or chosen in them, by what they are sent to."""

NOTHING_TYPED = {
    "account_change_password": "passwords are not kept",
    "act_as_oneself": "a button",
    "act_on_behalf": "a button",
    "bulletin_distribute": "a button",
    "bulletin_new": "day and number are in the page's address",
    "calendar_subscription": "a button",
    "delegation_end": "a button",
    "evidence_delete": "a button",
    "message_read_all": "a button",
    "period_lock": "a button",
    "reminder_send": "a button",
    "reminder_send_all": "a button",
    "report_attach": "a file, sent by the report form's script",
    "report_edit": "saves itself: test_form_kept",
    "excel_import": "a file, which a browser cannot put back",
    "holiday_import": "a file, which a browser cannot put back",
    "unlock_end": "a button",
    "worklist_take_back": "a button",
}


def contents(form: Locator) -> dict[str, object]:
    """What stands in a form, apart from what it goes by unseen."""
    found: dict[str, object] = form.evaluate(
        """form => Object.fromEntries([...form.elements]
          .filter(({ name, type }) => name && type !== "hidden" && type !== "submit")
          .map((field) => [`${field.name} ${field.type === "radio" || field.type === "checkbox"
            ? field.value : ""}`, field.checked || field.value]))"""
    )
    return found


def fill(page: Page, case: Case) -> Locator:
    """Type, tick and choose what the case says, and return the form."""
    form = page.locator(case.form)
    for selector, text in case.typed.items():
        form.locator(selector).fill(text)
    for selector in case.ticked:
        if "option" in selector:
            value = form.locator(selector).first.get_attribute("value")
            form.locator(selector.partition(" ")[0]).select_option(value)
        else:
            form.locator(selector).first.check()
    return form


def sign_in_again(page: Page, name: str) -> None:
    expect(page.get_by_role("alert").filter(has_text=NOT_SENT)).to_be_visible()
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda address: "/accounts/login/" not in address)


def press_return(page: Page) -> None:
    page.locator(RETURN).get_by_role("button", name="退回").click()


def reason(page: Page) -> Locator:
    return page.locator(f"{RETURN} [name=reason]")
