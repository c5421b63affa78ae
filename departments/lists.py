"""Show a list as a page, or with ``?format=xlsx`` all its rows as a workbook."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any, Final, cast

from django.conf import settings
from django.contrib import messages
from django.db.models import Model, QuerySet
from django.forms import BaseForm, ChoiceField, Field
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django_filters.filterset import BaseFilterSet
from django_tables2 import RequestConfig, Table
from openpyxl.styles import NamedStyle

from departments.models import Officer
from departments.requests import OfficerRequest
from spreadsheets.list_sheet import MOST_ROWS, Listing, write_list

FORMAT: Final = "format"
XLSX: Final = "xlsx"
CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK: Final = 2000
"""Rows fetched from the database at a time."""
PAGE_SIZE: Final = 50
TOO_MANY: Final = "这个列表有 {} 条，超过一张工作表能放下的 {} 条；请先筛选，再导出。"
UNKNOWN: Final = "地址中的“{}”无法识别，列表没有按它筛选。"
OWN_NAMES: Final = frozenset({"sort", "page", FORMAT})
LONGEST_NAME: Final = 20
CORRECTED: Final = "统计截止日期之后，方案数据作过更正，本表按更正后的显示："
_GAP: Final = "　　　　"


@dataclass(frozen=True, slots=True)
class ListHeading:
    """The heading of every list's workbook, and the styles its cells may use.

    ``settings.LIST_HEADING`` names the function that returns it: this app must not import the plan.
    """

    title: str
    document_number: str
    styles: Sequence[NamedStyle]


def list_response(
    request: OfficerRequest,
    table: Table,
    template: str,
    context: Mapping[str, Any],
    *,
    page_size: int | None = PAGE_SIZE,
    status: int = 200,
) -> HttpResponseBase:
    """The page of a list with ``table`` in its context, or the workbook of all its rows.

    Both show the same rows in the same order. ``page_size`` None shows all rows on one page.
    With invalid filters nothing is exported: the page shows the errors instead.
    """
    paginate = {"per_page": page_size} if page_size else False
    RequestConfig(request, paginate=paginate).configure(table)
    if request.method == "GET" and request.GET.get(FORMAT) == XLSX:
        return _export(request, table, context)
    if unknown := _unknown(request, context):
        messages.warning(request, UNKNOWN.format("、".join(unknown)))
    return render(request, template, {**context, "table": table}, status=status)


def _export(request: OfficerRequest, table: Table, context: Mapping[str, Any]) -> HttpResponseBase:
    forms = list(_bound_forms(context))
    if any(form.errors for form in forms):
        return redirect(_page(request))
    if len(table.rows) > MOST_ROWS:
        messages.error(request, TOO_MANY.format(len(table.rows), MOST_ROWS))
        return redirect(_page(request))
    return _send(_listing(table, context, forms, request.user), context)


def _unknown(request: HttpRequest, context: Mapping[str, Any]) -> list[str]:
    """The names in the address that filter nothing here, shortened."""
    known = set(OWN_NAMES)
    for form in _forms(context):
        known |= {form.add_prefix(name) for name in form.fields}
    return [name[:LONGEST_NAME] for name in request.GET if name not in known]


def _bound_forms(context: Mapping[str, Any]) -> Iterator[BaseForm]:
    """The forms that filter the list."""
    return (form for form in _forms(context) if form.is_bound)


def _forms(context: Mapping[str, Any]) -> Iterator[BaseForm]:
    for value in context.values():
        form = value.form if isinstance(value, BaseFilterSet) else value
        if isinstance(form, BaseForm):
            yield form


def _page(request: HttpRequest) -> str:
    """The address of the list's page."""
    query = request.GET.copy()
    del query[FORMAT]
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _listing(
    table: Table, context: Mapping[str, Any], forms: Sequence[BaseForm], user: Officer
) -> Listing:
    heading: ListHeading = import_string(settings.LIST_HEADING)(context.get("plan"))
    return Listing(
        title=heading.title,
        document_number=heading.document_number,
        name=table.attrs["caption"],
        notes=_notes(table, context, forms, user),
        columns=[item for column in table.columns for item in table.sheet[column.name]],
        rows=_rows(table),
        nothing=table.empty_text or "这里还没有内容。",
        is_demo=Officer.objects.filter(is_demo=True).exists(),
        written_by=user.name,
        styles=heading.styles,
        time_zone=timezone.get_current_timezone(),
    )


def _notes(
    table: Table, context: Mapping[str, Any], forms: Sequence[BaseForm], user: Officer
) -> list[str]:
    """The day shown, when and by whom it was exported; filters and order; corrections since."""
    department = f"（{user.department}）" if user.department else ""
    origin = [
        f"导出时间：{timezone.localtime():%Y-%m-%d %H:%M}",
        f"导出人：{user.name}{department}",
        f"共 {len(table.rows)} 条",
    ]
    if "on" in context:
        origin.insert(0, f"统计截止日期：{context['on']:%Y-%m-%d}")
    filters = [words for form in forms for words in _filters(form)]
    selection = [f"筛选：{'；'.join(filters) or '全部'}", f"排序：{'、'.join(_order(table))}"]
    notes = [_GAP.join(origin), _GAP.join(selection)]
    if "corrections" in context and context["corrections"].texts:
        notes.append(f"{CORRECTED}{'　'.join(context['corrections'].texts)}")
    return notes


def _filters(form: BaseForm) -> Iterator[str]:
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        # The first line already shows the day.
        if name != "as_of" and value not in field.empty_values:
            yield f"{field.label}：{_choice_text(field, value)}"


def _choice_text(field: Field, value: Any) -> str:
    """A filter's value as the page shows it."""
    if isinstance(value, Model) or not isinstance(field, ChoiceField):
        return str(value)
    choices = cast("Iterable[tuple[Any, Any]]", field.choices)
    return next(str(words) for key, words in choices if str(key) == str(value))


def _order(table: Table) -> Iterator[str]:
    for alias in table.order_by:
        heading = table.columns[alias.bare].header
        yield f"{heading}（{'降序' if alias.is_descending else '升序'}）"


def _rows(table: Table) -> Any:
    """All rows in the order shown; a queryset is read in chunks to save memory."""
    data = table.data.data
    return data.iterator(CHUNK) if isinstance(data, QuerySet) else data


def _send(listing: Listing, context: Mapping[str, Any]) -> FileResponse:
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
