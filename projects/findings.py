"""What a check says of one row of the plan's data."""

from dataclasses import dataclass
from typing import TypeAlias

from projects.models import Assignment, Checkpoint, ExplainedSentence, Project, Target

Row: TypeAlias = Project | ExplainedSentence | Target | Checkpoint | Assignment


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence about a row, or about all projects (``None``), and the field to look at."""

    row: Row | None
    text: str
    field: str = ""

    @property
    def subject(self) -> str:
        """The project or target that it is about."""
        match self.row:
            case None:
                return ""
            case Project():
                return f"项目{self.row.number}"
            case ExplainedSentence():
                return f"项目{self.row.project.number}"
            case Target():
                return f"目标{self.row}"
            case _:
                return f"目标{self.row.target}"

    def __str__(self) -> str:
        return f"{self.subject}：{self.text}" if self.subject else self.text
