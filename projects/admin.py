"""The plan's data, for the administrator; its history records every change."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from projects.amount_field import AmountField
from projects.models import (
    Assignment,
    Checkpoint,
    ExplainedSentence,
    Plan,
    Project,
    Responsibility,
    Target,
)

AMOUNTS: "Mapping[type[models.Field[Any, Any]], Mapping[str, Any]]" = {
    models.DecimalField: {"form_class": AmountField},
    models.PositiveIntegerField: {"form_class": AmountField, "is_whole": True},
}


class ResponsibilityInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Responsibility
    extra = 0


class ExplainedSentenceInline(admin.TabularInline):  # type: ignore[type-arg]
    model = ExplainedSentence
    extra = 0


class CheckpointInline(admin.TabularInline):  # type: ignore[type-arg]
    """A target's checkpoints: at least one, since nothing can be judged without a due day."""

    model = Checkpoint
    extra = 0
    formfield_overrides = AMOUNTS
    min_num = 1

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        """Make ``min_num`` binding, so that no target is saved without a checkpoint."""
        return super().get_formset(request, obj, validate_min=True, **options)


class AssignmentInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Assignment
    extra = 0
    formfield_overrides = AMOUNTS


@admin.register(Plan)
class PlanAdmin(SimpleHistoryAdmin):
    formfield_overrides = AMOUNTS
    list_display = ("title", "document_number", "start", "end", "yellow_points", "red_points")


@admin.register(Project)
class ProjectAdmin(SimpleHistoryAdmin):
    list_display = ("number", "name", "theme")
    list_filter = ("theme",)
    search_fields = ("name", "text")
    inlines = (ResponsibilityInline, ExplainedSentenceInline)


@admin.register(Target)
class TargetAdmin(SimpleHistoryAdmin):
    formfield_overrides = AMOUNTS
    list_display = ("code", "name", "measure", "bound", "rhythm", "scope")
    list_filter = ("measure", "rhythm", "scope", "project")
    list_select_related = ("project",)
    search_fields = ("name", "quote")
    inlines = (CheckpointInline, AssignmentInline)
