"""What is looked at before the site serves, so that it stops at once and says why."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor


def is_database_trouble(error: DatabaseError) -> bool:
    """Tell a database that cannot be used from a query whose data was refused."""
    return not isinstance(error, IntegrityError)


def describe_database_trouble(error: DatabaseError) -> str:
    """Return one paragraph: which database, what it said, what to do. No password in it."""
    database = settings.DATABASES["default"]
    said = " ".join(str(error).split()).rstrip(".")
    if connection.vendor == "sqlite":
        return (
            f"The database file {database['NAME']} cannot be used: {said}. Check that DATABASE_URL "
            "names the right file, that this user may write to it and to its folder, and that "
            "`manage.py migrate` has been run; a damaged file must be restored from a backup."
        )
    return (
        f"The PostgreSQL database {database['NAME']} on {database['HOST'] or 'this computer'} "
        f"cannot be used: {said}. Check that the server runs, that DATABASE_URL names the right "
        "host, port, user, password and database, and that `manage.py migrate` has been run."
    )


def check_database() -> None:
    """Raise ImproperlyConfigured, with a message for the operator, unless the site can serve.

    It cannot when the database is out of reach or damaged, when migrations wait, or, outside
    DEBUG, when the database holds demonstration accounts, whose passwords are public.
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
