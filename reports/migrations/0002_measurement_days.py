"""The end of a figure's period, and the day from which a later revision of it is known."""

from datetime import date
from typing import Any

from django.db import migrations, models


def set_days(apps: Any, _schema_editor: Any) -> None:
    """Set them for all approved figures."""
    measurements = apps.get_model("reports", "Measurement").objects
    approved = measurements.filter(valid_from__isnull=False).order_by("-report__revision")
    revised_on: dict[tuple[int, date], date] = {}
    lines = []
    for line in approved.annotate(end=models.F("report__period__end")):
        key = (line.assignment_id, line.end)
        line.period_end, line.revised_on = line.end, revised_on.get(key)
        revised_on[key] = min(revised_on.get(key, line.valid_from), line.valid_from)
        lines.append(line)
    measurements.bulk_update(lines, ["period_end", "revised_on"], 500)


class Migration(migrations.Migration):
    dependencies = (("reports", "0001_initial"),)
    operations = (
        migrations.AddField(
            "measurement", "period_end", models.DateField(editable=False, null=True)
        ),
        migrations.AddField(
            "measurement", "revised_on", models.DateField(editable=False, null=True)
        ),
        migrations.AlterField(
            "measurement",
            "assignment",
            models.ForeignKey(
                db_index=False,
                on_delete=models.PROTECT,
                related_name="measurements",
                to="projects.assignment",
                verbose_name="任务分解",
            ),
        ),
        migrations.AddIndex(
            "measurement",
            models.Index(
                fields=["assignment", "revised_on"], name="reports_mea_assignm_8d8467_idx"
            ),
        ),
        migrations.AddIndex(
            "measurement",
            models.Index(
                condition=models.Q(is_first=True), fields=["assignment"], name="measurement_first"
            ),
        ),
        migrations.RunPython(set_days, migrations.RunPython.noop),
    )
