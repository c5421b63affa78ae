"""What the plan demands otherwise than on an earlier day, in words, with the documents."""

from collections.abc import Sequence

from dashboards.snapshots.target_status import GoalChange, TargetStatus
from projects import wording
from projects.rules.values import Lamp

Demands = Sequence[str]
"""``2027-12-31 ≥22 所`` for each checkpoint, or 不适用 alone."""


def new_demand(before: TargetStatus, now: TargetStatus) -> str:
    """``要求由≥22 所调整为≥25 所（自2026-11-26起，揭府办函〔2026〕9号）``, or empty."""
    then, later = _demands(before, now)
    if then == later:
        return ""
    changes = _changes(before, now)
    is_corrected = bool(changes) and all(change.is_correction for change in changes)
    verb = "更正" if is_corrected else "调整"
    grounds = "、".join(f"自{each.valid_from:%Y-%m-%d}起，{each.document}" for each in changes)
    return f"{_moved(then, later, verb)}{f'（{grounds}）' if grounds else ''}"


def is_asked_otherwise(before: TargetStatus, now: TargetStatus) -> bool:
    """Whether the demand changed, and is its own: a part of a sum only shows the whole's."""
    then, later = _demands(before, now)
    return then != later and not (_is_part(before) and _is_part(now))


def _is_part(status: TargetStatus) -> bool:
    return not status.has_goal and status.lamp is not Lamp.EXEMPT


def _demands(before: TargetStatus, now: TargetStatus) -> tuple[Demands, Demands]:
    if before.stated is None or now.stated is None:
        return _last(before), _last(now)
    return before.stated, now.stated


def _last(status: TargetStatus) -> Demands:
    """The last goal, which is all that bulletins made before tell apart from extensions."""
    if status.lamp is Lamp.EXEMPT:
        return (wording.EXEMPT,)
    return (f"{status.original_due or status.due:%Y-%m-%d} {status.goal_text}",)


def _changes(before: TargetStatus, now: TargetStatus) -> Sequence[GoalChange]:
    """Those that the earlier day did not know; the last one where it kept none."""
    known = now.goal_changes or ()
    if before.goal_changes is None:
        return known[-1:]
    return [change for change in known if change not in before.goal_changes]


def _moved(then: Demands, later: Demands, verb: str) -> str:
    """``要求由≥22 所调整为≥25 所``, with the due days where they or several goals differ."""
    gone: Demands = [each for each in then if each not in later]
    come: Demands = [each for each in later if each not in then]
    if not gone:
        return f"要求增加{'、'.join(come)}"
    if not come:
        return f"要求取消{'、'.join(gone)}"
    is_day_said = len(then) > 1 or len(later) > 1 or _day(gone[0]) != _day(come[0])
    if not is_day_said or wording.EXEMPT in {*gone, *come}:
        gone, come = _without_day(gone), _without_day(come)
    return f"要求由{'、'.join(gone)}{verb}为{'、'.join(come)}"


def _day(demand: str) -> str:
    return demand.partition(" ")[0]


def _without_day(demands: Demands) -> Demands:
    """Of one goal its words alone."""
    return [each.partition(" ")[2] or each for each in demands] if len(demands) == 1 else demands
