"""Periods, for the administrator; the administration pages show no reports."""

from django.contrib import admin
from django.db.models import QuerySet

from collection.periods.actions import delete_period, save_period
from departments.requests import OfficerRequest, client_ip
from reports.models import Period


@admin.register(Period)
class PeriodAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A period's days; the bureau locks periods on the page 报告期."""

    list_display = ("code", "kind", "opens", "due", "is_locked")
    list_filter = ("kind", "is_locked")
    readonly_fields = ("is_locked",)

    def save_model(
        self,
        request: OfficerRequest,  # type: ignore[override]
        obj: Period,
        form: object,  # noqa: ARG002
        change: bool,  # noqa: ARG002
    ) -> None:
        """Save with an audit row."""
        save_period(obj, request.user, client_ip(request))

    def delete_model(self, request: OfficerRequest, obj: Period) -> None:  # type: ignore[override]
        """Delete with an audit row."""
        delete_period(obj, request.user, client_ip(request))

    def delete_queryset(
        self,
        request: OfficerRequest,  # type: ignore[override]
        queryset: QuerySet[Period],
    ) -> None:
        """Delete each with an audit row."""
        for period in queryset:
            delete_period(period, request.user, client_ip(request))
