"""The filling form (填报表): written for a department's period, read back, checked."""

from reports.workbook.archive import FileRefused
from reports.workbook.checking import check_form
from reports.workbook.copies import Copies, chosen, copies_in
from reports.workbook.findings import Checked
from reports.workbook.reading import Filled, read_form
from reports.workbook.sealing import Preview, seal, unseal
from reports.workbook.writing import file_name, form_workbook

__all__ = [
    "Checked",
    "Copies",
    "FileRefused",
    "Filled",
    "Preview",
    "check_form",
    "chosen",
    "copies_in",
    "file_name",
    "form_workbook",
    "read_form",
    "seal",
    "unseal",
]
