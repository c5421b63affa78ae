"""The plan's workbook: which columns a table's sheet has, how its rows stand and values look."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias

from django.db import models

from projects.terms.content import BY_NAME, Content, TermTable
from spreadsheets.cells import Value

GUIDE: Final = "说明"
"""The first sheet, which holds no terms."""
YES: Final = "是"
NO: Final = "否"
EMPTY: Final = "空"
CODES: Final = frozenset({"区划代码", "代号", "部门代号"})
"""The parts of keys that are text; all others are whole numbers."""

COMPARED: Final = "对照"
"""Before the headings of a cross-check's other target."""

Field: TypeAlias = "models.Field[Any, Any]"


def heading_of(table: TermTable, name: str) -> str:
    return str(table.field(name).verbose_name)


def headings_of(table: TermTable) -> list[str]:
    return [*table.headings, *(heading_of(table, name) for name in table.fields)]


def labels_of(field: Field) -> dict[Any, str]:
    """The words of a field's choices; empty if it has none."""
    if isinstance(field, models.BooleanField):
        return {True: YES, False: NO}
    choices: Any = field.choices or ()
    return {value: str(label) for value, label in choices}


def cell_of(field: Field, value: Any) -> Value:
    """A term as a cell holds it."""
    if value is None or value == "":
        return None
    if labels := labels_of(field):
        return labels[value]
    if isinstance(field, models.DateField):
        return date.fromisoformat(value)
    if isinstance(field, models.DecimalField):
        amount = Decimal(value)
        return int(amount) if amount == int(amount) else float(amount)
    cell: Value = value
    return cell


def shown(field: Field, value: Any) -> str:
    """A term in a sentence."""
    if value is None or value == "":
        return EMPTY
    return labels_of(field).get(value, str(value))


def labelled(table: str, row: Mapping[str, Any] | None) -> dict[str, str]:
    """A row's terms in words by their headings."""
    own = BY_NAME[table]
    return {
        heading_of(own, name): shown(own.field(name), value) for name, value in (row or {}).items()
    }


def key_cells(table: TermTable, key: str) -> list[Value]:
    parts = zip(table.headings, key.split(" "), strict=False)
    return [part if heading in CODES else int(part) for heading, part in parts]


def ordered_keys(table: TermTable, content: Content) -> list[str]:
    """A table's keys in the plan's order: JSON as a database keeps it has an order of its own."""
    return sorted(content[table.name], key=_order(table, content))


def _order(table: TermTable, content: Content) -> Callable[[str], list[tuple[int, str]]]:
    def order(key: str) -> list[tuple[int, str]]:
        found = list(_numbers(table, key, content))
        if "order" in table.fields:
            found.insert(len(found) - 1, (content[table.name][key]["order"], ""))
        return found

    return order


def _numbers(table: TermTable, key: str, content: Content) -> Iterator[tuple[int, str]]:
    for heading, part in zip(table.headings, key.split(" "), strict=False):
        if heading not in CODES:
            yield int(part), ""
        else:
            department = content["部门"].get(part) if heading == "部门代号" else None
            yield (department["order"] if department else 0), part


def name_of(table: str, key: str, content: Content) -> str:
    """A row in a sentence: ``节点 3-1 第1个``, ``勾稽关系 2-5 15-4``."""
    if table == "方案":
        return table
    words = {}
    for heading, part in zip(BY_NAME[table].headings, key.split(" "), strict=True):
        words[heading] = _named(heading, part, content)
    for which in ("", COMPARED):
        target = words.pop(f"{which}目标序号", "")
        if target:
            words[f"{which}项目序号"] += f"-{target}"
    return " ".join((table, *words.values()))


def _named(heading: str, part: str, content: Content) -> str:
    if heading == "节点次序":
        return f"第{part}个"
    if heading == "起始位置":
        return f"第{part}字起"
    named = {"部门代号": "部门", "代号": "部门", "区划代码": "县（市、区）"}.get(heading, "")
    row = content[named].get(part) if named else None
    return str(row["name"]) if row else part
