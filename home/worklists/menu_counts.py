"""The numbers beside the menu's items: what lies in an officer's hands."""

from collections.abc import Mapping
from datetime import date

from departments.models import Officer
from departments.permissions import Capability
from home.worklists.worklist import number_in_hand, number_of
from projects.change_requests.models import ChangeRequest
from reports.review_queue import queued_for


def menu_counts(user: Officer, on: date) -> Mapping[str, int]:
    """``worklist``, ``queue`` and ``requests``, as their pages count; nothing where there is none.

    One query for those who report and review, none for the others.
    """
    if user.can(Capability.REPORT) and user.department is not None:
        return {"worklist": number_in_hand(user.department, on)}
    if user.can(Capability.ENDORSE):
        waiting = queued_for(user).count()
        return {"worklist": waiting, "queue": waiting}
    if user.can(Capability.REVIEW):
        requests = ChangeRequest.objects.visible_to(user).waiting()
        numbers = Officer.objects.filter(pk=user.pk).values_list(
            number_of(queued_for(user), "state"), number_of(requests, "state")
        )
        queued, asked = numbers.get()
        return {"worklist": queued + asked, "queue": queued, "requests": asked}
    return {}
