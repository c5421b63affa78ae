"""Whether a run tries new random examples, and many (``EXPLORE=1``), or the same few as always."""

import os

EXPLORES = bool(os.environ.get("EXPLORE"))
