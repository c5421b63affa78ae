"""Pages are compressed on their way out."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PageGZipMiddleware(GZipMiddleware):
    """Compresses pages, not files: those are mostly compressed, and would lose their length.

    Compression can betray a secret that stands in a page beside what an attacker puts there
    (BREACH). Django masks each page's CSRF token anew and pads each page at random; and other
    sites cannot ask for pages in an officer's name, since the session's cookie is SameSite=Lax.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Leave what streams as it is."""
        if response.streaming:
            return response
        return super().process_response(request, response)
