"""The database itself refuses to change or delete what was frozen."""

from django.db import migrations

from projects.frozen_tables import FreezeTables, FrozenTable

TABLES = (
    FrozenTable(
        "bulletins_bulletin",
        same="id = NEW.id OR "
        "(plan_id = NEW.plan_id AND year = NEW.year AND number = NEW.number)",
    ),
    FrozenTable("bulletins_withdrawal", same="id = NEW.id OR bulletin_id = NEW.bulletin_id"),
)
FROZEN = FreezeTables("bulletins", TABLES)


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0001_initial")]

    operations = [FROZEN]
