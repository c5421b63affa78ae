"""The report that another carries over; reports from before this field are not marked."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("reports", "0002_measurement_days"),)
    operations = (
        migrations.AddField(
            "report",
            "carried_from",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="reports.report",
                verbose_name="沿用自",
            ),
        ),
    )
