#!/usr/bin/env python3
"""Django's command line; troubles that an operator can mend are told without a traceback."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError


def main(arguments: list[str]) -> None:
    """Run the command in ``arguments``; end with code 1 and one message when it cannot work."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    try:
        execute_from_command_line(arguments)
    except ImproperlyConfigured as error:
        if "--traceback" in arguments:
            raise
        sys.exit(str(error))
    except DatabaseError as error:
        # Imported late: it needs settings that could be read.
        from tracker.startup import describe_database_trouble, is_database_trouble

        if "--traceback" in arguments or not is_database_trouble(error):
            raise
        sys.exit(describe_database_trouble(error))


if __name__ == "__main__":
    main(sys.argv)
