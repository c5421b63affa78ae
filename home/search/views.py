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
    """搜索. Context: ``search_form``, ``asked`` (the words), ``groups``, ``number``, ``only``."""
    snapshot, context = get_snapshot(request)
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    only = request.GET.get("group", "")
    groups = find(snapshot, request.user, words, context["as_of_query"], only)
    context |= {
        "search_form": form,
        "asked": words,
        "groups": groups,
        "number": sum(len(group.hits) for group in groups),
        "only": only,
    }
    return render(request, "home/search/search.html", context)
