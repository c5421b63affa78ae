import django_filters
from django.db.models import QuerySet

from inbox.models import Message


class MessageFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label="状态",
        choices=[("unread", "未读"), ("read", "已读")],
        method="of_state",
        empty_label="全部",
    )
    kind = django_filters.ChoiceFilter(
        label="类别", choices=Message.Kind.choices, empty_label="全部"
    )

    class Meta:
        model = Message
        fields = ("state", "kind")

    def of_state(self, queryset: QuerySet[Message], _name: str, state: str) -> QuerySet[Message]:
        return queryset.filter(read_at__isnull=state == "unread")
