"""Drafts that save themselves: answers in JSON to the form's script."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from departments.exceptions import Conflict, StepRefused
from departments.requests import OfficerRequest, client_ip
from reports.actions.save_report import save_report
from reports.edit_context import HANDED_IN, SWITCHED, ReportEditor, is_switched, saved_by
from reports.forms.edit_conflicts import signature
from reports.forms.report import ReportForm


def autosave(request: OfficerRequest, sheet: ReportEditor) -> HttpResponse:
    """Save what can be saved and tell the rest; 409 with a sentence when nothing can be."""
    if is_switched(request, sheet):
        return _refuse(SWITCHED)
    form, saved = sheet.form(request.POST), sheet.form()
    choices = form.choices(saved)
    if sheet.is_handed_in:
        return _refuse(HANDED_IN)
    if choices.is_overtaken:
        return _refuse(_overtaken(request, sheet), is_overtaken=True)
    try:
        sheet.check_start(request)
        if _has_news(form, saved):
            save_report(sheet.report, form.entry(), request.user, client_ip(request))
    except StepRefused as refusal:
        return _refuse(str(refusal))
    except Conflict as conflict:
        return _refuse(str(conflict), is_overtaken=True)
    return JsonResponse(_state(sheet, form, saved))


def _has_news(form: ReportForm, saved: ReportForm) -> bool:
    """Whether anything that can be saved differs from what is."""
    return any(
        part.is_valid and part.content != saved.parts[name].content
        for name, part in form.parts.items()
    )


def _state(sheet: ReportEditor, form: ReportForm, saved: ReportForm) -> dict[str, Any]:
    """What the form goes on from, and what is wrong in it, by the fields' names."""
    parts = {
        name: part if part.is_valid else saved.parts[name] for name, part in form.parts.items()
    }
    return {
        "version": sheet.report.version,
        "opened": signature(parts.values()),
        "saved_at": f"{timezone.localtime():%H:%M}",
        "errors": form.sentences,
    }


def _overtaken(request: OfficerRequest, sheet: ReportEditor) -> str:
    who, when = saved_by(request, sheet.report), timezone.localtime(sheet.report.updated_at)
    return f"{who}于 {when:%H:%M} 保存过这份报告，您之后填写的还没有保存。"


def _refuse(sentence: str, *, is_overtaken: bool = False) -> JsonResponse:
    return JsonResponse({"sentence": sentence, "is_overtaken": is_overtaken}, status=409)
