"""A problem that a report names, as plain values."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Answer:
    """The bureau's newest reply to a problem."""

    officer: str
    on: date
    text: str


@dataclass(frozen=True, slots=True)
class ReportedProblem:
    """A problem that a report (``report`` is its key) names.

    Pages show it and bulletins store it; fields with ``compare=False`` are for pages alone.
    """

    report: int
    project: int
    department: str
    department_name: str
    period: str
    text: str
    """The report's words; where they only state that a problem is open, the words that named it."""
    times_text: str
    """连续 3 期提出: in how many periods in a row, this one included; empty for a new one.

    With 至少 where the oldest period loaded already has one.
    """
    replies: tuple[str, ...]
    """The bureau's replies, oldest first, each with its day and author."""
    project_name: str = field(default="", compare=False)
    answer: Answer | None = field(default=None, compare=False)

    @property
    def project_title(self) -> str:
        """``3 name``."""
        return f"{self.project} {self.project_name}"
