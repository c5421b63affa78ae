"""The custom user model: a person of one department with one role."""

from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from departments import permissions
from departments.models.department import Department
from departments.permissions import CAPABILITIES, Capability, roles_with

if TYPE_CHECKING:
    from departments.models.delegation import Delegation

ADMINISTERED_APPS = frozenset({"departments", "projects", "reports"})


class OfficerManager(BaseUserManager["Officer"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Officer":
        """Save and return a new officer; without a password the account cannot sign in."""
        officer = self.model(username=username, **fields)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer

    def create_superuser(
        self, username: str, password: str | None = None, **fields: Any
    ) -> "Officer":
        """Save and return an officer, by default with the role of administrator."""
        fields.setdefault("role", Officer.Role.ADMINISTRATOR)
        return self.create_user(username, password, **fields)

    def reporting_for(self, department: Department, on: date) -> "models.QuerySet[Officer]":
        """A department's active reporters and those who stand in for it on a day."""
        return self._holding(Capability.REPORT, department, on)

    def approving_for(self, department: Department, on: date) -> "models.QuerySet[Officer]":
        """A department's active approvers and those who stand in for them on a day."""
        return self._holding(Capability.ENDORSE, department, on)

    def _holding(
        self, capability: Capability, department: Department, on: date
    ) -> "models.QuerySet[Officer]":
        from departments.models.delegation import Delegation  # which imports this module

        roles = roles_with(capability)
        delegated = Delegation.objects.in_force(on).filter(department=department, duty__in=roles)
        own = models.Q(role__in=roles, department=department)
        return self.filter(own | models.Q(pk__in=delegated.values("officer")), is_active=True)

    def able_to_stand_in(
        self, department: Department, capability: Capability
    ) -> "models.QuerySet[Officer]":
        """Active officers to whom a department may hand over the post of a capability.

        Those who hold it need no delegation, and approvers would endorse what they wrote. A
        reporter may endorse what a colleague wrote, never their own: see ``reports.workflow``.
        """
        roles = {*roles_with(capability), *roles_with(Capability.ENDORSE)}
        own = models.Q(department=department, role__in=roles)
        return self.filter(~own, is_active=True, role__in=roles_with(Capability.STAND_IN))

    def for_request(self, on: date) -> "models.QuerySet[Officer]":
        """What every page asks of its officer, in one query.

        The department, ``is_delegate`` on a day, and ``unread``.
        """
        unread = models.FilteredRelation(
            "messages", condition=models.Q(messages__read_at__isnull=True)
        )
        counted = self.annotate(new=unread).values("pk").annotate(number=models.Count("new"))
        number = models.Subquery(counted.filter(pk=models.OuterRef("pk")).values("number"))
        return (
            self.with_delegations(on)
            .annotate(unread_number=number)
            .select_related("department__county")
        )

    def with_delegations(self, on: date) -> "models.QuerySet[Officer]":
        """All officers, annotated for ``is_delegate`` on a day."""
        from departments.models.delegation import Delegation  # which imports this module

        delegations = Delegation.objects.in_force(on).filter(officer=models.OuterRef("pk"))
        return self.annotate(has_delegation=models.Exists(delegations))


class Officer(AbstractBaseUser):
    """A person who signs in. Accounts are disabled, never deleted: other rows refer to them."""

    Role: TypeAlias = permissions.Role

    username = models.CharField(
        "用户名",
        max_length=40,
        unique=True,
        validators=[ASCIIUsernameValidator()],
        error_messages={"unique": "该用户名已被使用。"},
    )
    name = models.CharField("姓名", max_length=40)
    email = models.EmailField("电子邮箱", blank=True)
    phone = models.CharField("办公电话", max_length=30, blank=True)
    role = models.CharField("角色", max_length=15, choices=Role)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name="部门"
    )
    is_active = models.BooleanField("启用", default=True)
    is_demo = models.BooleanField("演示账号", default=False, editable=False)
    date_joined = models.DateTimeField("创建时间", default=timezone.now, editable=False)
    history = HistoricalRecords(verbose_name="变更记录", excluded_fields=["password", "last_login"])

    objects = OfficerManager()

    # Set for one request; see departments/acting.py.
    on_behalf_of: "Delegation | None" = None

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "人员"
        verbose_name_plural = "人员"
        ordering = ("department__order", "username")
        constraints = (
            models.CheckConstraint(
                name="officer_has_department_unless_site_role",
                condition=models.Q(department__isnull=False)
                | models.Q(role__in=("administrator", "auditor")),
                violation_error_message="除系统管理员和审计员外，必须选定所属部门。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; raises RuntimeError for a copy made by ``Delegation.acting_officer``."""
        if self.on_behalf_of is not None:
            raise RuntimeError(f"officer {self.pk} is acting for another department: not saved")
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """The name, for the greeting on the admin's pages."""
        return self.name

    def get_short_name(self) -> str:
        """The name; Chinese names have no short form."""
        return self.name

    @property
    def capabilities(self) -> frozenset[Capability]:
        """The role's capabilities; empty for a role that is no longer defined."""
        return CAPABILITIES.get(self.role, frozenset())

    def can(self, capability: Capability) -> bool:
        return capability in self.capabilities

    @property
    def is_staff(self) -> bool:
        """Whether the officer may open the administration pages."""
        return self.can(Capability.ADMINISTER)

    @property
    def is_delegate(self) -> bool:
        """Whether the officer stands in for a department; needs ``with_delegations``."""
        return getattr(self, "has_delegation", False)

    @property
    def unread(self) -> int:
        """How many messages the officer has not read; needs ``for_request``."""
        return getattr(self, "unread_number", 0)

    @property
    def may_delegate(self) -> bool:
        """Whether the officer may hand over a post of their own department."""
        return self.can(Capability.DELEGATE) and self.on_behalf_of is None

    @property
    def posts(self) -> dict[str, str]:
        """In words for the audit log: the own department, and the one a delegate acts for.

        Officers change posts and delegations end, so a row that needs them later keeps them.
        """
        if self.on_behalf_of is None:
            return {"部门": str(self.department or "")}
        own = self.on_behalf_of.officer.department
        return {
            "部门": str(own or ""),
            self.on_behalf_of.acting_text: self.on_behalf_of.department.name,
        }

    def has_perm(self, perm: str, obj: object = None) -> bool:  # noqa: ARG002
        """Whether ``perm`` ("app.action_model") is granted on the administration pages."""
        return self.is_active and self.is_staff and perm.partition(".")[0] in ADMINISTERED_APPS

    def has_module_perms(self, app_label: str) -> bool:
        """Whether the administration pages show this app."""
        return self.is_active and self.is_staff and app_label in ADMINISTERED_APPS
