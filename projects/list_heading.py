"""What stands above the workbook of any list; ``settings.LIST_HEADING`` names it."""

from departments.lists import ListHeading
from projects.lamp_styles import lamp_styles
from projects.models import Plan


def list_heading(plan: Plan | None) -> ListHeading:
    """The plan's title and number; without one shown, those of the first plan."""
    plan = plan or Plan.objects.order_by("pk").first()
    return ListHeading(
        title=plan.title if plan else "",
        document_number=plan.document_number if plan else "",
        styles=lamp_styles(),
    )
