"""The database itself refuses to change or delete what was frozen."""

from django.db import migrations

from projects import frozen_tables
from projects.frozen_tables import FrozenTable

FROZEN = (
    FrozenTable(
        "bulletins_bulletin",
        same="id = NEW.id OR "
        "(plan_id = NEW.plan_id AND year = NEW.year AND number = NEW.number)",
    ),
    FrozenTable("bulletins_withdrawal", same="id = NEW.id OR bulletin_id = NEW.bulletin_id"),
)
TABLES = tuple(table.name for table in FROZEN)


def freeze(connection):
    frozen_tables.freeze(connection, "bulletins", FROZEN)


def thaw(connection):
    frozen_tables.thaw(connection, "bulletins", FROZEN)


def forwards(_apps, editor):
    freeze(editor.connection)


def backwards(_apps, editor):
    thaw(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
