"""Change a target's 填报口径 outside the administration pages."""

from django.db import transaction

from departments.models import AuditEntry, Officer
from projects.counting.wordings import signature
from projects.models import Target


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
    has changed since.
    """
    with transaction.atomic():
        # save() writes a history row, which update() would not.
        targets = Target.objects.select_for_update(of=("self",)).select_related("project")
        current = targets.get(pk=target.pk)
        if signature(current.counting) != opened:
            raise Overtaken(current)
        if counting == current.counting:
            return False
        _keep_first(current)
        before, current.counting = current.counting, counting
        current.save(update_fields=["counting"])
        AuditEntry.objects.create(
            officer=user,
            action="修改填报口径",
            subject=f"目标 {current}",
            subject_key=f"target:{current.pk}",
            before={"填报口径": before},
            after={"填报口径": counting},
            client_ip=client_ip,
        )
    target.counting = counting
    return True


def _keep_first(target: Target) -> None:
    """Record the text loaded with the plan, which has no history row yet and no author."""
    if not target.history.exists():
        target.history.bulk_history_create([target])
        target.history.update(history_user=None)
