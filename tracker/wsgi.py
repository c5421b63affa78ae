"""The WSGI application that gunicorn or runserver loads."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from tracker.bodies import with_whole_bodies
from tracker.startup import check_database

# gunicorn's exit code for an application that cannot be loaded: it stops instead of retrying.
CANNOT_LOAD = 4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

try:
    application = with_whole_bodies(get_wsgi_application())
    check_database()
except ImproperlyConfigured as error:
    sys.stderr.write(f"{error}\n")
    sys.stderr.flush()
    # runserver loads this in a thread, in which sys.exit would not end the process.
    os._exit(CANNOT_LOAD)
