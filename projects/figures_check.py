"""Check which figures need a baseline, and that goals fit each other as the figures must."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from projects import wording
from projects.models import Project, Target
from projects.rules.baselines import takes_first
from projects.rules.cross_checks import Relation, fits


def missing_baselines(projects: Sequence[Project]) -> Iterator[str]:
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
                yield f"目标{target}：{'、'.join(names)}没有基数。"


def cross_check_problems(target: Target) -> Iterator[str]:
    """What is wrong with the sums that a target is held against."""
    sums: dict[str, list[Target]] = defaultdict(list)
    for check in target.cross_checks.all():
        sums[check.relation].append(check.part)
    for relation, parts in sums.items():
        yield from _sum_problems(target, Relation(relation), parts)


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
        yield (f"目标值{whole}应{label}{codes}的目标值之和{sum(rest)}。请改正目标值或勾稽关系。")


def _goal(target: Target) -> Fraction | None:
    values = [item.target_value for item in target.checkpoints.all()]
    return None if not values or values[-1] is None else Fraction(values[-1])
