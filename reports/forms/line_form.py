"""One line of the report form: an assignment's figure and its reason."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from departments.form_fields import DayField, TextField
from projects import wording
from projects.amount_field import AmountField
from projects.assignment_texts import finished_text, goal_text, value_text
from projects.models import Assignment, Target
from projects.rules.anomalies import Anomaly, Limits
from projects.rules.cycles import cycle
from projects.rules.values import RECURRING, Measure, Rhythm
from reports.carried import continued, finished
from reports.comparison import usual_range
from reports.forms.edit_conflicts import Section, as_sent
from reports.models import Measurement, Period
from reports.rules.unchanged import CarriedFigure

DONE_CHOICES = (("", "未填报"), ("yes", "已完成"), ("no", "未完成"))


@dataclass(frozen=True, slots=True)
class Caution:
    """One kind of anomaly: its words, its limits, and whether the figure exceeds them now."""

    words: str
    limits: Limits
    is_on: bool


class LineForm(forms.Form):
    """One assignment's line; an empty one is "not reported", which is never 0.

    A finished one begins with the previous figure, which then goes on. ``mark``: how a figure equal
    to the previous one is marked in a report that carries it over.
    """

    misfits: Sequence[str] = ()
    mark: CarriedFigure | None = None
    is_carried = False

    def __init__(
        self,
        assignment: Assignment,
        period: Period,
        data: Mapping[str, Any] | None,
        current: Measurement | None,
        previous: Measurement | None,
    ) -> None:
        self.assignment = assignment
        self.period = period
        self.previous = previous
        self.current = current
        self.continued = continued(previous, assignment, period)
        self.finished = finished(previous, assignment, period)
        self.begins_with = current or self.finished
        initial = _initial(self.begins_with) if self.begins_with else {}
        if self.proposed and "numerator" not in initial:
            initial["denominator"] = self.proposed
        super().__init__(data, prefix=f"line-{assignment.pk}", initial=initial)
        self._add_fields(assignment.target)

    def _add_fields(self, target: Target) -> None:
        match target.measure:
            case Measure.COUNT:
                self.fields["value"] = self._amount(f"数值（{target.unit}）", target.unit)
            case Measure.RATIO:
                self.fields["numerator"] = self._amount("分子")
                if self.assignment.denominator is None:
                    self.fields["denominator"] = self._amount("分母")
            case Measure.MILESTONE:
                self.fields["is_done"] = forms.ChoiceField(
                    label="是否完成", choices=DONE_CHOICES, required=False
                )
                self.fields["done_on"] = DayField(label="完成日期", required=False)
                self.fields["document"] = TextField(
                    label="依据文件（名称、文号）", required=False, max_length=200
                )
        if not target.is_rating:
            self.fields["reason"] = TextField(
                label="情况说明",
                required=False,
                max_length=300,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def _amount(self, label: str, unit: str = "") -> AmountField:
        is_whole = not self.assignment.target.has_decimals
        return AmountField(is_whole=is_whole, unit=unit, label=label, required=False)

    @property
    def goal_text(self) -> str:
        return goal_text(self.assignment)

    @property
    def previous_text(self) -> str:
        return value_text(self.assignment, self.previous)

    @property
    def proposed(self) -> str:
        """The previous denominator, where one is to be typed; alone it says nothing."""
        if self.assignment.denominator is not None or self.continued is None:
            return ""
        return self.continued.as_carried().get("denominator", "")

    @property
    def finished_text(self) -> str:
        return finished_text(self.assignment, self.finished) if self.finished else ""

    @property
    def is_folded(self) -> bool:
        """Whether the line asks for nothing: it is finished, and goes on as it was."""
        is_odd = self.errors or self.is_unusual or self.misfits
        return self.goes_on_unasked and not is_odd

    @property
    def goes_on_unasked(self) -> bool:
        """Whether the figure in the form is the finished one, of which nobody said anything."""
        entered = self.entered
        if self.finished is None or entered is None:
            return False
        return entered.as_record() == self.finished.as_record()

    @property
    def is_as_before(self) -> bool:
        """Whether the figure in the form is the previous one."""
        if self.continued is None or self.previous is None or self.entered is None:
            return False
        return self.entered.as_carried() == self.previous.as_carried()

    @property
    def filling(self) -> str:
        """What 沿用上期 puts into the line's fields, by their names, as JSON; empty without."""
        if self.continued is None:
            return ""
        before = _initial(self.continued)
        fields = self.figure_fields
        return json.dumps({field.html_name: as_sent(before.get(field.name)) for field in fields})

    @property
    def figure_fields(self) -> list[forms.BoundField]:
        """The fields of the figure itself, without its reason."""
        return [field for field in self.visible_fields() if field.name != "reason"]

    @property
    def entered(self) -> Measurement | None:
        """The figure in the form; None when it is empty or invalid."""
        if not self.is_bound:
            return self.begins_with
        return self.measurement() if self.is_valid() else None

    @property
    def kept(self) -> Measurement | None:
        """The figure to keep: the typed one, or the saved one while the typed one is invalid."""
        if self.is_valid():
            return self.measurement()
        return self.current.unsaved() if self.current else None

    @property
    def section(self) -> Section:
        target = self.assignment.target
        entered, is_valid = self.entered, not self.is_bound or self.is_valid()
        fields = self.visible_fields()
        content = str(sorted(entered.as_record().items()) if entered else [])
        if not is_valid:
            content = str([field.value() for field in fields])
        return Section(f"line-{self.assignment.pk}", f"目标 {target}", fields, content, is_valid)

    @property
    def cautions(self) -> Sequence[Caution]:
        """What would make the figure unusual compared with the previous one, and what does now."""
        usual = usual_range(self.assignment, self.period, self.previous)
        entered = self.entered
        present = usual.anomalies(entered.figure(self.period.end) if entered else None)
        # A share above 100% is refused here, so no reason can explain it.
        return [
            Caution(wording.ANOMALY_LABELS[anomaly], limits, anomaly in present)
            for anomaly, limits in usual.limits.items()
            if anomaly is not Anomaly.ABOVE
        ]

    @property
    def is_unusual(self) -> bool:
        """Whether the form requests a reason; saving and submitting work without one."""
        return any(caution.is_on for caution in self.cautions)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.assignment.target.is_ratio:
            self._clean_ratio(cleaned)
        elif self.assignment.target.is_milestone:
            self._clean_milestone(cleaned)
        if cleaned.get("reason") and not self.errors and self.measurement() is None:
            self.add_error("reason", "有情况说明但没有数据：请填写数据，或清空情况说明。")
        return cleaned

    def _clean_ratio(self, cleaned: dict[str, Any]) -> None:
        if self.errors:
            return
        fixed = self.assignment.denominator
        numerator = cleaned.get("numerator")
        denominator = cleaned.get("denominator") if fixed is None else Decimal(fixed)
        if numerator is None and self.proposed and denominator == Decimal(self.proposed):
            return
        if fixed is None and (numerator is None) != (denominator is None):
            missing = "numerator" if numerator is None else "denominator"
            self.add_error(missing, "分子和分母要一起填写；没有数据就都留空。")
            return
        if numerator is None or denominator is None:
            return
        if denominator == 0 and numerator > 0:
            wrong = "denominator" if fixed is None else "numerator"
            self.add_error(wrong, "分母为0时，分子也应为0。")
        elif numerator > denominator and not self.assignment.target.can_exceed:
            self.add_error("numerator", f"分子不能大于分母（{denominator}），请核对这两个数。")

    def _clean_milestone(self, cleaned: dict[str, Any]) -> None:
        done, day = cleaned.get("is_done"), cleaned.get("done_on")
        if "is_done" in self.errors:
            return
        if done == "yes" and "done_on" not in self.errors:
            if day is None:
                self.add_error("done_on", "请填写完成日期。")
            if not cleaned.get("document"):
                self.add_error("document", "请写明能证明完成的文件名称和文号。")
        if done != "yes" and (day or cleaned.get("document")):
            self.add_error("is_done", "填写了完成日期或依据文件，请选择“已完成”，否则请清空。")
        if done == "yes" and day is not None:
            self._check_day(day)

    @property
    def _cycle_start(self) -> date:
        """The first day of the period's cycle; what comes round again is done anew in each."""
        rhythm = Rhythm(self.assignment.target.rhythm)
        if rhythm not in RECURRING:
            return date.min
        return cycle(rhythm, self.period.end)[0]

    def _check_day(self, day: date) -> None:
        start = self.assignment.target.project.plan.start
        if day > timezone.localdate():
            self.add_error("done_on", "完成日期不能晚于今天。")
        elif day < start:
            self.add_error(
                "done_on",
                f"完成日期早于方案开始的 {start:%Y-%m-%d}，请核对年份。方案开始前已完成的，"
                "填方案开始的日期，并在情况说明里写明。",
            )
        elif day < self._cycle_start:
            self.add_error(
                "done_on",
                f"该目标{self.assignment.target.get_rhythm_display()}重新考核，完成日期应在本周期内"
                f"（{self._cycle_start:%Y-%m-%d}起）；本周期还没有完成的，请选择“未完成”。",
            )
        elif day > self.period.end:
            end = f"{self.period.end:%Y-%m-%d}"
            self.add_error("done_on", f"完成日期晚于本报告期末（{end}），请在下期填报。")

    def measurement(self) -> Measurement | None:
        """The unsaved figure of a valid line, or None for an empty one."""
        cleaned = self.cleaned_data
        measurement = Measurement(assignment=self.assignment, reason=cleaned.get("reason", ""))
        if self.assignment.target.is_count:
            measurement.value = cleaned.get("value")
            return measurement if measurement.value is not None else None
        if self.assignment.target.is_ratio:
            measurement.numerator = cleaned.get("numerator")
            fixed = self.assignment.denominator
            measurement.denominator = (
                cleaned.get("denominator") if fixed is None else Decimal(fixed)
            )
            return measurement if measurement.numerator is not None else None
        if not cleaned.get("is_done"):
            return None
        measurement.is_done = cleaned["is_done"] == "yes"
        measurement.done_on = cleaned.get("done_on")
        measurement.document = cleaned.get("document", "")
        return measurement


def _initial(current: Measurement) -> dict[str, Any]:
    done = {True: "yes", False: "no", None: ""}[current.is_done]
    return current.as_record() | {"is_done": done, "done_on": current.done_on}
