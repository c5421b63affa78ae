"""Periods, for the administrator; reports are no business of the administration pages."""

from django.contrib import admin

from reports.models import Period


@admin.register(Period)
class PeriodAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Opening, due day and lock."""

    list_display = ("code", "kind", "opens", "due", "is_locked")
    list_filter = ("kind", "is_locked")
    list_editable = ("is_locked",)
