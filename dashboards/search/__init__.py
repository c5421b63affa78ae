"""搜索: what was asked for, and where it stands."""

from dashboards.search.finding import Group, Hit, find

__all__ = ["Group", "Hit", "find"]
