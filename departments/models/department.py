from django.db import models
from simple_history.models import HistoricalRecords


class County(models.Model):
    """One of the five county-level divisions; codes follow GB/T 2260."""

    code = models.CharField("区划代码", max_length=6, unique=True)
    name = models.CharField("名称", max_length=20, unique=True)
    subdistricts = models.PositiveSmallIntegerField("街道数")
    towns = models.PositiveSmallIntegerField("镇数")
    townships = models.PositiveSmallIntegerField("乡数")
    population = models.PositiveIntegerField("常住人口（2020年普查）")

    class Meta:
        verbose_name = "县（市、区）"
        verbose_name_plural = "县（市、区）"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    @property
    def rural_towns(self) -> int:
        """Number of 乡镇 without 街道: the denominator of every ratio per 乡镇."""
        return self.towns + self.townships


class DepartmentQuerySet(models.QuerySet["Department"]):
    def of_counties(self) -> "DepartmentQuerySet":
        """County governments, ordered by county code."""
        return self.filter(kind=Department.Kind.COUNTY).order_by("county__code")


class Department(models.Model):
    """The education bureau, a municipal department, or a county's government."""

    class Kind(models.TextChoices):
        BUREAU = "bureau", "市教育局"
        MUNICIPAL = "municipal", "市直部门"
        COUNTY = "county", "县（市、区）人民政府"

    code = models.SlugField("代号", max_length=40, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    kind = models.CharField("类别", max_length=10, choices=Kind)
    county = models.OneToOneField(
        County, models.PROTECT, null=True, blank=True, verbose_name="县（市、区）"
    )
    order = models.PositiveSmallIntegerField("排序", default=0)
    history = HistoricalRecords(verbose_name="变更记录")

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = "部门"
        verbose_name_plural = "部门"
        ordering = ("order", "code")
        constraints = (
            models.CheckConstraint(
                name="department_county_iff_county_government",
                condition=models.Q(kind="county", county__isnull=False)
                | (~models.Q(kind="county") & models.Q(county__isnull=True)),
                violation_error_message="县（市、区）人民政府必须选定所属县区，其他部门不得选。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_county(self) -> bool:
        return self.kind == self.Kind.COUNTY

    @property
    def is_bureau(self) -> bool:
        return self.kind == self.Kind.BUREAU
