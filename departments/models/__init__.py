"""Who: counties, departments, officers, and what officers did."""

from departments.models.audit import AuditEntry
from departments.models.department import County, Department
from departments.models.officer import Officer

__all__ = ["AuditEntry", "County", "Department", "Officer"]
