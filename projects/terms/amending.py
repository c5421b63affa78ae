"""Change the plan's terms from a day on, keeping those of the days before.

A change is applied in one transaction with an audit row for each row of the plan that it touches.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from departments.models import AuditEntry, Officer
from projects.models.plan import Plan, Responsibility
from projects.models.target import Checkpoint
from projects.terms.content import (
    BY_NAME,
    Content,
    TermDifference,
    as_found,
    load_content,
    parents_of,
    patched,
)
from projects.terms.models import ChangeWithdrawal, PastTerms, PlanChange
from projects.terms.plan_sheets import labelled, name_of
from projects.terms.term_writer import write

logger = logging.getLogger(__name__)
CANNOT_BE_WRITTEN = (IntegrityError, KeyError)
"""A value that must be unique is there already, or a row is there no more."""


class ChangeRefused(Exception):
    """A change that the plan cannot take, in words for whoever asked for it."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """From which day a change holds, by which document, why, and when it is recorded (now)."""

    valid_from: date
    document: str
    reason: str
    recorded_at: datetime | None = None

    @property
    def recorded_on(self) -> date:
        return timezone.localdate(self.recorded_at)


def refuse_day(grounds: Grounds, *, is_correction: bool) -> None:
    """Raise ChangeRefused for a day from which such a change cannot hold."""
    if is_correction and grounds.valid_from > grounds.recorded_on:
        raise ChangeRefused("更正的起始日期不能晚于今天；以后才生效的变动，请按方案调整办理。")
    if not is_correction and grounds.valid_from < grounds.recorded_on:
        raise ChangeRefused(
            f"方案调整只能从今天或以后的日期起生效，不能从{grounds.valid_from:%Y-%m-%d}起。"
            "以前登记有误的，请按更正办理。"
        )


def amend(
    plan: Plan,
    changes: Sequence[TermDifference],
    grounds: Grounds,
    user: Officer | None,
    client_ip: str | None = None,
) -> PlanChange:
    """Change the terms from today or a later day on; a later one waits for its day.

    Raises ChangeRefused for a past day, and where a waiting amendment changes the same value.
    """
    refuse_day(grounds, is_correction=False)
    apply_due(timezone.localdate())
    with transaction.atomic():
        _lock(plan)
        _refuse_waiting(plan, changes)
        _refuse_start(changes, grounds)
        change = _record(plan, PlanChange.Kind.AMENDMENT, changes, grounds, user)
        if grounds.valid_from <= timezone.localdate():
            _apply(change, client_ip)
        _refuse_collision(plan)
    return change


def correct(
    plan: Plan, changes: Sequence[TermDifference], grounds: Grounds, user: Officer | None
) -> PlanChange:
    """Put the terms right from a day on, past days included.

    ``changes`` are against the terms of that day. What was amended since then stays as amended.
    Raises ChangeRefused for a day to come.
    """
    refuse_day(grounds, is_correction=True)
    apply_due(timezone.localdate())
    with transaction.atomic():
        _lock(plan)
        before = load_content(plan)
        standing = _still_so(changes, before)
        _refuse_later(changes, standing, before)
        _refuse_orphans(standing, before)
        change = _record(plan, PlanChange.Kind.CORRECTION, changes, grounds, user)
        past = list(PastTerms.objects.current().filter(plan=plan))
        write(plan, standing, grounds.valid_from)
        _rewrite_past(change, past, before)
        _finish(change, changes, None)
        _refuse_collision(plan)
    return change


def withdraw(change: PlanChange, reason: str, user: Officer | None) -> ChangeWithdrawal:
    """Withdraw a waiting amendment, which stays recorded; ChangeRefused for any other."""
    apply_due(timezone.localdate())
    with transaction.atomic():
        _lock(change.plan)
        change = PlanChange.objects.get(pk=change.pk)
        if not change.is_waiting:
            raise ChangeRefused(change.no_withdrawal_text)
        made = ChangeWithdrawal.objects.create(change=change, reason=reason, officer=user)
        _refuse_collision(change.plan)
        AuditEntry.objects.create(
            at=made.at,
            officer=user,
            action="撤回方案调整",
            subject=change.number_text,
            subject_key=f"plan_change:{change.pk}",
            before={"状态": "待生效"},
            after={"状态": "已撤回"},
            reason=reason,
        )
    return made


_applied_on: date | None = None
"""The day on which this process last looked for amendments to apply."""


def apply_due_once(today: date) -> None:
    """Apply the amendments whose day has come, at the first call of each day. One query then.

    An amendment recorded during the day for that very day is applied where it is recorded.
    """
    global _applied_on  # noqa: PLW0603 - the process's own, as it looks for itself alone
    if _applied_on != today:
        apply_due(today)
        _applied_on = today


def apply_due(today: date) -> None:
    """Apply the amendments whose day has come."""
    waiting = PlanChange.objects.waiting().filter(valid_from__lte=today)
    for key in waiting.values_list("pk", flat=True):
        try:
            _apply_waiting(key)
        except CANNOT_BE_WRITTEN:
            # What cannot take effect leaves the terms as they were; no page fails for it.
            logger.exception("The amendment %s cannot take effect.", key)


def _apply_waiting(key: int) -> None:
    with transaction.atomic():
        change = PlanChange.objects.select_related("plan").get(pk=key)
        _lock(change.plan)
        change.refresh_from_db()
        # Another process may have been quicker.
        if change.is_waiting:
            _apply(change)


@contextmanager
def tried(plan: Plan, changes: Sequence[TermDifference], day: date) -> Iterator[None]:
    """Let the plan's tables hold changes as far as they touch the terms of now, and undo it."""
    now = load_content(plan)
    standing = _still_so(changes, now)
    _refuse_orphans(standing, now)
    with transaction.atomic():
        write(plan, standing, day)
        yield
        transaction.set_rollback(True)


def terms_on(plan: Plan, day: date) -> Content:
    """The terms in force on a day; amendments to come are left out."""
    for past in PastTerms.objects.current().filter(plan=plan, valid_to__gt=day):
        if past.holds(day):
            content: Content = past.content
            return content
    return load_content(plan)


def amended_since(plan: Plan, changes: Sequence[TermDifference], day: date) -> list[TermDifference]:
    """A correction's changes whose value or row is amended after its day, and then stays so."""
    past = PastTerms.objects.current().filter(plan=plan, valid_to__gt=day)
    contents = [*(terms.content for terms in past), load_content(plan)]
    standing = [_still_so(changes, content) for content in contents]
    waiting = PlanChange.objects.waiting().filter(plan=plan)
    to_come = {tuple(item[:3]) for change in waiting for item in change.differences}
    return [
        change
        for change in changes
        if change[:3] in to_come or not all(change in own for own in standing)
    ]


def _lock(plan: Plan) -> None:
    Plan.objects.select_for_update().get(pk=plan.pk)


def _refuse_waiting(plan: Plan, changes: Iterable[TermDifference]) -> None:
    asked, names = set(map(_touched, changes)), load_content(plan)
    for waiting in PlanChange.objects.waiting().filter(plan=plan):
        for difference in map(TermDifference._make, waiting.differences):
            if _touched(difference) in asked:
                raise ChangeRefused(
                    f"“{name_of(difference.table, difference.key, names)}”"
                    f"已登记了自{waiting.valid_from:%Y-%m-%d}起的"
                    f"调整（{waiting.document}），尚未生效，不能再登记同一行的变动。"
                )


def _refuse_start(changes: Iterable[TermDifference], grounds: Grounds) -> None:
    """A plan that has begun has begun: another start would change what past days answer."""
    for change in changes:
        if BY_NAME[change.table].model is Plan and change.field == "start":
            days = (date.fromisoformat(change.before), date.fromisoformat(change.after))
            if min(days) <= grounds.recorded_on:
                raise ChangeRefused(
                    "方案已经开始实施，起始日期不能调整；登记有误的，请按更正办理。"
                )


def _refuse_collision(plan: Plan) -> None:
    """Raise ChangeRefused if the waiting amendments cannot all take effect, each on its day."""
    with transaction.atomic():
        for change in PlanChange.objects.waiting().filter(plan=plan):
            try:
                write(plan, list(map(TermDifference._make, change.differences)), change.valid_from)
            except CANNOT_BE_WRITTEN as error:
                raise ChangeRefused(
                    f"与自{change.valid_from:%Y-%m-%d}起的调整（{change.document}）不能都生效："
                    "名称会重复，或者它变动的行届时已经取消。请改变其中一个。"
                ) from error
        transaction.set_rollback(True)


def _touched(change: TermDifference) -> tuple[str, str]:
    """A row, or for checkpoints their target: one more may give all others another number."""
    is_counted = BY_NAME[change.table].model is Checkpoint
    return change.table, change.key.rpartition(" ")[0] if is_counted else change.key


def _refuse_later(
    changes: Iterable[TermDifference], standing: Sequence[TermDifference], names: Content
) -> None:
    """Responsibilities hold their own days, which a later amendment has set."""
    for change in changes:
        if BY_NAME[change.table].model is Responsibility and change not in standing:
            raise ChangeRefused(
                f"“{name_of(change.table, change.key, names)}”在更正的起始日期之后又有调整，"
                "请从调整之日起更正。"
            )


def _refuse_orphans(changes: Iterable[TermDifference], now: Content) -> None:
    """What is added needs the rows that it belongs to, which may be gone since."""
    there = {(table, key) for table, rows in now.items() for key in rows}
    for change in changes:
        if change.field or change.after is None:
            continue
        there.add(change[:2])
        for parent, key in parents_of(BY_NAME[change.table], change.key):
            if (parent, key) not in there:
                raise ChangeRefused(
                    f"“{name_of(change.table, change.key, now)}”所属的"
                    f"“{name_of(parent, key, now)}”此后已经取消，不能补登。"
                )


def _record(
    plan: Plan,
    kind: PlanChange.Kind,
    changes: Iterable[TermDifference],
    grounds: Grounds,
    user: Officer | None,
) -> PlanChange:
    return PlanChange.objects.create(
        plan=plan,
        kind=kind,
        valid_from=grounds.valid_from,
        document=grounds.document,
        reason=grounds.reason,
        differences=[list(change) for change in changes],
        recorded_at=grounds.recorded_at or timezone.now(),
        recorded_by=user,
    )


def _apply(change: PlanChange, client_ip: str | None = None) -> None:
    """Let an amendment take effect: keep the terms so far, and write the new ones."""
    before = load_content(change.plan)
    last = PastTerms.objects.current().filter(plan=change.plan).order_by("valid_to").last()
    begun = last.valid_to if last else None
    if begun is None or begun < change.valid_from:
        PastTerms.objects.create(
            plan=change.plan,
            valid_from=begun,
            valid_to=change.valid_from,
            content=before,
            ended_by=change,
        )
    differences = list(map(TermDifference._make, change.differences))
    write(change.plan, differences, change.valid_from)
    _finish(change, [as_found(each, before) for each in differences], client_ip)


def _finish(change: PlanChange, found: Sequence[TermDifference], client_ip: str | None) -> None:
    is_at_once = change.valid_from <= timezone.localdate(change.recorded_at)
    change.applied_at = change.recorded_at if is_at_once else timezone.now()
    change.save(update_fields=["applied_at"])
    Plan.objects.filter(pk=change.plan_id).update(terms_version=change.pk)
    change.plan.terms_version = change.pk
    _audit(change, found, client_ip)


def _still_so(changes: Iterable[TermDifference], content: Content) -> list[TermDifference]:
    """The changes whose value or row is still as they found it."""
    kept = []
    for change in changes:
        row = content[change.table].get(change.key)
        if not change.field:
            is_same = (row is None) is (change.before is None)
        else:
            is_same = row is not None and row[change.field] == change.before
        kept += [change] if is_same else []
    return kept


def _rewrite_past(change: PlanChange, past: Sequence[PastTerms], before: Content) -> None:
    """Replace the past terms since the correction's day by corrected ones.

    ``before`` are the tables' terms before the correction, which held since the last change.
    """
    day, now = change.valid_from, load_content(change.plan)
    found = list(map(TermDifference._make, change.differences))
    for terms in past:
        if terms.valid_to <= day:
            continue
        terms.replaced_by = change
        terms.save(update_fields=["replaced_by"])
        for first, end in _parts(terms.valid_from, terms.valid_to, day):
            is_corrected = end > day
            PastTerms.objects.create(
                plan=change.plan,
                valid_from=first,
                valid_to=end,
                content=patched(terms.content, found, now) if is_corrected else terms.content,
                ended_by=terms.ended_by if end == terms.valid_to else change,
            )
    begun = past[-1].valid_to if past else None
    starts = begun or change.plan.start
    if starts < day:
        PastTerms.objects.create(
            plan=change.plan, valid_from=begun, valid_to=day, content=before, ended_by=change
        )


def _parts(first: date | None, end: date, day: date) -> list[tuple[date | None, date]]:
    """A span of days, split where ``day`` lies inside of it."""
    is_inside = day < end and (first is None or first < day)
    return [(first, day), (day, end)] if is_inside else [(first, end)]


def _audit(change: PlanChange, found: Sequence[TermDifference], client_ip: str | None) -> None:
    rows: dict[tuple[str, str], tuple[dict[str, str], dict[str, str]]] = {}
    for item in found:
        before, after = rows.setdefault((item.table, item.key), ({}, {}))
        if item.field:
            before |= labelled(item.table, {item.field: item.before})
            after |= labelled(item.table, {item.field: item.after})
        else:
            before |= labelled(item.table, item.before)
            after |= labelled(item.table, item.after)
    names = load_content(change.plan)
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=change.applied_at or change.recorded_at,
            officer=change.recorded_by,
            action=change.get_kind_display(),
            subject=name_of(table, key, names),
            subject_key=f"terms:{table}:{key}",
            before=before,
            after=after,
            reason=f"自{change.valid_from:%Y-%m-%d}起，{change.document}：{change.reason}",
            client_ip=client_ip,
        )
        for (table, key), (before, after) in rows.items()
    )
