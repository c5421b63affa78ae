"""The days of automatic reminders, relative to a due day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Schedule:
    """Days ``before`` and ``after`` a due day, then each multiple of ``every`` days (0: none)."""

    before: Sequence[int]
    after: Sequence[int]
    every: int

    def newest_step(self, due: date, on: date) -> date | None:
        """The last day for a reminder up to ``on``; None before the first.

        If no reminder was sent on that day, the next run makes up for it.
        """
        late = (on - due).days
        steps = [*(-days for days in self.before), *self.after]
        if self.every and late > 0:
            repeated = late - late % self.every
            if repeated > max(self.after, default=0):
                steps.append(repeated)
        reached = [days for days in steps if days <= late]
        return due + timedelta(days=max(reached)) if reached else None
