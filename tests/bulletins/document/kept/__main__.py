import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
django.setup()

from tests.bulletins.document.kept import keep  # noqa: E402  # needs the settings

keep()
