"""Counties, departments, officers, delegations and the audit log."""

from departments.models.audit import AuditEntry
from departments.models.delegation import Delegation
from departments.models.department import County, Department
from departments.models.officer import Officer

__all__ = ["AuditEntry", "County", "Delegation", "Department", "Officer"]
