"""The database itself refuses to change or delete a change of the plan and the terms before it."""

from django.db import migrations

from projects.frozen_tables import FreezeTables, FrozenTable

TABLES = (
    FrozenTable(
        "projects_planchange",
        same="id = NEW.id",
        kept=(
            *("id", "plan_id", "kind", "valid_from", "document", "reason", "differences"),
            *("recorded_at", "recorded_by_id"),
        ),
        once="applied_at",
    ),
    FrozenTable(
        "projects_pastterms",
        same="id = NEW.id OR (plan_id = NEW.plan_id AND valid_to = NEW.valid_to"
        " AND replaced_by_id IS NULL AND NEW.replaced_by_id IS NULL)",
        kept=("id", "plan_id", "valid_from", "valid_to", "content", "ended_by_id"),
        once="replaced_by_id",
    ),
)
FROZEN = FreezeTables("projects", TABLES)


class Migration(migrations.Migration):
    dependencies = [("projects", "0004_dated_cross_checks")]

    operations = [FROZEN]
