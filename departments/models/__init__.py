"""Who: counties, departments, officers, their deputies, and what officers did."""

from departments.models.audit import AuditEntry
from departments.models.department import County, Department
from departments.models.deputy import Deputy
from departments.models.officer import Officer

__all__ = ["AuditEntry", "County", "Department", "Deputy", "Officer"]
