"""Who: counties, departments, officers, their delegations, and what officers did."""

from departments.models.audit import AuditEntry
from departments.models.delegation import Delegation
from departments.models.department import County, Department
from departments.models.officer import Officer

__all__ = ["AuditEntry", "County", "Delegation", "Department", "Officer"]
