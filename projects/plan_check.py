"""Check that every promise in the plan's text has a target and that targets are complete.

Expects projects with their related rows prefetched; takes no other queries.
"""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Prefetch

from departments.models import Department
from projects import wording
from projects.counting_check import contradicted_goals, counting_problems
from projects.figures_check import (
    cross_check_problems,
    doubtful_values,
    missing_baselines,
    value_problems,
)
from projects.findings import Finding
from projects.models import (
    Assignment,
    Checkpoint,
    ExplainedSentence,
    Plan,
    Project,
    Responsibility,
    Target,
)
from projects.rules.values import Scope

PROJECT_COUNT: Final = 22

SENTENCE: Final = re.compile(r"[^。；;]+[。；;]?")
WHOLE_SENTENCE: Final = re.compile(r"[^。]+。?")
"""Up to 。: a date at its start applies to all parts between ；."""

NAMES: Final = re.compile(r"《[^》]*》|“[^”]*”|〔\d{4}〕\d+号")
"""Document titles, quoted names and document numbers: their numbers are no promises."""

NUMBER: Final = re.compile(
    r"\d|[一二两三四五六七八九十百千万]+(?:所|个|次|批|级|年|人|份|项|名|家|间|场|期|倍|大|轮|类|种)"
)
ABSOLUTE: Final = re.compile(
    r"全覆盖|全面|(?<!健)全部|每|逐年|消除|达标|确保|保持|足额|配齐|开足|不低于|不少于|不超过|至少"
)
DEADLINE: Final = re.compile(r"(\d{4})年(?:(\d{1,2})月)?(底)?(前)?")

REPORTERS: Final = {
    Scope.CITY.value: {Department.Kind.BUREAU.value},
    Scope.POOLED.value: {Department.Kind.COUNTY.value},
    Scope.EACH_COUNTY.value: {Department.Kind.COUNTY.value},
    Scope.CITY_AND_EACH_COUNTY.value: {
        Department.Kind.BUREAU.value,
        Department.Kind.COUNTY.value,
    },
}

LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "measure": dict(wording.choices(wording.MEASURE_LABELS)),
    "scope": dict(wording.choices(wording.SCOPE_LABELS)),
    "rhythm": dict(wording.choices(wording.RHYTHM_LABELS)),
}
"""The attributes by which targets are counted, with the words of their values."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A part of a project's text, with its closing punctuation mark."""

    start: int
    end: int
    text: str

    @property
    def needs_answer(self) -> bool:
        """Whether it has a number, a date or an absolute term, titles and names aside."""
        bare = NAMES.sub("", self.text)
        return bool(NUMBER.search(bare) or ABSOLUTE.search(bare))

    def is_touched_by(self, start: int, end: int) -> bool:
        """Whether the quote of a target or an explanation, from start to end, overlaps it."""
        return start < self.end and end > self.start


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """Labelled counts, in display order, the problems, and what the bureau may want to add."""

    counts: tuple[tuple[str, int], ...]
    problems: tuple[Finding, ...]
    warnings: tuple[Finding, ...] = ()


def projects_to_check(plan: Plan) -> list[Project]:
    """A plan's projects with their targets of now, loaded for ``check_plan``.

    Responsibilities and assignments that have ended are there too: they explain what is missing.
    """
    return list(
        plan.projects.prefetch_related(
            "responsibilities",
            "explained_sentences",
            Prefetch("targets", Target.objects.filter(ended_on__isnull=True)),
            "targets__checkpoints",
            "targets__assignments__department__county",
            "targets__cross_checks__part__project",
            "targets__cross_checks__part__checkpoints",
        )
    )


def sentences(text: str) -> list[Sentence]:
    """Split a project's text at 。 and ； into its sentences."""
    return _split(SENTENCE, text)


def unanswered(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Sentence]:
    """The sentences in need of an answer that none of the quotes touches."""
    for sentence in sentences(text):
        if sentence.needs_answer and not any(sentence.is_touched_by(*span) for span in spans):
            yield sentence


def _split(pattern: re.Pattern[str], text: str) -> list[Sentence]:
    return [Sentence(*match.span(), match.group()) for match in pattern.finditer(text)]


def stated_deadlines(text: str) -> set[date]:
    """The deadlines that the dates in a sentence mean.

    到2025年 and 到2025年底 end with that year, 2025年前 with the year before, 2023年10月底前
    with that month. Years in titles and document numbers are no deadlines.
    """
    return {_deadline(match) for match in DEADLINE.finditer(NAMES.sub("", text))}


def _deadline(match: re.Match[str]) -> date:
    year, month = int(match[1]), int(match[2] or 12)
    if match[4] and not match[2] and not match[3]:
        year -= 1
    return date(year, month, monthrange(year, month)[1])


def check_plan(projects: Sequence[Project], departments: Sequence[Department]) -> PlanCheck:
    """Check a plan's projects; ``departments`` are all departments, with their counties loaded."""
    problems, warnings = list(_numbering_problems(projects)), list(missing_baselines(projects))
    for project in projects:
        problems += _project_problems(project)
        for target in project.targets.all():
            problems += _target_problems(target, project, departments)
            warnings += [*contradicted_goals(target), *doubtful_values(target, project.plan)]
    return PlanCheck(tuple(_counts(projects)), tuple(problems), tuple(warnings))


def _numbering_problems(projects: Sequence[Project]) -> Iterator[Finding]:
    numbers = sorted(project.number for project in projects)
    if numbers != list(range(1, PROJECT_COUNT + 1)):
        listed = "、".join(map(str, numbers))
        text = f"各项目的序号应为1至{PROJECT_COUNT}各一次，现为：{listed}。请改正序号。"
        yield Finding(None, text)


def _project_problems(project: Project) -> Iterator[Finding]:
    responsibilities = project.responsibilities.all()
    roles = {item.role for item in responsibilities if item.valid_to is None}
    targets, explained = list(project.targets.all()), list(project.explained_sentences.all())
    # What amendments have taken everything from is no longer carried out.
    if not responsibilities or roles or targets:
        if Responsibility.Involvement.LEAD not in roles:
            yield Finding(project, "没有牵头部门。请在“责任分工”中列出牵头部门。")
        if not targets:
            yield Finding(
                project, "没有目标。请增加目标，不再执行的请同时删除它在“责任分工”中的行。"
            )
    for explanation in explained:
        yield from _explanation_problems(explanation, project)
    spans = [(target.start, target.end) for target in targets]
    spans += [(explanation.start, explanation.end) for explanation in explained]
    for sentence in unanswered(project.text, spans):
        yield Finding(
            project,
            f"“{sentence.text}”既没有目标，也没有列为不设目标的语句。"
            "请增加目标，或在“不设目标的语句”中写明理由。",
        )


def _explanation_problems(explanation: ExplainedSentence, project: Project) -> Iterator[Finding]:
    yield from _span_problems(explanation, project)
    if not explanation.reason.strip():
        text = f"“{explanation.quote}”没有写明不设目标的理由。请补上理由。"
        yield Finding(explanation, text, "reason")


def _span_problems(span: Target | ExplainedSentence, project: Project) -> Iterator[Finding]:
    actual = project.text[span.start : span.end]
    if not span.quote or actual != span.quote:
        yield Finding(
            span,
            f"引文“{span.quote}”与项目原文在起止位置{span.start}—{span.end}的“{actual}”不一致。"
            "请核对引文和起止位置。",
            "quote",
        )


def _target_problems(
    target: Target, project: Project, departments: Sequence[Department]
) -> Iterator[Finding]:
    yield from _span_problems(target, project)
    if not target.unit.strip():
        yield Finding(target, "没有单位。请填写单位。", "unit")
    checkpoints = target.checkpoints.all()
    if not checkpoints:
        yield Finding(target, "没有节点。请在“节点”中增加一行。")
    for checkpoint in checkpoints:
        yield from _checkpoint_problems(checkpoint, target, project)
    assignments = _current(target)
    if all(assignment.exemption_reason for assignment in assignments):
        yield Finding(
            target,
            "没有部门需要填报。请在“任务分解”中列出填报的部门，或删去不适用的理由。",
        )
    yield from _scope_problems(target, assignments, departments)
    yield from _responsibility_problems(assignments, project)
    yield from _population_problems(target, assignments)
    yield from counting_problems(target, project.plan)
    yield from cross_check_problems(target)
    yield from value_problems(target)


def _checkpoint_problems(
    checkpoint: Checkpoint, target: Target, project: Project
) -> Iterator[Finding]:
    if (target.is_count or target.is_ratio) and checkpoint.target_value is None:
        text = f"完成时限{checkpoint}的节点没有目标值。请填写目标值。"
        yield Finding(checkpoint, text, "target_value")
    if (target.is_milestone or target.is_rating) and checkpoint.target_value is not None:
        measure = target.get_measure_display()
        yield Finding(
            checkpoint,
            f"计量方式为“{measure}”，但完成时限{checkpoint}的节点有目标值。请删去目标值。",
            "target_value",
        )
    around = "".join(
        sentence.text
        for sentence in _split(WHOLE_SENTENCE, project.text)
        if sentence.is_touched_by(target.start, target.end)
    )
    if not checkpoint.is_inferred and checkpoint.due not in stated_deadlines(around):
        yield Finding(
            checkpoint,
            f"完成时限{checkpoint}不见于原文“{around}”，也没有标为推定。"
            "请核对完成时限，或在“时限为推定”中填“是”。",
            "due",
        )


def _scope_problems(
    target: Target, assignments: Sequence[Assignment], departments: Sequence[Department]
) -> Iterator[Finding]:
    kinds = REPORTERS[target.scope]
    expected = {department.name for department in departments if department.kind in kinds}
    others = set()
    if target.scope == Scope.CITY:
        others = {each.name for each in departments if each.kind == Department.Kind.MUNICIPAL}
    assigned = {assignment.department.name: assignment for assignment in assignments}
    released = {each.department.name for each in target.assignments.all() if each.ended_on}
    scope = target.get_scope_display()
    if others & assigned.keys():
        expected = assigned.keys() & expected  # handed over by the bureau
    for name in sorted(expected - assigned.keys() - released):
        text = f"范围为“{scope}”，但“任务分解”中没有{name}。请加上这一行，或改正范围。"
        yield Finding(target, text, "scope")
    for name in sorted(assigned.keys() - expected - others):
        text = f"范围为“{scope}”，但“任务分解”中有{name}。请删除这一行，或改正范围。"
        yield Finding(assigned[name], text)


def _responsibility_problems(
    assignments: Iterable[Assignment], project: Project
) -> Iterator[Finding]:
    """Who has no part in a project is never asked for its figures."""
    held = {item.department_id for item in project.responsibilities.all() if item.valid_to is None}
    for assignment in assignments:
        if assignment.department_id not in held:
            yield Finding(
                assignment,
                f"“任务分解”中有{assignment.department.name}，但“责任分工”中没有它在本项目的行，"
                "这项任务无人填报。请加上责任分工，或删除任务分解的行。",
            )


def _current(target: Target) -> list[Assignment]:
    return [item for item in target.assignments.all() if item.ended_on is None]


def _population_problems(target: Target, assignments: Iterable[Assignment]) -> Iterator[Finding]:
    minimum = target.minimum_population or 0
    for assignment in assignments:
        county = assignment.department.county
        if county and county.population < minimum and not assignment.exemption_reason:
            yield Finding(
                assignment,
                f"{county}常住人口{county.population}人，不足{minimum}人，但没有不适用的理由。"
                "请在“任务分解”中填写理由。",
                "exemption_reason",
            )


def _counts(projects: Sequence[Project]) -> Iterator[tuple[str, int]]:
    targets = [target for project in projects for target in project.targets.all()]
    checkpoints = [each for target in targets for each in target.checkpoints.all()]
    assignments = [each for target in targets for each in _current(target)]
    explained = [each for project in projects for each in project.explained_sentences.all()]
    responsibilities = [each for project in projects for each in project.responsibilities.all()]
    roles = [each.role for each in responsibilities if each.valid_to is None]
    parts = [part for project in projects for part in sentences(project.text)]
    yield "项目", len(projects)
    yield "责任分工", len(roles)
    yield from _counts_by("责任分工", roles, dict(Responsibility.Involvement.choices))
    yield "目标", len(targets)
    for attribute, labels in LABELS.items():
        values = [getattr(target, attribute) for target in targets]
        yield from _counts_by("目标", values, labels)
    yield "节点", len(checkpoints)
    yield "节点：时限为推定", sum(each.is_inferred for each in checkpoints)
    yield "任务分解", len(assignments)
    yield "任务分解：不适用", sum(bool(each.exemption_reason) for each in assignments)
    yield "勾稽关系", sum(len(target.cross_checks.all()) for target in targets)
    yield "语句", len(parts)
    yield "语句：须设目标或写明理由", sum(part.needs_answer for part in parts)
    yield "不设目标的语句", len(explained)


def _counts_by(
    name: str, kinds: Iterable[str], labels: Mapping[str, str]
) -> Iterator[tuple[str, int]]:
    """How many there are of each kind, in the order of the kinds."""
    counts = Counter(kinds)
    for kind, label in labels.items():
        if counts[kind]:
            yield f"{name}：{label}", counts[kind]
