"""Rows that a file has twice: a sheet copied before it was filled, a row copied below.

Equal copies count once. Of sheets that differ the officer chooses one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.excel_form.parse import KEY_WORD, Filled, Problem, TypedRow, Unread
from reports.excel_form.row_key import NOTHING_TYPED, SheetKind

NOT_CHOSEN: Final = "选定的是“{}”，这张表没有读取"


@dataclass(frozen=True, slots=True)
class Copies:
    """Sheets of one kind that differ in the same rows, in the file's order."""

    kind: SheetKind
    filled: Mapping[str, int]
    """The number of filled rows, by the sheet's name."""
    differing: int


def copies_in(filled: Filled) -> list[Copies]:
    """The choices that the officer has to make before the form can be checked."""
    choices = []
    for kind in SheetKind:
        rows = [row for row in _without_blank_sheets(filled.rows) if row.key.kind is kind]
        differing = [
            same
            for same in _alike(rows).values()
            if _differ(list({row.sheet: row for row in reversed(same)}.values()))
        ]
        sheets = {row.sheet for same in differing for row in same}
        counts = {
            sheet: sum(row.is_filled for row in rows if row.sheet == sheet)
            for sheet in dict.fromkeys(row.sheet for row in rows)
            if sheet in sheets
        }
        if counts:
            choices.append(Copies(kind, counts, len(differing)))
    return choices


def keep_chosen(
    filled: Filled, copies: Sequence[Copies], sheets: Mapping[SheetKind, str]
) -> Filled:
    """The form without the sheets that were not chosen; ``sheets``: one for each of ``copies``.

    One message for each such sheet names the rows that only it has.
    """
    choice = {sheet: sheets[item.kind] for item in copies for sheet in item.filled}
    dropped = {sheet: chosen for sheet, chosen in choice.items() if sheet != chosen}
    kept = [row for row in filled.rows if row.sheet not in dropped]
    typed = {(row.key.kind, row.key.subject): row.typed for row in kept}
    alone = [(stray.sheet, stray.row) for stray in filled.strays]
    alone += [(item.sheet, number) for item in filled.unread for number in item.rows]
    alone += [
        (row.sheet, row.number)
        for row in filled.rows
        if row.typed != typed.get((row.key.kind, row.key.subject)) and row.is_filled
    ]
    unread = [item for item in filled.unread if item.sheet not in dropped]
    for sheet, chosen in dropped.items():
        numbers = sorted({number for name, number in alone if name == sheet})
        if numbers:
            unread.append(Unread(sheet, numbers, NOT_CHOSEN.format(chosen)))
    strays = [stray for stray in filled.strays if stray.sheet not in dropped]
    return Filled(kept, strays, unread)


def once(rows: Sequence[TypedRow]) -> list[TypedRow]:
    """Each row once if its copies are equal; differing copies all stay, with a problem on each."""
    kept: list[TypedRow] = []
    for same in _alike(_without_blank_sheets(rows)).values():
        kept += [_repeated(row, same) for row in same] if _differ(same) else same[:1]
    return kept


def _without_blank_sheets(rows: Sequence[TypedRow]) -> list[TypedRow]:
    """The rows without those of sheets that are still blank, if there are filled ones.

    A blank row in a filled sheet stays, since it may have been emptied on purpose.
    """
    filled = (row for row in rows if row.is_filled or row.key.digest != NOTHING_TYPED)
    sheets = {(row.key.kind, row.sheet) for row in filled}
    kinds = {kind for kind, _ in sheets}
    return [row for row in rows if row.key.kind not in kinds or (row.key.kind, row.sheet) in sheets]


def _alike(rows: Iterable[TypedRow]) -> dict[tuple[SheetKind, int], list[TypedRow]]:
    by_subject: dict[tuple[SheetKind, int], list[TypedRow]] = {}
    for row in rows:
        by_subject.setdefault((row.key.kind, row.key.subject), []).append(row)
    return by_subject


def _differ(rows: Sequence[TypedRow]) -> bool:
    return any(row.typed != rows[0].typed for row in rows)


def _repeated(row: TypedRow, alike: Sequence[TypedRow]) -> TypedRow:
    others = [f"“{other.sheet}”第{other.number}行" for other in alike if other is not row]
    reason = f"与{'、'.join(others[:3])}是同一项，内容不同。请只保留一行，删去其他的。"
    problem = Problem(row.sheet, row.number, KEY_WORD, "", reason)
    return replace(row, problems=(*row.problems, problem))
