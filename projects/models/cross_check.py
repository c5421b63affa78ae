"""勾稽关系: figures of several targets that must fit each other."""

from django.db import models

from projects import wording
from projects.models.target import Target


class CrossCheck(models.Model):
    """One part of a sum that a target's figure equals, or is at most.

    All rows with the same target and relation make up the sum; a part is in one sum of a target.
    """

    target = models.ForeignKey(
        Target, models.CASCADE, related_name="cross_checks", verbose_name="目标"
    )
    relation = models.CharField(
        "关系", max_length=10, choices=wording.choices(wording.RELATION_LABELS)
    )
    part = models.ForeignKey(Target, models.CASCADE, related_name="+", verbose_name="对照目标")

    class Meta:
        verbose_name = "勾稽关系"
        verbose_name_plural = "勾稽关系"
        ordering = ("target__project__number", "target__number", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("target", "part"),
                name="cross_check_once_per_part",
                violation_error_message="该目标已有此勾稽关系。",
            ),
            models.CheckConstraint(
                name="cross_check_of_another_target",
                condition=~models.Q(target=models.F("part")),
                violation_error_message="目标不能与自身对照。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.target} {self.get_relation_display()} {self.part}"
