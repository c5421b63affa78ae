"""What: the plan, its projects, and the targets their words promise."""

import projects.change_requests.models  # noqa: F401 - for Django to know them
from projects.models.plan import ExplainedSentence, Plan, Project, Responsibility
from projects.models.target import Assignment, Changes, Checkpoint, Target

__all__ = [
    "Assignment",
    "Changes",
    "Checkpoint",
    "ExplainedSentence",
    "Plan",
    "Project",
    "Responsibility",
    "Target",
]
