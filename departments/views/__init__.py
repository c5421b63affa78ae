"""Pages about officers: fetch, decide, render; one file for each kind of work."""

from departments.views.audit import audit_log
from departments.views.deputies import act_as_oneself, act_for, deputy_end, deputy_list

__all__ = ["act_as_oneself", "act_for", "audit_log", "deputy_end", "deputy_list"]
