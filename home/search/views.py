"""搜索: one field for everything that stands on the site."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dashboards.as_of import get_snapshot
from departments.form_fields import TextField
from departments.permissions import for_readers
from departments.requests import OfficerRequest
from home.search.find import find


class SearchForm(forms.Form):
    """What is looked for on the whole site; nothing is no fault."""

    q = TextField(
        label="搜索",
        required=False,
        max_length=60,
        error_messages={
            "max_length": "搜索的内容请不要超过60个字。",
            "null_characters_not_allowed": "搜索的内容里有无法识别的字符。",
        },
    )


@require_GET
@for_readers
def search(request: OfficerRequest) -> HttpResponse:
    """What was asked for and where it stands: ``search_form``, ``asked``, ``groups``, ``only``."""
    snapshot, context = get_snapshot(request)
    form = SearchForm(request.GET)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    only = request.GET.get("group", "")
    groups = find(snapshot, request.user, asked, context["as_of_query"], only)
    context |= {
        "search_form": form,
        "asked": asked,
        "groups": groups,
        "number": sum(len(group.hits) for group in groups),
        "only": only,
    }
    return render(request, "home/search/search.html", context)
