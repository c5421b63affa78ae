"""Exceptions of rejected changes; their texts are shown to the user."""


class ActionNotAllowed(Exception):
    """The officer may not take this step, or data for it is missing."""


class EditConflict(Exception):
    """Somebody else changed the object first."""
