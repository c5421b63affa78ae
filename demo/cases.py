"""The demonstration assignments with all that determines their figures."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from demo.courses import PACES, course_of
from demo.headway import Case
from demo.sizes import place_of
from departments.models import County, Department
from projects.models import Assignment, Plan, Target
from projects.rules.values import Scope

EVENLY_POOLED = frozenset({3})
"""Projects whose city goals are shared evenly, not by the counties' population."""


def cases_by_department(plan: Plan) -> dict[int, list[Case]]:
    """The cases by department pk, in the plan's order."""
    counties = list(County.objects.all())
    assignments = list(
        Assignment.objects.filter(target__project__plan=plan, exemption_reason="")
        .select_related("target__project", "department__county")
        .prefetch_related("target__checkpoints")
        .order_by("target__project__number", "target__number", "department__order")
    )
    seats = _seats(assignments)
    found: dict[int, list[Case]] = defaultdict(list)
    for assignment in assignments:
        target, department = assignment.target, assignment.department
        key = (target.project.number, target.number)
        found[department.pk].append(
            Case(
                assignment=assignment,
                target=target,
                goal=target.goal(plan, assignment),
                key=key,
                department=department.code,
                place=place_of(department.county, counties),
                course=course_of(key, department.code),
                seats=tuple(seats.get((target.pk, department.pk), ())),
                pace=PACES.get(key, 100),
            )
        )
    return found


def _seats(assignments: Sequence[Assignment]) -> dict[tuple[int, int], list[int]]:
    """The units of pooled city goals, by the pks of target and department."""
    pooled: dict[Target, dict[Department, int]] = defaultdict(dict)
    for assignment in assignments:
        target, county = assignment.target, assignment.department.county
        if target.scope == Scope.POOLED and target.is_count and county is not None:
            even = target.project.number in EVENLY_POOLED
            weight = 1 if even else place_of(county, []).people
            pooled[target][assignment.department] = weight
    return {
        (target.pk, department.pk): units
        for target, weights in pooled.items()
        for department, units in _share_out(_goal(target), weights).items()
    }


def _goal(target: Target) -> int:
    return max(
        (int(checkpoint.target_value or 0) for checkpoint in target.checkpoints.all()), default=0
    )


def _share_out(target_value: int, weights: Mapping[Department, int]) -> dict[Department, list[int]]:
    """Share units 1 to ``target_value`` by Sainte-Laguë: no part shrinks as the sum grows."""
    units: dict[Department, list[int]] = {department: [] for department in weights}
    for unit in range(1, target_value + 1):
        neediest = max(
            weights,
            key=lambda item: (Fraction(weights[item], 2 * len(units[item]) + 1), item.order),
        )
        units[neediest].append(unit)
    return units
