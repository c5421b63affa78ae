"""会议模式: the slides of a meeting, made of one board."""

from dashboards.meeting.deck import deck, found
from dashboards.meeting.slides import Slide

__all__ = ["Slide", "deck", "found"]
