"""Accept a request's body completely or not at all.

Servers pass a body cut short by a broken connection to the application as if it ended there: the
form's last text would be saved truncated, and files would be missing silently. A proxy that
forwards it announces the shortened length, and Django takes its end for the end of the form.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.http import parse_header_parameters

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

CUT_SHORT = "线路中断，提交的内容没有传完，什么也没有保存。请检查网络，回到刚才的页面再提交一次。"
TOO_MANY = "一次提交的文件太多，什么也没有保存。请回到刚才的页面，分几次上传，每次 20 个以内。"
UNREADABLE = "提交的内容不完整或格式有误，什么也没有保存。请回到刚才的页面再提交一次。"

_TAIL = 1024
"""Bytes at a form's end that contain its last boundary: little or nothing follows it."""


class CutShort(OSError):
    """The body ended before its announced length, or before its last boundary."""


class WholeBody:
    """A request's body that raises CutShort if it ends early or without ``ending``."""

    def __init__(self, body: Any, length: int, ending: bytes = b"") -> None:
        self._body = body
        self._left = length
        self._ending = ending
        self._tail = b""

    def read(self, size: int = -1) -> bytes:
        """Read ``size`` bytes, or all that are left; raises CutShort if there are fewer."""
        length = self._left if size < 0 else min(size, self._left)
        pieces = []
        while length:
            piece = self._body.read(length)
            length -= self._count(piece)
            pieces.append(piece)
        return b"".join(pieces)

    def readline(self, size: int = -1) -> bytes:
        """Read to the line's end, at most ``size`` bytes; raises CutShort if it ends early."""
        length = self._left if size < 0 else min(size, self._left)
        if not length:
            return b""
        line: bytes = self._body.readline(length)
        self._count(line)
        return line

    def _count(self, piece: bytes) -> int:
        """Count bytes read and return their number; raises CutShort if the body ended early."""
        if not piece:
            raise CutShort(f"the body ended {self._left} bytes early")
        self._left -= len(piece)
        self._tail = (self._tail + piece)[-_TAIL:]
        if not self._left and self._ending not in self._tail:
            raise CutShort("the body ended without its last boundary")
        return len(piece)


def last_boundary(content_type: str) -> bytes:
    """The last boundary of a multipart form; empty for other types."""
    kind, options = parse_header_parameters(content_type)
    if kind != "multipart/form-data" or "boundary" not in options:
        return b""
    return f"--{options['boundary']}--".encode()


def with_whole_bodies(application: Application) -> Application:
    """Wrap a WSGI application so that it reads each body through a :class:`WholeBody`."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isdigit():
            ending = last_boundary(environ.get("CONTENT_TYPE", ""))
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length), ending)
        return application(environ, start_response)

    return answer


class BodyMiddleware:
    """Reads forms before any view does, and explains why one cannot be read.

    It comes after the authentication, since only officers may upload files.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse an incomplete or malformed form with 400."""
        try:
            _ = request.POST
        except UnreadablePostError:
            for handler in request.upload_handlers:
                handler.upload_interrupted()
            return _refused(request, CUT_SHORT)
        except TooManyFilesSent:
            return _refused(request, TOO_MANY)
        except MultiPartParserError:
            return _refused(request, UNREADABLE)
        return self.get_response(request)


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({"sentence": sentence}, status=400)
    return render(request, "tracker/unread.html", {"sentence": sentence}, status=400)
