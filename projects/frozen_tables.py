"""Triggers by which the database itself refuses to change or delete the rows of a table.

SQLite drops a table's triggers when a later migration rebuilds the table: such a migration must
end with ``freeze``, PostgreSQL keeps them. Migrations that are applied take their triggers from
here: others than these need texts and an operation of their own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython


@dataclass(frozen=True, slots=True)
class FrozenTable:
    """A table whose rows stay as they are added.

    ``same`` is the SQL condition of the rows that one being added (``NEW``) would replace.
    ``once`` names a column that may be set later, once; ``kept`` are then all others.
    """

    name: str
    same: str
    kept: Sequence[str] = ()
    once: str = ""

    @property
    def of_kept(self) -> str:
        return f"OF {', '.join(self.kept)}" if self.kept else ""


# Without the third, INSERT OR REPLACE would delete a row past the trigger of deletes.
SQLITE: Final = """
CREATE TRIGGER {name}_no_update BEFORE UPDATE {of_kept} ON {name}
BEGIN SELECT RAISE(ABORT, '{name} is frozen: no row is changed'); END;
CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name}
BEGIN SELECT RAISE(ABORT, '{name} is frozen: no row is deleted'); END;
CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {name}
WHEN EXISTS (SELECT 1 FROM {name} WHERE {same})
BEGIN SELECT RAISE(ABORT, '{name} is frozen: no row is replaced'); END;
"""
SQLITE_ONCE: Final = """
CREATE TRIGGER {name}_once BEFORE UPDATE OF {once} ON {name} WHEN OLD.{once} IS NOT NULL
BEGIN SELECT RAISE(ABORT, '{name} is frozen: {once} is set once'); END;
"""
SQLITE_BACK: Final = """
DROP TRIGGER {name}_no_update;
DROP TRIGGER {name}_no_delete;
DROP TRIGGER {name}_no_replace;
"""
SQLITE_ONCE_BACK: Final = "DROP TRIGGER {name}_once;"
# TRUNCATE of an empty table loses nothing.
POSTGRES_FUNCTIONS: Final = """
CREATE FUNCTION {app}_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is frozen: no row is changed or deleted', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION {app}_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
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
POSTGRES: Final = """
CREATE TRIGGER {name}_no_change BEFORE DELETE OR UPDATE {of_kept} ON {name}
FOR EACH ROW EXECUTE FUNCTION {app}_refuse_change();
CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name}
FOR EACH STATEMENT EXECUTE FUNCTION {app}_refuse_truncate();
"""
POSTGRES_ONCE: Final = """
CREATE TRIGGER {name}_once BEFORE UPDATE OF {once} ON {name} FOR EACH ROW
WHEN (OLD.{once} IS NOT NULL) EXECUTE FUNCTION {app}_refuse_change();
"""
POSTGRES_BACK: Final = """
DROP TRIGGER {name}_no_change ON {name};
DROP TRIGGER {name}_no_truncate ON {name};
"""
POSTGRES_ONCE_BACK: Final = "DROP TRIGGER {name}_once ON {name};"
POSTGRES_FUNCTIONS_BACK: Final = """
DROP FUNCTION {app}_refuse_change();
DROP FUNCTION {app}_refuse_truncate();
"""


class FreezeTables(RunPython):
    """A migration's operation: puts the triggers on, and backwards takes them off."""

    def __init__(self, app: str, tables: Sequence[FrozenTable]) -> None:
        super().__init__(self._forwards, self._backwards)
        self.app = app
        """On PostgreSQL the triggers call functions of the app."""
        self.tables = tables

    @property
    def names(self) -> Sequence[str]:
        return [table.name for table in self.tables]

    def freeze(self, connection: BaseDatabaseWrapper) -> None:
        if connection.vendor == "postgresql":
            each = self._each(POSTGRES, POSTGRES_ONCE)
            _run(connection, [POSTGRES_FUNCTIONS.format(app=self.app), *each])
        else:
            _run(connection, _statements(self._each(SQLITE, SQLITE_ONCE)))

    def thaw(self, connection: BaseDatabaseWrapper) -> None:
        if connection.vendor == "postgresql":
            each = self._each(POSTGRES_BACK, POSTGRES_ONCE_BACK)
            _run(connection, [*each, POSTGRES_FUNCTIONS_BACK.format(app=self.app)])
        else:
            _run(connection, _statements(self._each(SQLITE_BACK, SQLITE_ONCE_BACK)))

    def _forwards(self, _apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        self.freeze(editor.connection)

    def _backwards(self, _apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        self.thaw(editor.connection)

    def _each(self, sql: str, of_once: str) -> list[str]:
        found = []
        for table in self.tables:
            words: dict[str, Any] = {"name": table.name, "app": self.app, "once": table.once}
            found.append(sql.format(**words, same=table.same, of_kept=table.of_kept))
            if table.once:
                found.append(of_once.format(**words))
        return found


def _statements(texts: Iterable[str]) -> Iterator[str]:
    """One at a time, as SQLite takes them within a transaction."""
    for text in texts:
        statement = ""
        for line in text.strip().splitlines():
            statement += f"{line}\n"
            if line.startswith("DROP") or line.endswith("END;"):
                yield statement
                statement = ""


def _run(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
