"""On which days reminders come by themselves, counted from a due day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Schedule:
    """Days ``before`` a due day and ``after`` it, and then every so many (0: no more)."""

    before: Sequence[int]
    after: Sequence[int]
    every: int

    def newest_step(self, due: date, on: date) -> date | None:
        """The last day up to ``on`` that asks for a reminder; None before the first.

        A day on which no reminder could be sent is made up for on the next.
        """
        late = (on - due).days
        steps = [*(-days for days in self.before), *self.after]
        if self.every and late > 0:
            repeated = late - late % self.every
            if repeated > max(self.after, default=0):
                steps.append(repeated)
        come = [days for days in steps if days <= late]
        return due + timedelta(days=max(come)) if come else None
