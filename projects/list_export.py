"""Any list as a workbook: the list's own address with ``format=xlsx`` asks for it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from typing import IO, Any, Final, cast

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.forms import BaseForm, ChoiceField, Field
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django_filters.filterset import BaseFilterSet
from django_tables2 import Table

from departments.models import Officer
from projects.models import Plan
from spreadsheets.list_sheet import MOST_ROWS, Listing, write_list

FORMAT: Final = "format"
XLSX: Final = "xlsx"
CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK: Final = 2000
"""Rows that are read at a time."""
TOO_MANY: Final = "这个列表有 {} 条，超过一张工作表能放下的 {} 条；请先筛选，再导出。"
_GAP: Final = "　　　　"
View = Callable[..., HttpResponseBase]


class ExportMiddleware:
    """Puts a workbook in the place of a list's page.

    The view is asked as for its page, so that rows, order and who may see them are the page's. It
    knows nothing of workbooks but that it answers with a ``TemplateResponse`` whose context has
    the ``table``. What the page would refuse to narrow by is not exported: the page tells.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as ever."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: View,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
    ) -> HttpResponseBase | None:
        """Answer for the view where a workbook is asked for."""
        if request.method != "GET" or request.GET.get(FORMAT) != XLSX:
            return None
        response = view(request, *args, **kwargs)
        context = getattr(response, "context_data", None) or {}
        table = context.get("table")
        if not isinstance(table, Table):
            return response
        forms = list(_asked(context))
        if any(form.errors for form in forms):
            return redirect(_page(request))
        if len(table.rows) > MOST_ROWS:
            messages.error(request, TOO_MANY.format(len(table.rows), MOST_ROWS))
            return redirect(_page(request))
        return _sent(_listing(table, context, forms, cast("Officer", request.user)), context)


def _asked(context: Mapping[str, Any]) -> Iterator[BaseForm]:
    """The forms that the page was asked with."""
    for value in context.values():
        form = value.form if isinstance(value, BaseFilterSet) else value
        if isinstance(form, BaseForm) and form.is_bound:
            yield form


def _page(request: HttpRequest) -> str:
    """The address of the list's page."""
    query = request.GET.copy()
    del query[FORMAT]
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _listing(
    table: Table, context: Mapping[str, Any], forms: Sequence[BaseForm], officer: Officer
) -> Listing:
    plan = context.get("plan") or Plan.objects.order_by("pk").first()
    return Listing(
        title=plan.title if plan else "",
        document_number=plan.document_number if plan else "",
        name=table.attrs["caption"],
        notes=_notes(table, context, forms, officer),
        columns=[item for column in table.columns for item in table.sheet[column.name]],
        rows=_rows(table),
        nothing=table.empty_text or "这里还没有内容。",
        is_demo=Officer.objects.filter(is_demo=True).exists(),
        written_by=officer.name,
    )


def _notes(
    table: Table, context: Mapping[str, Any], forms: Sequence[BaseForm], officer: Officer
) -> list[str]:
    """Of which day, made when and by whom; then how the list was narrowed and ordered."""
    whose = f"（{officer.department}）" if officer.department else ""
    made = [
        f"导出时间：{timezone.localtime():%Y-%m-%d %H:%M}",
        f"导出人：{officer.name}{whose}",
        f"共 {len(table.rows)} 条",
    ]
    if "on" in context:
        made.insert(0, f"统计截止日期：{context['on']:%Y-%m-%d}")
    narrowed = [words for form in forms for words in _narrowed(form)]
    shown = [f"筛选：{'；'.join(narrowed) or '全部'}", f"排序：{'、'.join(_order(table))}"]
    return [_GAP.join(made), _GAP.join(shown)]


def _narrowed(form: BaseForm) -> Iterator[str]:
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        # The day shown stands by itself.
        if name != "as_of" and value not in field.empty_values:
            yield f"{field.label}：{_chosen(field, value)}"


def _chosen(field: Field, value: Any) -> str:
    """What was chosen or typed, as the page words it."""
    if isinstance(value, Model) or not isinstance(field, ChoiceField):
        return str(value)
    choices = cast("Iterable[tuple[Any, Any]]", field.choices)
    return next(str(words) for key, words in choices if str(key) == str(value))


def _order(table: Table) -> Iterator[str]:
    for alias in table.order_by:
        heading = table.columns[alias.bare].header
        yield f"{heading}（{'降序' if alias.is_descending else '升序'}）"


def _rows(table: Table) -> Any:
    """All rows in the order shown; those of a database a few at a time."""
    data = table.data.data
    return data.iterator(CHUNK) if isinstance(data, QuerySet) else data


def _sent(listing: Listing, context: Mapping[str, Any]) -> FileResponse:
    on = context.get("on") or timezone.localdate()
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - the response closes it
    write_list(listing, file)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{listing.name}_{on:%Y-%m-%d}.xlsx",
        content_type=CONTENT_TYPE,
    )
