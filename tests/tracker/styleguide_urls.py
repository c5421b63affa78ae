"""The site's addresses as they are while DEBUG is on."""

from tracker.styleguide import URLS
from tracker.urls import urlpatterns as site

urlpatterns = [*site, *URLS]
