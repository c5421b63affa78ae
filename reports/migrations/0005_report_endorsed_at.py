"""When a report first reached the bureau: the first endorsement of its first revision.

The audit log has it. A report that got further without one, as imported reports may have, reached the
bureau when it was handed in, as far as anybody knows.
"""

from django.db import migrations, models
from django.db.models import Min

ENDORSED = "审核通过"
FURTHER = ("endorsed", "approved")
BATCH = 1000


def fill_endorsed_at(apps, schema_editor):
    reports = apps.get_model("reports", "Report").objects.all()
    entries = apps.get_model("departments", "AuditEntry").objects.filter(
        action=ENDORSED, subject_key__startswith="report:"
    )
    first = dict(entries.order_by().values_list("subject_key").annotate(Min("at")))
    reached = {}
    corrected = {_key(item) for item in reports.filter(revision__gt=1).only(*KEY)}
    for report in reports.filter(revision=1).only(*KEY, "state", "submitted_at"):
        at = first.get(f"report:{report.pk}")
        if at is None and (report.state in FURTHER or _key(report) in corrected):
            at = report.submitted_at
        reached[_key(report)] = at
    changed = []
    for report in reports.only(*KEY):
        report.endorsed_at = reached.get(_key(report))
        if report.endorsed_at is not None:
            changed.append(report)
    reports.bulk_update(changed, ["endorsed_at"], batch_size=BATCH)


KEY = ("project_id", "department_id", "period_id")


def _key(report):
    return tuple(getattr(report, name) for name in KEY)


class Migration(migrations.Migration):
    dependencies = (
        ("reports", "0004_due_days"),
        ("departments", "0001_initial"),
    )
    operations = (
        migrations.AddField(
            "report",
            "endorsed_at",
            models.DateTimeField(null=True, verbose_name="首次送达市局时间"),
        ),
        migrations.RunPython(fill_endorsed_at, migrations.RunPython.noop),
    )
