"""The plan, its projects, and their targets."""

import projects.change_requests.models  # registers the models with Django
import projects.terms.models  # noqa: F401 - likewise
from projects.models.cross_check import CrossCheck
from projects.models.plan import ExplainedSentence, Plan, Project, Responsibility
from projects.models.target import Amendments, Assignment, Checkpoint, Target

__all__ = [
    "Amendments",
    "Assignment",
    "Checkpoint",
    "CrossCheck",
    "ExplainedSentence",
    "Plan",
    "Project",
    "Responsibility",
    "Target",
]
