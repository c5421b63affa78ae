"""Change a target's 填报口径 from today on."""

from django.db import transaction
from django.utils import timezone

from departments.models import Officer
from projects.counting.wordings import signature
from projects.models import Target
from projects.terms.amending import Grounds, amend
from projects.terms.content import TermDifference


class Overtaken(Exception):
    """Somebody else changed the text first; ``target`` holds their version."""

    def __init__(self, target: Target) -> None:
        super().__init__()
        self.target = target


def set_counting(
    target: Target, counting: str, opened: str, user: Officer, client_ip: str | None
) -> bool:
    """Save a target's 填报口径 and return whether it changed.

    ``opened`` is the signature of the text the form opened with; raises Overtaken if the text
    has changed since, and ChangeRefused while an amendment of the target waits for its day.
    """
    with transaction.atomic():
        targets = Target.objects.select_for_update(of=("self",)).select_related("project__plan")
        current = targets.get(pk=target.pk)
        if signature(current.counting) != opened:
            raise Overtaken(current)
        if counting == current.counting:
            return False
        _keep_first(current)
        key = f"{current.project.number} {current.number}"
        change = TermDifference("目标", key, "counting", current.counting, counting)
        grounds = Grounds(timezone.localdate(), "填报口径", f"修改目标{current}的填报口径。")
        amend(current.project.plan, [change], grounds, user, client_ip)
    target.counting = counting
    return True


def _keep_first(target: Target) -> None:
    """Record the text loaded with the plan, which has no history row yet and no author."""
    if not target.history.exists():
        target.history.bulk_history_create([target])
        target.history.update(history_user=None)
