"""The database itself refuses to change or delete what was frozen.

SQLite drops a table's triggers when a later migration rebuilds the table: such a migration must
end with ``freeze``, PostgreSQL keeps them.
"""

from django.db import migrations

TABLES = ("bulletins_bulletin", "bulletins_withdrawal")
# Without the third, INSERT OR REPLACE would delete a row past the trigger of deletes.
SQLITE = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is frozen: no row is changed'); END;
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is frozen: no row is deleted'); END;
CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
BEGIN SELECT RAISE(ABORT, '{table} is frozen: no row is replaced'); END;
"""
SAME = {
    "bulletins_bulletin": "id = NEW.id OR "
    "(plan_id = NEW.plan_id AND year = NEW.year AND number = NEW.number)",
    "bulletins_withdrawal": "id = NEW.id OR bulletin_id = NEW.bulletin_id",
}
SQLITE_BACK = """
DROP TRIGGER {table}_no_update;
DROP TRIGGER {table}_no_delete;
DROP TRIGGER {table}_no_replace;
"""
# TRUNCATE of an empty table loses nothing.
POSTGRES_FUNCTION = """
CREATE FUNCTION bulletins_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is frozen: no row is changed or deleted', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION bulletins_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO held;
    IF held THEN
        RAISE EXCEPTION '% is frozen: it is not emptied', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""
POSTGRES = """
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION bulletins_refuse_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION bulletins_refuse_truncate();
"""
POSTGRES_BACK = """
DROP TRIGGER {table}_no_change ON {table};
DROP TRIGGER {table}_no_truncate ON {table};
"""
POSTGRES_FUNCTION_BACK = """
DROP FUNCTION bulletins_refuse_change();
DROP FUNCTION bulletins_refuse_truncate();
"""


def freeze(connection):
    """Put the triggers on."""
    if connection.vendor == "postgresql":
        _run(connection, [POSTGRES_FUNCTION, *_each(POSTGRES)])
    else:
        _run(connection, _statements(SQLITE))


def thaw(connection):
    """Take the triggers off."""
    if connection.vendor == "postgresql":
        _run(connection, [*_each(POSTGRES_BACK), POSTGRES_FUNCTION_BACK])
    else:
        _run(connection, _statements(SQLITE_BACK))


def _each(sql):
    return [sql.format(table=table, same=SAME[table]) for table in TABLES]


def _statements(sql):
    """One at a time, as SQLite takes them within a transaction."""
    for text in _each(sql):
        statement = ""
        for line in text.strip().splitlines():
            statement += f"{line}\n"
            if line.startswith("DROP") or line.endswith("END;"):
                yield statement
                statement = ""


def _run(connection, statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def forwards(_apps, editor):
    freeze(editor.connection)


def backwards(_apps, editor):
    thaw(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
