"""Check goals, baselines and exemptions: that they can be, and fit each other as figures must."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from projects import wording
from projects.amounts import nothing_said
from projects.findings import Finding, Row
from projects.models import Assignment, Plan, Project, Target
from projects.rules.baselines import takes_first
from projects.rules.cross_checks import Relation, fits
from projects.rules.values import Bound, Rhythm, Scope

LEAST_LETTERS: Final = 4
"""Letters of a reason that says something: 没有高中. 不适用 says nothing."""
AS_PERCENT: Final = "比率按百分数填写，如 50 表示 50%"
PERCENT: Final = 100


class Amount(NamedTuple):
    """A value of a row, with what a sentence calls it."""

    row: Row
    field: str
    value: Decimal
    name: str


def missing_baselines(projects: Sequence[Project]) -> Iterator[Finding]:
    """The targets that have to fall, or come near a value, from nobody knows where.

    Their first approved figure becomes the baseline, which hides what was done before it.
    """
    for project in projects:
        for target in project.targets.all():
            checkpoints = list(target.checkpoints.all())
            names = [
                item.department.name
                for item in target.assignments.all()
                if item.is_reported
                and checkpoints
                and takes_first(target.goal(project.plan, item, checkpoints=checkpoints))
            ]
            if names:
                yield Finding(target, f"{'、'.join(names)}没有基数。")


def value_problems(target: Target) -> Iterator[Finding]:
    """What nobody can mean; checkpoints and assignments are prefetched."""
    yield from _tolerance_problems(target)
    for assignment in _current(target):
        yield from _exemption_problems(assignment)
        yield from _denominator_problems(target, assignment)
    for amount in _amounts(target):
        if text := _amount_problem(target, amount):
            yield Finding(amount.row, f"{amount.name}{text}", amount.field)
    yield from _share_problems(target)


def doubtful_values(target: Target, plan: Plan) -> Iterator[Finding]:
    """What may be meant, but hardly is."""
    for amount in _amounts(target):
        # Below 1 % may be demanded of a rate that has to be low, or be where one begins.
        if target.is_ratio and 0 < amount.value <= 1 and not _is_upward_goal(target, amount):
            text = f"{amount.name}会按{_shown(amount.value)}%计。{AS_PERCENT}，请核对。"
            yield Finding(amount.row, text, amount.field)
    yield from _needless_goals(target, plan)


def _amounts(target: Target) -> Iterator[Amount]:
    """All goals and baselines, those of assignments by the departments' names."""
    for checkpoint in target.checkpoints.all():
        if checkpoint.target_value is not None:
            name = f"完成时限{checkpoint}的目标值{_shown(checkpoint.target_value)}"
            yield Amount(checkpoint, "target_value", checkpoint.target_value, name)
    for item in _current(target):
        for field, label in (("target_value", "目标值"), ("baseline", "基数")):
            value = getattr(item, field)
            if value is not None:
                name = f"{item.department.name}的{label}{_shown(value)}"
                yield Amount(item, field, value, name)


def _amount_problem(target: Target, amount: Amount) -> str:
    """What is wrong with an amount, in words that follow its name; empty if nothing is."""
    if target.is_count and not target.has_decimals and amount.value % 1:
        return (
            f"不是整数，但“{target.unit}”只计整数。"
            "请改为整数；确有小数的，请在“目标”表的“可有小数”中填“是”。"
        )
    if target.is_ratio and (text := _ratio_problem(target, amount)):
        return text
    if target.is_count or target.is_ratio:
        return _zero_problem(target, amount)
    # A checkpoint's goal is refused in its own words.
    measure, is_own = target.get_measure_display(), isinstance(amount.row, Assignment)
    return f"没有用处：计量方式为“{measure}”。请删去。" if is_own else ""


def _ratio_problem(target: Target, amount: Amount) -> str:
    if not target.can_exceed and amount.value > PERCENT:
        return (
            "超过100，但比率的分子是分母的一部分，不会超过100%。"
            "请改正；分子确可大于分母的，请在“目标”表的“可超过100%”中填“是”。"
        )
    if 0 < amount.value <= 1 and _is_upward_goal(target, amount):
        return f"会按{_shown(amount.value)}%计。{AS_PERCENT}，请改正。"
    return ""


def _zero_problem(target: Target, amount: Amount) -> str:
    """A part of a sum may be nothing; any other goal of nothing is none, or cannot be met."""
    is_share = isinstance(amount.row, Assignment) and target.scope == Scope.POOLED
    is_goal = amount.field == "target_value" and not is_share
    if not is_goal or amount.value or target.bound not in {Bound.AT_LEAST, Bound.BELOW}:
        return ""
    bound = target.get_bound_display()
    return f"没有意义：要求为“{bound}”时应大于0。请改正；不适用的部门请写明不适用的理由。"


def _is_upward_goal(target: Target, amount: Amount) -> bool:
    return amount.field == "target_value" and target.bound == Bound.AT_LEAST


def _tolerance_problems(target: Target) -> Iterator[Finding]:
    if target.bound == Bound.ABOUT and not target.tolerance:
        text = "要求为“左右”，但没有允许偏差。请填写允许偏差。"
        yield Finding(target, text, "tolerance")
    if target.bound != Bound.ABOUT and target.tolerance:
        bound, tolerance = target.get_bound_display(), _shown(target.tolerance)
        text = f"要求为“{bound}”，却有允许偏差{tolerance}，只有“左右”才有。请改为0，或改正要求。"
        yield Finding(target, text, "tolerance")


def _exemption_problems(assignment: Assignment) -> Iterator[Finding]:
    reason, name = assignment.exemption_reason, assignment.department.name
    if reason and (nothing_said(reason) or sum(map(str.isalnum, reason)) < LEAST_LETTERS):
        text = f"{name}不适用的理由“{reason}”没有说明情况。请写明为什么不适用，如“没有乡镇”。"
        yield Finding(assignment, text, "exemption_reason")
    if reason and assignment.target_value is not None:
        text = f"{name}已写明不适用的理由，不应再有本部门目标值。请删去其中一项。"
        yield Finding(assignment, text, "target_value")


def _denominator_problems(target: Target, assignment: Assignment) -> Iterator[Finding]:
    name, denominator = assignment.department.name, assignment.denominator
    if denominator is None:
        return
    if not target.is_ratio:
        measure = target.get_measure_display()
        text = f"{name}的固定分母{denominator}没有用处：计量方式为“{measure}”。请删去。"
        yield Finding(assignment, text, "denominator")
    elif not denominator:
        text = f"{name}的固定分母为0，无法计算比率。请填实际的数，或留空由填报员填写。"
        yield Finding(assignment, text, "denominator")


def _share_problems(target: Target) -> Iterator[Finding]:
    """Departments' own goals of a pooled target by which its goal cannot come about."""
    goal = _goal(target)
    parts = [item for item in _current(target) if not item.exemption_reason]
    shares = [item for item in parts if item.target_value is not None]
    if target.scope != Scope.POOLED or goal is None or not shares:
        return
    goals = [Fraction(item.target_value) for item in shares if item.target_value is not None]
    # Of percentages the whole lies between the lowest and the highest.
    least, most = (min(goals), max(goals)) if target.is_ratio else (sum(goals), sum(goals))
    is_whole = len(shares) == len(parts)
    match target.bound:
        case Bound.AT_LEAST:
            fits_goal = not is_whole or most >= goal
        case Bound.ABOUT:
            off = Fraction(target.tolerance)
            fits_goal = not is_whole or (least <= goal + off and most >= goal - off)
        case _:
            fits_goal = least <= goal
    if not fits_goal:
        what = "各部门目标值" if target.is_ratio else "各部门目标值之和"
        listed = "、".join(map(wording.number, goals)) if target.is_ratio else _shown(sum(goals))
        bound = target.get_bound_display()
        text = f"{what}为{listed}，与全市的要求“{bound}{_shown(goal)}”不符。请改正其中一处。"
        yield Finding(shares[0], text, "target_value")


def _needless_goals(target: Target, plan: Plan) -> Iterator[Finding]:
    """Baselines by which the goal was met from the start."""
    checkpoints = list(target.checkpoints.all())
    if target.rhythm != Rhythm.ONCE or not (target.is_count or target.is_ratio) or not checkpoints:
        return
    for item in _current(target):
        goal = target.goal(plan, item, checkpoints=checkpoints)
        last, baseline = goal.last.target_value, goal.baseline
        if last is None or baseline is None or goal.is_exempt or not goal.is_own:
            continue
        is_above, is_below = baseline > last, baseline < last
        if (goal.bound is Bound.AT_LEAST and is_above) or (goal.is_downward and is_below):
            yield Finding(
                item,
                f"{item.department.name}的基数{_shown(baseline)}已经达到要求"
                f"“{target.get_bound_display()}{_shown(last)}”，从一开始就算完成。请核对。",
                "baseline",
            )


def _current(target: Target) -> list[Assignment]:
    return [item for item in target.assignments.all() if item.ended_on is None]


def _shown(amount: Decimal | Fraction | int) -> str:
    return wording.number(Fraction(amount))


def cross_check_problems(target: Target) -> Iterator[Finding]:
    """What is wrong with the sums that a target is held against."""
    sums: dict[str, list[Target]] = defaultdict(list)
    for check in target.cross_checks.all():
        sums[check.relation].append(check.part)
    for relation, parts in sums.items():
        for text in _sum_problems(target, Relation(relation), parts):
            yield Finding(target, text)


def _sum_problems(target: Target, relation: Relation, parts: Sequence[Target]) -> Iterator[str]:
    unlike = [
        each.code for each in parts if (each.measure, each.unit) != (target.measure, target.unit)
    ]
    if not target.is_count or unlike:
        codes = "、".join(unlike) or "其他目标"
        yield f"与{codes}对照，但只有单位相同的计数目标可以对照。请改正勾稽关系。"
        return
    goals = [_goal(each) for each in (target, *parts)]
    if None in goals:
        return  # told elsewhere
    whole, *rest = (goal for goal in goals if goal is not None)
    if not fits(whole, relation, rest):
        codes = " + ".join(each.code for each in parts)
        label = wording.RELATION_LABELS[relation]
        yield f"目标值{whole}应{label}{codes}的目标值之和{sum(rest)}。请改正目标值或勾稽关系。"


def _goal(target: Target) -> Fraction | None:
    values = [item.target_value for item in target.checkpoints.all()]
    return None if not values or values[-1] is None else Fraction(values[-1])
