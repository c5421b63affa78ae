"""Roles, their capabilities, and the guards of views; querysets guard the objects."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import update_wrapper
from typing import TYPE_CHECKING, ParamSpec

from django.db import models
from django.http import Http404, HttpResponseBase

if TYPE_CHECKING:
    from departments.requests import OfficerRequest, View  # which import this module

P = ParamSpec("P")


class Role(models.TextChoices):
    """An officer's role; each officer has exactly one."""

    REPORTER = "reporter", "填报员"
    APPROVER = "approver", "审核人"
    REVIEWER = "reviewer", "市局审核"
    LEADER = "leader", "领导"
    ADMINISTRATOR = "administrator", "系统管理员"
    AUDITOR = "auditor", "审计员"


class Capability(StrEnum):
    """What a role may do. Templates read it as ``can.review``."""

    READ = "read"  # dashboards, lists and bulletins, which show approved figures only
    SEE_DEPARTMENT = "see_department"  # drafts, requests and reminders of their own department
    SEE_CITY = "see_city"  # approved reports, accepted requests and due days of all departments
    SEE_EVERYTHING = "see_everything"  # drafts, requests and reminders of all departments

    REPORT = "report"  # write and submit their department's reports
    ENDORSE = "endorse"  # endorse or return their department's reports
    REQUEST_CHANGES = "request_changes"  # 延期 and 办结 for their department
    DELEGATE = "delegate"  # hand their department's reporting to a delegate
    STAND_IN = "stand_in"  # report for another department as its delegate

    REVIEW = "review"  # decide on all departments' reports and requests, rate, reply
    REMIND = "remind"
    MANAGE_PERIODS = "manage_periods"  # days, locks and exceptions
    MAKE_BULLETINS = "make_bulletins"  # and withdraw them
    EDIT_COUNTINGS = "edit_countings"  # 填报口径

    ADMINISTER = "administer"  # accounts, departments, periods and plan data
    AUDIT = "audit"  # read the audit log


_OF_DEPARTMENT = frozenset(
    {
        Capability.READ,
        Capability.SEE_DEPARTMENT,
        Capability.REQUEST_CHANGES,
        Capability.DELEGATE,
        Capability.STAND_IN,
    }
)

CAPABILITIES: Mapping[str, frozenset[Capability]] = {
    Role.REPORTER: _OF_DEPARTMENT | {Capability.REPORT},
    Role.APPROVER: _OF_DEPARTMENT | {Capability.ENDORSE},
    # Without STAND_IN: reviewers would approve reports they wrote themselves.
    Role.REVIEWER: frozenset(
        {
            Capability.READ,
            Capability.SEE_CITY,
            Capability.SEE_EVERYTHING,
            Capability.REVIEW,
            Capability.REMIND,
            Capability.MANAGE_PERIODS,
            Capability.MAKE_BULLETINS,
            Capability.EDIT_COUNTINGS,
        }
    ),
    Role.LEADER: frozenset({Capability.READ, Capability.SEE_CITY, Capability.STAND_IN}),
    Role.ADMINISTRATOR: frozenset({Capability.ADMINISTER}),
    Role.AUDITOR: frozenset({Capability.AUDIT}),
}


def roles_with(*capabilities: Capability) -> list[Role]:
    """The roles that have any of ``capabilities``, for querysets."""
    return [role for role in Role if not CAPABILITIES[role].isdisjoint(capabilities)]


def requires(*capabilities: Capability) -> "Callable[[View[P]], View[P]]":
    """Open a view to officers with any of ``capabilities``; all others get 404."""

    def decorate(view: "View[P]") -> "View[P]":
        def guarded(
            request: "OfficerRequest", /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if request.user.capabilities.isdisjoint(capabilities):
                raise Http404("page of another role")
            return view(request, *args, **kwargs)

        update_wrapper(guarded, view)
        return guarded

    return decorate


for_readers = requires(Capability.READ)
"""Guards pages that show approved figures only."""
