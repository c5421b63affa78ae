"""The plan's data, for the administrator to look at: only amendments and corrections change it."""

from django.contrib import admin

from departments.view_only import ViewOnly
from projects.models import (
    Assignment,
    Checkpoint,
    CrossCheck,
    ExplainedSentence,
    Plan,
    Project,
    Responsibility,
    Target,
)


class ResponsibilityInline(ViewOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = Responsibility


class ExplainedSentenceInline(ViewOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = ExplainedSentence


class CheckpointInline(ViewOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = Checkpoint


class AssignmentInline(ViewOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = Assignment


class CrossCheckInline(ViewOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = CrossCheck
    fk_name = "target"


@admin.register(Plan)
class PlanAdmin(ViewOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("title", "document_number", "start", "end", "yellow_points", "red_points")


@admin.register(Project)
class ProjectAdmin(ViewOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("number", "name", "theme")
    list_filter = ("theme",)
    search_fields = ("name", "text")
    inlines = (ResponsibilityInline, ExplainedSentenceInline)


@admin.register(Target)
class TargetAdmin(ViewOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("code", "name", "measure", "bound", "rhythm", "scope")
    list_filter = ("measure", "rhythm", "scope", "project")
    list_select_related = ("project",)
    search_fields = ("name", "quote")
    inlines = (CheckpointInline, AssignmentInline, CrossCheckInline)
