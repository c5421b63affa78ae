"""What an uploaded plan may not say: references, values that exclude each other, lost sentences."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models

from departments.models import Department
from projects.findings import Finding
from projects.models import Checkpoint, Plan, Target
from projects.plan_check import PlanCheck, Sentence, check_plan, projects_to_check, unanswered
from projects.terms.amending import tried
from projects.terms.content import (
    BY_NAME,
    TABLES,
    Content,
    Row,
    TermDifference,
    TermTable,
    key_text,
    to_json,
)
from projects.terms.faults import Fault
from projects.terms.kept_rows import faults_of_kept
from projects.terms.plan_sheets import heading_of, name_of, ordered_keys
from projects.terms.upload import Upload

NO_PLAN: Final = "缺少方案这一行。"
UNANSWERED: Final = (
    "项目{}原文中的“{}”（起始位置 {}，结束位置 {}）既没有目标，也不在本表中。"
    "请增加目标；目标已撤销、不再设目标的，请在本表另起一行列出这一句，写明不设目标的理由。"
)
NOT_FOUND: Final = "工作表“{}”中没有“{}”。"
RETIRED: Final = (
    "撤销目标的，请一并删除它在其他各表中的行；不撤销的，请恢复“目标”表中的这一行和序号。"
)
OUT_OF_ORDER: Final = "原有节点的完成时限应随节点次序由早到晚。"
OWN: Final = "目标不能与自身对照。"
TAKEN: Final = "与{}原来的值相同，不能一次登记。请分两次登记：先改成别的值并导入，再改成这个值。"


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


def findings_of(
    plan: Plan, upload: Upload, changes: Sequence[TermDifference], day: date
) -> tuple[list[Fault], list[Fault]]:
    """The problems and warnings that ``check_plan`` has of the plan with the changes alone."""
    before = _checked(plan)
    try:
        with tried(plan, changes, day):
            after = _checked(plan)
    except IntegrityError:
        faults = list(_of_exchanged(upload))
        if not faults:
            raise
        return faults, []
    return (
        [_fault(upload, each) for each in after.problems if each not in before.problems],
        [_fault(upload, each) for each in after.warnings if each not in before.warnings],
    )


def _fault(upload: Upload, finding: Finding) -> Fault:
    """A finding with the place of its row in the workbook."""
    row = finding.row
    if row is None:
        return Fault("项目", 0, "", finding.text)
    table = next(table for table in TABLES if isinstance(row, table.model))
    if isinstance(row, Checkpoint):
        key = _key_of_checkpoint(upload, row)
    else:
        key = key_text(table.key(row))
    column = heading_of(table, finding.field) if finding.field else ""
    return upload.fault(table, key, column, finding.text, subject=finding.subject)


def _key_of_checkpoint(upload: Upload, checkpoint: Checkpoint) -> str:
    """Its key in the workbook, where a new one may stand out of turn."""
    target = key_text((checkpoint.target.project.number, checkpoint.target.number))
    return next(
        (
            key
            for key, row in upload.content["节点"].items()
            if key.rpartition(" ")[0] == target and row["due"] == to_json(checkpoint.due)
        ),
        "",
    )


def _checked(plan: Plan) -> PlanCheck:
    departments = list(Department.objects.select_related("county"))
    # Anew: a change of the plan's own days is not on the instance.
    return check_plan(projects_to_check(Plan.objects.get(pk=plan.pk)), departments)


def _of_exchanged(upload: Upload) -> Iterator[Fault]:
    """Values that another row had so far, such as two names that change places."""
    for table in TABLES:
        holders = {value: key for key, value in _unique_values(table, upload.before)}
        for key, value in _unique_values(table, upload.content):
            holder = holders.get(value, key)
            if holder != key:
                place = name_of(table.name, holder, upload.before)
                if holder in upload.content[table.name]:
                    place = f"第{upload.row_of(table, holder)}行"
                yield upload.fault(table, key, heading_of(table, value[0]), TAKEN.format(place))


def _references(table: TermTable, key: str, upload: Upload) -> Iterator[Fault]:
    parts = key.split(" ")
    for parent, count in table.parents.values():
        named = parts[count:] if count < 0 else parts[:count]
        headings = table.headings[count:] if count < 0 else table.headings[:count]
        if key_text(named) not in upload.content[parent]:
            reason = NOT_FOUND.format(parent, "-".join(named))
            if BY_NAME[parent].model is Target and key_text(named) in upload.before[parent]:
                reason += RETIRED
            cause = f"{parent} {key_text(named)}"
            yield upload.fault(table, key, "、".join(headings), reason, cause=cause)
    county = upload.content[table.name][key].get("county")
    if county and county not in upload.content["县（市、区）"]:
        reason, cause = NOT_FOUND.format("县（市、区）", county), f"县（市、区） {county}"
        yield upload.fault(table, key, heading_of(table, "county"), reason, cause=cause)


def _repeated(table: TermTable, upload: Upload) -> Iterator[Fault]:
    """Values that two rows may not share."""
    found: dict[tuple[str, str, Any], str] = {}
    for key, value in _unique_values(table, upload.content):
        first = found.setdefault(value, key)
        if first != key:
            reason = f"与第{upload.row_of(table, first)}行重复。"
            yield upload.fault(table, key, heading_of(table, value[0]), reason)


def _unique_values(
    table: TermTable, content: Content
) -> Iterator[tuple[str, tuple[str, str, Any]]]:
    """Each row's key with what no other may share: a field, within which rows, and its value."""
    is_checkpoint = table.model is Checkpoint
    unique = ["due"] if is_checkpoint else [n for n in table.fields if table.field(n).unique]
    for name in unique:
        for key, row in content[table.name].items():
            if row.get(name) is not None:
                target = key.rpartition(" ")[0] if is_checkpoint else ""
                yield key, (name, target, row[name])


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
    is_renumbered = bool(upload.before["项目"].keys() - upload.content["项目"].keys())
    for project in ordered_keys(BY_NAME["项目"], upload.content):
        if is_renumbered and project not in upload.before["项目"]:
            continue  # its targets stand under the number that is missing
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
