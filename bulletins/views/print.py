"""A bulletin as a printable page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from bulletins.document.build import seen_by
from bulletins.models import BulletinDamaged
from bulletins.printed import PrintedBulletin
from bulletins.views.bulletins import bulletin_to_take, detail_page
from departments.permissions import for_readers
from departments.requests import OfficerRequest


@require_GET
@for_readers
def bulletin_print(request: OfficerRequest, year: int, number: int) -> HttpResponse:
    """A bulletin in the form of an official document, with the texts the user may read.

    Context: ``printed``, ``fingerprint``, ``back`` (the bulletin's page). 403 for users who may
    not download it; a damaged one leads to its own page.
    """
    bulletin = bulletin_to_take(request, year, number, "打印")
    try:
        document = seen_by(bulletin.document(), request.user)
    except BulletinDamaged:
        return detail_page(request, bulletin, 409)
    context = {
        "printed": PrintedBulletin(document, timezone.localdate(bulletin.made_at)),
        "fingerprint": bulletin.fingerprint,
        "back": reverse("bulletin_detail", args=(year, number)),
    }
    return render(request, "bulletins/print/page.html", context)
