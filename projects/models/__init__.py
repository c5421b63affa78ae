"""What: the plan, its projects, and the targets their words promise."""

from projects.models.plan import ExplainedSentence, Plan, Project, Responsibility
from projects.models.target import Assignment, Checkpoint, Target

__all__ = [
    "Assignment",
    "Checkpoint",
    "ExplainedSentence",
    "Plan",
    "Project",
    "Responsibility",
    "Target",
]
