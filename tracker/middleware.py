"""Pages are compressed on their way out; what was sent and not taken is not lost silently."""

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

from tracker.places import is_from_script, page_behind, page_of

R = TypeVar("R", bound=HttpResponse)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

UNSENT = "unsent"
"""The cookie that says that the last thing sent was not taken, until a page has told so."""
# Nobody knows who sent it: another officer may have signed in since.
UNSENT_SENTENCE = (
    "这台电脑上刚才有内容没有提交，也没有保存：登录已失效，或页面已过期。如果是您填写的，请核对后"
    "重新提交；内容没有回到表单里的，请按浏览器的“后退”找回，选好的文件要重新选择。"
)

SAVED = "saved-"
"""What the names of cookies begin with that tell which copy of the browser's is taken."""
SAVED_FOR = 10 * 60  # seconds
COPY = "copy"
COPY_LENGTH = 40
MOST_COPIES = 5

PRESSES_ONLY = (
    "这个地址只接收页面上的按钮送来的内容，直接打开它不会做任何事，也没有提交或改动什么。"
    "请到下面的页面上操作。"
)


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


class SignInMiddleware(LoginRequiredMiddleware):
    """Leads whoever is signed out to the sign-in, and from there back to the page they were on."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseRedirect:
        """What was sent goes unheard: after the sign-in its page is shown, and says so."""
        if request.method in SAFE_METHODS or is_from_script(request):
            return super().handle_no_permission(request, view_func)
        return sign_in_again(request)


def sign_in_again(request: HttpRequest) -> HttpResponseRedirect:
    """To the sign-in with a note that nothing was taken, then back to the page it came from."""
    query = urlencode({"next": page_behind(request)})
    return note_unsent(HttpResponseRedirect(f"{reverse('account_login')}?{query}"))


def note_unsent(response: R) -> R:
    """Have the next page say that nothing was taken; a link cannot make it say so."""
    response.set_cookie(
        UNSENT, "1", secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
    return response


class SentMiddleware:
    """Says what became of what a page sent: to the officer on a page, to its script by a cookie.

    A page's script keeps what is typed, and names that copy in the form it sends. Where a form is
    taken its answer leads on to a page; anything else leaves the copy where it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as ever, apart from a press's address that is opened like a page."""
        is_owed = bool(request.COOKIES.get(UNSENT)) and request.user.is_authenticated
        if is_owed:
            messages.warning(request, UNSENT_SENTENCE, extra_tags=UNSENT)
        response = self.get_response(request)
        if is_owed and UNSENT not in response.cookies:
            response.delete_cookie(UNSENT, samesite="Lax")
        if request.method == "POST" and response.status_code in {302, 303}:
            _name_saved(request, response)
        is_opened = request.method in {"GET", "HEAD"} and not is_from_script(request)
        if isinstance(response, HttpResponseNotAllowed) and is_opened:
            return _lead_on(request)
        return response


def _name_saved(request: HttpRequest, response: HttpResponse) -> None:
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
    told = {"title": "这个地址不能直接打开", "sentence": PRESSES_ONLY}
    return render(request, "tracker/refused.html", told | {"back": page_of(request.path)})
