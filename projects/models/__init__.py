"""What: the plan, its projects, and the targets their words promise."""

import projects.change_requests.models  # noqa: F401 - for Django to know them
from projects.models.plan import ExplainedSentence, Plan, Project, Responsibility
from projects.models.target import Amendments, Assignment, Checkpoint, Target

__all__ = [
    "Amendments",
    "Assignment",
    "Checkpoint",
    "ExplainedSentence",
    "Plan",
    "Project",
    "Responsibility",
    "Target",
]
