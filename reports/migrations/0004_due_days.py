"""Holidays, and the due day that was planned before holidays moved it.

Only a due day as the site made it, five days after the period's end, was planned; one that somebody
typed stays as it is.
"""

from datetime import timedelta

from django.db import migrations, models
from django.db.models import F, Q


def fill_planned_due(apps, schema_editor):
    periods = apps.get_model("reports", "Period")
    planned = [
        period for period in periods.objects.all() if period.due == period.end + timedelta(days=5)
    ]
    for period in planned:
        period.planned_due = period.due
    periods.objects.bulk_update(planned, ["planned_due"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = (("reports", "0003_report_carried_from"),)
    operations = (
        migrations.CreateModel(
            "Holiday",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True, verbose_name="日期")),
                (
                    "kind",
                    models.CharField(
                        choices=[("off", "放假"), ("working", "上班")],
                        max_length=7,
                        verbose_name="类别",
                    ),
                ),
                ("name", models.CharField(max_length=20, verbose_name="名称")),
            ],
            {
                "verbose_name": "节假日",
                "verbose_name_plural": "节假日",
                "ordering": ("day",),
            },
        ),
        migrations.AddField(
            "period",
            "planned_due",
            models.DateField(editable=False, null=True, verbose_name="原定截止日期"),
        ),
        migrations.RemoveConstraint("period", "period_days_in_order"),
        migrations.AddConstraint(
            "period",
            models.CheckConstraint(
                condition=Q(end__gte=F("start"), due__gte=F("opens")),
                name="period_days_in_order",
                violation_error_message="日期次序有误：开始不晚于结束，开放不晚于截止。",
            ),
        ),
        migrations.RunPython(fill_planned_due, migrations.RunPython.noop),
    )
