"""The stamp of an exported workbook, by which import_plan sees whether the plan has changed since.

It is a line of the first sheet: programs keep cells, but not each of them a document's properties.
It is signed, so that an altered one and one of another site are recognized.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils import timezone

from projects.models.plan import Plan
from projects.terms.amending import ChangeRefused
from projects.terms.models import PlanChange

SALT: Final = "projects.terms.export_stamp"
LINE: Final = "本文件导出于{}。导出标记（系统据此核对方案此后有无变动，请勿改动）：{}"
FOUND: Final = re.compile("导出标记[^：]*：(.*)")
MISSING: Final = (
    "“说明”表中没有导出标记，无法核对方案在导出以后有无变动。请用 manage.py export_plan "
    "重新导出后再改。"
)
ALTERED: Final = "“说明”表中的导出标记已被改动，或者不是本系统导出的。请重新导出后再改。"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which plan's terms of which day a file shows, and the plan's version at the export.

    ``version`` is ``Plan.terms_version``: the key of the last change that was applied, 0 for none.
    """

    plan: int
    version: int
    day: date
    exported_on: date

    def line(self) -> str:
        parts = (self.plan, self.version, self.day, self.exported_on)
        signed = signing.Signer(salt=SALT).sign(" ".join(map(str, parts)))
        return LINE.format(f"{self.exported_on:%Y-%m-%d}", signed)


def read_stamp(texts: Iterable[str]) -> Stamp:
    """The stamp among the first sheet's texts; raises ChangeRefused if there is none of ours."""
    found = next(filter(None, map(FOUND.search, texts)), None)
    if found is None:
        raise ChangeRefused(MISSING)
    try:
        parts = signing.Signer(salt=SALT).unsign(found[1].strip()).split(" ")
    except signing.BadSignature as error:
        raise ChangeRefused(ALTERED) from error
    plan, version, *days = parts
    day, exported_on = map(date.fromisoformat, days)
    return Stamp(int(plan), int(version), day, exported_on)


def refuse_stale(stamp: Stamp, plan: Plan, day: date, *, is_correction: bool) -> None:
    """Raise ChangeRefused for a file that would silently undo what changed since its export.

    An amendment is compared with the terms of today, which the file has to show: nothing may have
    changed since the export, nor since the day whose terms were exported. A correction is compared
    with the terms of ``day``, from which it holds: the file has to show that very day, and nothing
    recorded since the export may reach it. What was amended since for later days does not matter,
    since a correction leaves it as amended.
    """
    if stamp.plan != plan.pk:
        raise ChangeRefused(ALTERED)
    if is_correction and stamp.day != day:
        raise ChangeRefused(
            f"更正须用起始日期当天的方案内容，这份文件是{stamp.day:%Y-%m-%d}的。"
            f"请用 manage.py export_plan 文件 --as-of {day:%Y-%m-%d} 重新导出后再改。"
        )
    applied = PlanChange.objects.filter(plan=plan, applied_at__isnull=False)
    since = _since(applied, stamp.version)
    if is_correction:
        since = since.filter(valid_from__lte=day)
    newest = since.order_by("applied_at", "pk").last()
    if newest is not None:
        raise ChangeRefused(
            f"这份文件导出于{stamp.exported_on:%Y-%m-%d}，此后方案已于"
            f"{timezone.localdate(newest.applied_at):%Y-%m-%d}变动，请重新导出后再改。"
        )
    later = applied.filter(valid_from__gt=stamp.day).order_by("valid_from").last()
    if later is not None and not is_correction:
        raise ChangeRefused(
            f"这份文件是{stamp.day:%Y-%m-%d}的方案内容，方案自{later.valid_from:%Y-%m-%d}起"
            "已有变动，请重新导出现行内容后再改。"
        )


def _since(applied: QuerySet[PlanChange], version: int) -> QuerySet[PlanChange]:
    """The changes applied after a version; one that waited for its day may have a lower key."""
    last = applied.filter(pk=version).first()
    if last is None:
        return applied
    at_once = Q(applied_at=last.applied_at, pk__gt=version)
    return applied.filter(Q(applied_at__gt=last.applied_at) | at_once)
