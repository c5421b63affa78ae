"""Accounts and departments, for the administrator."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from departments.models import County, Department, Officer
from departments.view_only import ViewOnly

admin.site.site_header = "揭阳教育行动方案进展管理 · 系统管理"
admin.site.site_title = "系统管理"
admin.site.index_title = "人员、部门、报告期和方案"
admin.site.enable_nav_sidebar = False


class OfficerCreationForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = Officer
        fields = ("username", "name", "role", "department")


class OfficerChangeForm(UserChangeForm):  # type: ignore[type-arg]
    """An account's data without its password, which has its own page."""

    class Meta:
        model = Officer
        fields = "__all__"


@admin.register(Officer)
class OfficerAdmin(SimpleHistoryAdmin, UserAdmin):  # type: ignore[type-arg]
    """Accounts are disabled, never deleted."""

    form = OfficerChangeForm
    add_form = OfficerCreationForm
    list_display = ("username", "name", "role", "department", "is_active", "last_login")
    list_filter = ("role", "is_active", "department")
    search_fields = ("username", "name")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined", "is_demo")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("人员", {"fields": ("name", "email", "phone")}),
        ("职责", {"fields": ("role", "department", "is_active")}),
        ("时间", {"fields": ("last_login", "date_joined", "is_demo")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "username",
                    "name",
                    "role",
                    "department",
                    "usable_password",
                    "password1",
                    "password2",
                ),
            },
        ),
    )

    def has_delete_permission(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: Officer | None = None,  # noqa: ARG002
    ) -> bool:
        """Never, because audit rows and reports refer to the account."""
        return False


@admin.register(Department)
class DepartmentAdmin(ViewOnly, SimpleHistoryAdmin):
    """A new department can be added; the plan's amendments rename it."""

    list_display = ("name", "code", "kind", "county", "order")
    list_filter = ("kind",)
    search_fields = ("name", "code")

    def has_add_permission(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: Department | None = None,  # noqa: ARG002
    ) -> bool:
        """Before the plan gives it anything to do."""
        return True


@admin.register(County)
class CountyAdmin(ViewOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "code", "rural_towns", "population")
