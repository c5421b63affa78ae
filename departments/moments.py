from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.utils import timezone


@lru_cache(maxsize=1024)
def end_of(day: date) -> datetime:
    """Midnight after ``day`` in the site's time zone, which is the same for all requests."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
