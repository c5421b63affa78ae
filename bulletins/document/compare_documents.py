"""较上次变化: what became of a bulletin's entries since the one before."""

from collections.abc import Iterable

from bulletins.document.values import Contents, Entry, Shift, Shifts
from dashboards.changes.compare import KIND_WORDS, Change, Comparison


def shifts(before: Contents, now: Contents) -> Shifts:
    """What differs between two bulletins' contents, the most serious first; no query.

    What stands in only one of them is named apart, since a plan's targets may be changed.
    """
    comparison = Comparison(before, now)
    return Shifts(
        since=before.issue,
        on=before.on,
        targets=tuple(map(_shift, comparison.of_targets())),
        parts=tuple(map(_shift, comparison.of_parts())),
        only_before=_missing(before.targets, now.targets),
        only_now=_missing(now.targets, before.targets),
    )


def _shift(change: Change) -> Shift:
    before, now = change.before, change.now
    return Shift(
        project=now.project,
        target=now.target,
        body=now.body,
        body_name=now.body_name,
        name=now.name,
        kind=KIND_WORDS[change.kind],
        before_lamp=before.lamp,
        before_lamp_word=before.lamp_word,
        before_figure=before.figure,
        lamp=now.lamp,
        lamp_word=now.lamp_word,
        figure=now.figure,
        cause=change.cause,
    )


def _missing(entries: Iterable[Entry], other: Iterable[Entry]) -> tuple[str, ...]:
    """The titles of those entries whose target the other ones lack."""
    known = {entry.key for entry in other}
    return tuple(entry.title for entry in entries if entry.key not in known)
