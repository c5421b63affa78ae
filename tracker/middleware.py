"""Compress pages, require sign-in, and tell officers when submitted data were not saved."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from projects.terms.amending import apply_due_once
from tracker.places import is_from_script, page_behind, page_of

R = TypeVar("R", bound=HttpResponse)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

UNSENT = "unsent"
"""The cookie set when submitted data were not saved, until a page shows the message."""
# The message names no sender, since another officer may have signed in since.
UNSENT_SENTENCE = (
    "这台电脑上刚才有内容没有提交，也没有保存：登录已失效，或页面已过期。如果是您填写的，请核对后"
    "重新提交；内容没有回到表单里的，请按浏览器的“后退”找回，选好的文件要重新选择。"
)

SAVED = "saved-"
"""Prefix of the cookies that tell the page's script which of its local copies was saved."""
SAVED_FOR = 10 * 60  # seconds
COPY = "copy"
COPY_LENGTH = 40
MOST_COPIES = 5

PRESSES_ONLY = (
    "这个地址只接收页面上的按钮送来的内容，直接打开它不会做任何事，也没有提交或改动什么。"
    "请到下面的页面上操作。"
)


class PlanOfTodayMiddleware:
    """Lets the plan's amendments take effect on their day, before anybody is shown anything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Apply what is due."""
        apply_due_once(timezone.localdate())
        return self.get_response(request)


class PageGZipMiddleware(GZipMiddleware):
    """Compresses pages but not files, which mostly are compressed and would lose their length.

    Compression can reveal a secret in a page that also contains an attacker's input (BREACH).
    Django masks the CSRF token and pads each page at random, and other sites cannot request pages
    as the officer, since the session cookie is SameSite=Lax.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Leave streaming responses uncompressed."""
        if response.streaming:
            return response
        return super().process_response(request, response)


class SignInMiddleware(LoginRequiredMiddleware):
    """Redirects anonymous users to the sign-in, and from there back to their page."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseRedirect:
        """A form sent without a session is lost: the page after the sign-in says so."""
        if request.method in SAFE_METHODS or is_from_script(request):
            return super().handle_no_permission(request, view_func)
        return sign_in_again(request)


def sign_in_again(request: HttpRequest) -> HttpResponseRedirect:
    """Redirect to the sign-in, then back to the form's page, which says that nothing was saved."""
    query = urlencode({"next": page_behind(request)})
    return note_unsent(HttpResponseRedirect(f"{reverse('account_login')}?{query}"))


def note_unsent(response: R) -> R:
    """Make the next page say that nothing was saved; a cookie, so that no link can forge it."""
    response.set_cookie(
        UNSENT, "1", secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
    return response


class SentMiddleware:
    """Reports the fate of a sent form: to officers by a message, to the page's script by a cookie.

    The script keeps a local copy of what is typed and names the copy in the form. A redirect means
    that the form was saved and the copy can go; any other response leaves the copy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; an address that only takes POST, opened as a page, leads to a real page."""
        is_unsent = bool(request.COOKIES.get(UNSENT)) and request.user.is_authenticated
        if is_unsent:
            messages.warning(request, UNSENT_SENTENCE, extra_tags=UNSENT)
        response = self.get_response(request)
        if is_unsent and UNSENT not in response.cookies:
            response.delete_cookie(UNSENT, samesite="Lax")
        if request.method == "POST" and response.status_code in {302, 303}:
            _mark_saved(request, response)
        is_opened = request.method in {"GET", "HEAD"} and not is_from_script(request)
        if isinstance(response, HttpResponseNotAllowed) and is_opened:
            return _lead_on(request)
        return response


def _mark_saved(request: HttpRequest, response: HttpResponse) -> None:
    if not request.user.is_authenticated:
        return
    for mark in request.POST.getlist(COPY)[:MOST_COPIES]:
        if mark.isascii() and mark.isalnum() and len(mark) <= COPY_LENGTH:
            response.set_cookie(
                f"{SAVED}{mark}",
                "1",
                max_age=SAVED_FOR,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Strict",
            )


def _lead_on(request: HttpRequest) -> HttpResponse:
    context = {"title": "这个地址不能直接打开", "sentence": PRESSES_ONLY}
    return render(request, "tracker/refused.html", context | {"back": page_of(request.path)})
