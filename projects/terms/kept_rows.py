"""Which rows an uploaded plan may not leave out or measure otherwise, and what to do instead."""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from projects.change_requests.models import ChangeRequest
from projects.models import Assignment, Checkpoint, Target
from projects.terms.content import BY_NAME, TABLES, Content, TermTable, key_text
from projects.terms.faults import Fault
from projects.terms.plan_sheets import heading_of, name_of, ordered_keys
from projects.terms.upload import Upload

STAYING: Final = {
    "项目": "项目不能删除，序号不能改。不再执行的，请保留这一行，"
    "删除它在“责任分工”“目标”“节点”“任务分解”“勾稽关系”中的行。",
    "县（市、区）": "县（市、区）不能删除，区划代码不能改。不再承担任务的，请保留这一行，"
    "删除其政府在“责任分工”“任务分解”中的行。",
    "部门": "部门不能删除，代号不能改。不再承担任务的，请保留这一行，"
    "删除它在“责任分工”“任务分解”中的行。",
}
REPORTED: Final = "已有填报的数据，不能按更正删除，请恢复这一行。撤销{}请按方案调整登记。"
MEASURED: Final = (
    "已有填报的数据，不能改变计量方式。请按方案调整登记：删除原目标的各行，"
    "另起一行，用下一个目标序号（{}）增加新目标。"
)
REQUESTED: Final = "已有部门申请延期，不能删除，请恢复这一行。"
TAKEN: Final = "这个序号用于撤销的目标，已有部门申请过延期，请用下一个目标序号（{}）增加。"

STILL_ASSIGNED: Final = (
    "该部门在“任务分解”中还有项目{}的行（第{}行），删除后这些任务无人填报。"
    "不再负责的，请一并删除这些行；仍由其负责的，请恢复这一行。"
)
NOT_RESPONSIBLE: Final = (
    "“责任分工”中没有该部门在项目{}的行，这项任务无人填报。请在“责任分工”中加上这一行，或删除本行。"
)


def faults_of_kept(
    upload: Upload, reported: Collection[int], *, is_correction: bool
) -> Iterator[Fault]:
    """``reported`` are the assignments that have figures.

    An amendment may take away what has figures, which ends and stays for the days before. A
    correction would say that it never was.
    """
    yield from _of_removed(upload)
    if is_correction:
        yield from _of_reported(upload, reported)
    yield from _of_targets_before(upload, reported)
    yield from _of_responsibilities(upload)


def _of_removed(upload: Upload) -> Iterator[Fault]:
    asked = set(ChangeRequest.objects.values_list("checkpoint", flat=True))
    for table, key in _removed(upload):
        reason = STAYING.get(table.name, "")
        # The checkpoints of a target that ends stay with it.
        if (
            table.model is Checkpoint
            and _target_stays(upload, key)
            and _pk(upload, table, key) in asked
        ):
            reason = REQUESTED
        if reason:
            yield _missing(upload, table, key, reason)


def _of_reported(upload: Upload, reported: Collection[int]) -> Iterator[Fault]:
    """What has figures and is to have never been; of a target's assignments the target alone."""
    targets = set(Target.objects.filter(assignments__in=reported).values_list("pk", flat=True))
    for table, key in _removed(upload):
        has_figures = (table.model is Target and _pk(upload, table, key) in targets) or (
            table.model is Assignment
            and _target_stays(upload, key)
            and _pk(upload, table, key) in reported
        )
        if has_figures:
            yield _missing(upload, table, key, REPORTED.format(table.name))


def _of_responsibilities(upload: Upload) -> Iterator[Fault]:
    """Assignments that nobody is asked for, since their department has no part in the project.

    Those that were so before are none of this upload's faults.
    """
    table = BY_NAME["任务分解"]
    before = _without_responsibility(upload.before)
    found: dict[str, list[str]] = {}
    for key, part in _without_responsibility(upload.content).items():
        if key not in before:
            found.setdefault(part, []).append(key)
    for part, keys in found.items():
        project = part.partition(" ")[0]
        if part in upload.before["责任分工"]:
            rows = "、".join(str(upload.row_of(table, key)) for key in keys)
            reason = STILL_ASSIGNED.format(project, rows)
            yield _missing(upload, BY_NAME["责任分工"], part, reason)
        else:
            for key in keys:
                yield upload.fault(table, key, "部门代号", NOT_RESPONSIBLE.format(project))


def _without_responsibility(content: Content) -> dict[str, str]:
    """The assignments without the responsibility that they need, with its key."""
    needed = {key: key_text(key.split(" ")[::2]) for key in content["任务分解"]}
    return {key: part for key, part in needed.items() if part not in content["责任分工"]}


def _target_stays(upload: Upload, key: str) -> bool:
    """Whether the target of a checkpoint or an assignment stays."""
    return key.rpartition(" ")[0] in upload.content["目标"]


def _removed(upload: Upload) -> Iterator[tuple[TermTable, str]]:
    for table in TABLES:
        for key in ordered_keys(table, upload.before):
            if key not in upload.content[table.name]:
                yield table, key


def _pk(upload: Upload, table: TermTable, key: str) -> int:
    pk: int = upload.before[table.name][key]["id"]
    return pk


def _missing(upload: Upload, table: TermTable, key: str, reason: str) -> Fault:
    name = name_of(table.name, key, upload.before)
    reason = f"缺少“{name}”这一行。{reason}"
    # The rows that refer to it come from the same cause.
    return Fault(table.name, 0, "", reason, cause=f"{table.name} {key}")


def _of_targets_before(upload: Upload, reported: Collection[int]) -> Iterator[Fault]:
    """Numbers whose target, ended or not, has figures or requests that would not fit."""
    table = BY_NAME["目标"]
    targets = Target.objects.filter(project__plan=upload.plan_key).select_related("project")
    measured = set(targets.filter(assignments__in=reported).values_list("pk", flat=True))
    ended = targets.filter(ended_on__isnull=False, checkpoints__changerequest__isnull=False)
    taken = set(ended.values_list("pk", flat=True))
    for target in targets:
        key = key_text((target.project.number, target.number))
        row = upload.content["目标"].get(key)
        if row is None:
            continue
        number = _next_number(key, targets, upload)
        if target.pk in measured and row.get("measure", target.measure) != target.measure:
            reason = MEASURED.format(number)
            yield upload.fault(table, key, heading_of(table, "measure"), reason)
        if target.pk in taken and key not in upload.before["目标"]:
            yield upload.fault(table, key, table.headings[-1], TAKEN.format(number))


def _next_number(key: str, targets: Iterable[Target], upload: Upload) -> int:
    """The next number of a project's targets, ended and uploaded ones included."""
    project = key.partition(" ")[0]
    before = {key_text((each.project.number, each.number)) for each in targets}
    numbers = [each.split(" ") for each in {*before, *upload.content["目标"]}]
    return max(int(number) for own, number in numbers if own == project) + 1
