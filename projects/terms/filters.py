import re

import django_filters
from django.db.models import QuerySet

from projects.terms.models import PlanChange
from projects.wording import CLOSING, OPENING


class PlanChangeFilter(django_filters.FilterSet):
    document = django_filters.CharFilter(label="依据文件包含", method="of_document")
    kind = django_filters.ChoiceFilter(
        label="类别", choices=PlanChange.Kind.choices, empty_label="全部"
    )
    state = django_filters.ChoiceFilter(
        label="状态", choices=PlanChange.State.choices, method="in_state", empty_label="全部"
    )

    class Meta:
        model = PlanChange
        fields = ("document", "kind", "state")

    def of_document(
        self, changes: QuerySet[PlanChange], _name: str, typed: str
    ) -> QuerySet[PlanChange]:
        """By a part of the document's name, whichever brackets are typed."""
        return changes.filter(document__iregex="".join(map(_letter, typed)))

    def in_state(
        self, changes: QuerySet[PlanChange], _name: str, state: str
    ) -> QuerySet[PlanChange]:
        if state == PlanChange.State.APPLIED:
            return changes.filter(applied_at__isnull=False)
        is_withdrawn = state == PlanChange.State.WITHDRAWN
        return changes.filter(applied_at__isnull=True, withdrawal__isnull=not is_withdrawn)


def _letter(letter: str) -> str:
    """What a letter of a document's name may be, as a regular expression."""
    same = next((each for each in (OPENING, CLOSING) if letter in each), letter)
    return f"({'|'.join(map(re.escape, same))})"
