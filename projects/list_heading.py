"""The heading of every list's workbook; ``settings.LIST_HEADING`` names the function."""

from departments.lists import ListHeading
from projects.lamp_styles import lamp_styles
from projects.models import Plan


def list_heading(plan: Plan | None) -> ListHeading:
    """The title and number of ``plan``, or of the first plan if the page shows none."""
    plan = plan or Plan.objects.order_by("pk").first()
    return ListHeading(
        title=plan.title if plan else "",
        document_number=plan.document_number if plan else "",
        styles=lamp_styles(),
    )
