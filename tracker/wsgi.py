"""The site as a WSGI server (gunicorn, or runserver) loads it."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from tracker.bodies import with_whole_bodies
from tracker.startup import check_database

# gunicorn's code for "the application cannot be loaded": it stops instead of trying again.
CANNOT_LOAD = 4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

try:
    application = with_whole_bodies(get_wsgi_application())
    check_database()
except ImproperlyConfigured as error:
    sys.stderr.write(f"{error}\n")
    sys.stderr.flush()
    # sys.exit would go unheard in the thread in which runserver loads this.
    os._exit(CANNOT_LOAD)
