"""What an uploaded plan may not say: references, values that exclude each other, lost sentences."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models

from departments.models import Department
from projects.models import Checkpoint, CrossCheck, Plan
from projects.plan_check import Sentence, check_plan, projects_to_check, unanswered
from projects.terms.amending import ChangeRefused, tried
from projects.terms.content import (
    BY_NAME,
    TABLES,
    Content,
    Row,
    TermDifference,
    TermTable,
    key_text,
)
from projects.terms.kept_rows import faults_of_kept
from projects.terms.plan_sheets import heading_of, ordered_keys
from projects.terms.upload import Fault, Upload

NO_PLAN: Final = "缺少方案这一行。"
UNANSWERED: Final = (
    "项目{}原文中的“{}”（起始位置 {}，结束位置 {}）既没有目标，也不在本表中。"
    "不再设目标的，请在本表另起一行列出这一句，写明不设目标的理由。"
)
NOT_FOUND: Final = "工作表“{}”中没有“{}”。"
RELATED: Final = "撤销目标的，请一并删除它的勾稽关系。"
OUT_OF_ORDER: Final = "原有节点的完成时限应随节点次序由早到晚。"
OWN: Final = "目标不能与自身对照。"
SWAPPED: Final = "有的值与另一行原来的值相同（例如互换两个名称）。请分两次登记，先改成别的值。"
CHECKED: Final = "方案检查（check_plan）：{}"
SUBJECT: Final = re.compile("(?:目标|项目)([0-9]+(?:-[0-9]+)?)")


def check(upload: Upload, reported: Collection[int], *, is_correction: bool) -> list[Fault]:
    """What is wrong with the rows; ``reported`` are the assignments that have figures."""
    faults = [] if upload.content["方案"] else [Fault("方案", 0, "", NO_PLAN)]
    for table in TABLES:
        for key in upload.content[table.name]:
            faults += _references(table, key, upload)
        faults += _repeated(table, upload)
    faults += _of_pairs(upload)
    faults += faults_of_kept(upload, reported, is_correction=is_correction)
    faults += _of_constraints(upload)
    faults += _of_quotes(upload)
    return [*faults, *_of_sentences(upload), *_of_order(upload)]


def new_problems(
    plan: Plan, upload: Upload, changes: Sequence[TermDifference], day: date
) -> Iterator[Fault]:
    """What ``check_plan`` says of the plan with the changes, and does not without them."""
    before = _problems(plan)
    try:
        with tried(plan, changes, day):
            after = _problems(plan)
    except IntegrityError as error:
        raise ChangeRefused(SWAPPED) from error
    for problem in after:
        if problem not in before:
            table, key = _subject(problem)
            yield upload.fault(table, key, "", CHECKED.format(problem))


def _subject(problem: str) -> tuple[TermTable, str]:
    """The row that one of ``check_plan``'s sentences is about."""
    found = SUBJECT.match(problem)
    key = found[1].replace("-", " ") if found else ""
    return BY_NAME["目标" if " " in key else "项目"], key


def _problems(plan: Plan) -> tuple[str, ...]:
    departments = list(Department.objects.select_related("county"))
    # Anew: a change of the plan's own days is not on the instance.
    return check_plan(projects_to_check(Plan.objects.get(pk=plan.pk)), departments).problems


def _references(table: TermTable, key: str, upload: Upload) -> Iterator[Fault]:
    parts = key.split(" ")
    for parent, count in table.parents.values():
        named = parts[count:] if count < 0 else parts[:count]
        headings = table.headings[count:] if count < 0 else table.headings[:count]
        if key_text(named) not in upload.content[parent]:
            reason = NOT_FOUND.format(parent, "-".join(named))
            if table.model is CrossCheck:
                reason += RELATED
            yield upload.fault(table, key, "、".join(headings), reason)
    county = upload.content[table.name][key].get("county")
    if county and county not in upload.content["县（市、区）"]:
        reason = NOT_FOUND.format("县（市、区）", county)
        yield upload.fault(table, key, heading_of(table, "county"), reason)


def _repeated(table: TermTable, upload: Upload) -> Iterator[Fault]:
    """Values that two rows may not share."""
    unique = [name for name in table.fields if table.field(name).unique]
    if table.model is Checkpoint:
        unique = ["due"]
    for name in unique:
        found: dict[Any, str] = {}
        for key, row in upload.content[table.name].items():
            if row.get(name) is None:
                continue
            value = (key.rpartition(" ")[0] if table.model is Checkpoint else "", row[name])
            first = found.setdefault(value, key)
            if first != key:
                reason = f"与第{upload.row_of(table, first)}行重复。"
                yield upload.fault(table, key, heading_of(table, name), reason)


def _of_pairs(upload: Upload) -> Iterator[Fault]:
    table = BY_NAME["勾稽关系"]
    for key in upload.content[table.name]:
        parts = key.split(" ")
        if parts[:2] == parts[2:]:
            yield upload.fault(table, key, "、".join(table.headings[2:]), OWN)


def _of_constraints(upload: Upload) -> Iterator[Fault]:
    """What the database would refuse in one row."""
    for name in ("方案", "部门"):
        table = BY_NAME[name]
        checks = [
            item
            for item in table.model._meta.constraints
            if isinstance(item, models.CheckConstraint)
        ]
        for key, row in upload.content[name].items():
            if (
                len(row) < len(table.fields)
                or row.items() <= upload.before[name].get(key, {}).items()
            ):
                continue
            instance = _instance(table, row)
            for constraint in checks:
                try:
                    constraint.validate(table.model, instance)
                except ValidationError as error:
                    yield upload.fault(table, key, "", "".join(error.messages))


def _instance(table: TermTable, row: Row) -> models.Model:
    values = {
        name: table.field(name).to_python(value) for name, value in row.items() if name != "county"
    }
    if row.get("county"):
        # Whichever it is: the constraint asks whether there is one.
        values["county_id"] = 0
    return table.model(**values)


def _of_quotes(upload: Upload) -> Iterator[Fault]:
    for name in ("不设目标的语句", "目标"):
        table = BY_NAME[name]
        for key, row in upload.content[name].items():
            span: Row = {"start": int(key.rpartition(" ")[2])} | row
            text = upload.content["项目"].get(key.partition(" ")[0], {}).get("text", "")
            if not text or not {"quote", "start", "end"} <= span.keys():
                continue
            if text[span["start"] : span["end"]] != span["quote"]:
                reason = _where(span["quote"], text)
                yield upload.fault(table, key, heading_of(table, "quote"), reason)


def _where(quote: str, text: str) -> str:
    reason = "引文与项目原文在该位置的文字不一致"
    if quote and text.count(quote) == 1:
        start = text.index(quote)
        return f"{reason}，原文中这段文字的起止位置是 {start} 和 {start + len(quote)}。"
    return f"{reason}，请核对引文和起止位置。"


def _of_sentences(upload: Upload) -> Iterator[Fault]:
    """Sentences of the text that need an answer and lose it."""
    for project in ordered_keys(BY_NAME["项目"], upload.content):
        before = {sentence.text for sentence in _unanswered(upload.before, project)}
        for sentence in _unanswered(upload.content, project):
            if sentence.text not in before:
                text = sentence.text.strip()
                start = sentence.start + sentence.text.index(text)
                reason = UNANSWERED.format(project, text, start, start + len(text))
                yield Fault("不设目标的语句", 0, "", reason)


def _unanswered(content: Content, project: str) -> list[Sentence]:
    """None where a row's place could not be read."""
    text = content["项目"].get(project, {}).get("text", "")
    spans = []
    for name in ("不设目标的语句", "目标"):
        for key, row in content[name].items():
            span: Row = {"start": int(key.rpartition(" ")[2])} | row
            if key.partition(" ")[0] != project:
                continue
            if not {"start", "end"} <= span.keys():
                return []
            spans.append((span["start"], span["end"]))
    return list(unanswered(text, spans))


def _of_order(upload: Upload) -> Iterator[Fault]:
    """Rows of checkpoints that were there before may not pass each other."""
    table = BY_NAME["节点"]
    latest: dict[str, str] = {}
    for key in ordered_keys(table, upload.content):
        row, target = upload.content[table.name][key], key.rpartition(" ")[0]
        if key not in upload.before[table.name] or "due" not in row:
            continue
        if row["due"] < latest.get(target, ""):
            yield upload.fault(table, key, heading_of(table, "due"), OUT_OF_ORDER)
        latest[target] = row["due"]
