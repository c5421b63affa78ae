"""Why a change is not made; the texts are for the screen."""


class StepRefused(Exception):
    """A step that is not open to this officer or not complete; its text is for the screen."""


class Conflict(Exception):
    """Somebody else changed the report first; its text is for the screen."""
