"""Checks before the site serves requests, so that it stops at once with a reason."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor


def is_database_trouble(error: DatabaseError) -> bool:
    """Whether the database is unusable, as opposed to refusing a query's data."""
    return not isinstance(error, IntegrityError)


def describe_database_trouble(error: DatabaseError) -> str:
    """One paragraph: the database, its error, and what to do; contains no password."""
    database = settings.DATABASES["default"]
    text = " ".join(str(error).split()).rstrip(".")
    if connection.vendor == "sqlite":
        return (
            f"The database file {database['NAME']} cannot be used: {text}. Check that DATABASE_URL "
            "names the right file, that this user may write to it and to its folder, and that "
            "`manage.py migrate` has been run; a damaged file must be restored from a backup."
        )
    return (
        f"The PostgreSQL database {database['NAME']} on {database['HOST'] or 'this computer'} "
        f"cannot be used: {text}. Check that the server runs, that DATABASE_URL names the right "
        "host, port, user, password and database, and that `manage.py migrate` has been run."
    )


def check_database() -> None:
    """Raise ImproperlyConfigured, with a message for the operator, unless the site can serve.

    It cannot if the database is unreachable or damaged, if migrations are missing, or, outside
    DEBUG, if the database contains demonstration accounts, whose password is public.
    """
    try:
        _check_migrations()
        _check_demo_accounts()
    except DatabaseError as error:
        raise ImproperlyConfigured(describe_database_trouble(error)) from None
    finally:
        # A server may fork after this; processes must not share the connection.
        connection.close()


def _check_migrations() -> None:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        raise ImproperlyConfigured(
            f"The database {settings.DATABASES['default']['NAME']} lacks {len(waiting)} "
            "migrations of this version. Back it up, run `manage.py migrate`, and start again."
        )


def _check_demo_accounts() -> None:
    if settings.DEBUG:
        return
    if get_user_model()._default_manager.filter(is_demo=True).exists():
        raise ImproperlyConfigured(
            f"The database {settings.DATABASES['default']['NAME']} holds demonstration accounts, "
            "whose passwords are public, so it is not served in production. Set DATABASE_URL to a "
            "database of its own, or set DEBUG=1 to show the demonstration on this computer."
        )
