"""Search the plan, its changes and departments, and the reports a reader may open."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse

from dashboards import summaries
from dashboards.snapshots.newest_reports import newest_reports
from dashboards.snapshots.snapshot import Snapshot
from departments.models import Department, Officer
from home.search.words import Piece, Span, excerpt, pieces, sentences, spans, spans_of_name, terms
from projects import wording
from projects.models import Target
from projects.rules.values import Lamp
from reports.models import Report
from reports.models.period import DUE_PERIODS_FOR_FRESHNESS, newest_due
from reports.rules.period_kinds import PeriodKind

LIMIT = 10
"""Hits shown per group, unless the search is limited to one group."""
TEXTS = {"progress": "进展情况", "problems": "存在问题", "next_steps": "下一步措施"}


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result: the URL of its page, its name, and the text around the matches."""

    address: str
    title: Sequence[Piece]
    note: Sequence[Piece]
    lamp: Lamp | None = None

    @property
    def lamp_word(self) -> str:
        return wording.LAMP_LABELS[self.lamp] if self.lamp else ""


@dataclass(frozen=True, slots=True)
class HitGroup:
    """All hits of one kind, and those shown."""

    key: str
    name: str
    hits: Sequence[Hit]
    shown: Sequence[Hit]

    @property
    def rest(self) -> int:
        """How many are not shown."""
        return len(self.hits) - len(self.shown)


class Finder:
    """Searches one snapshot for one reader; ``query`` is appended to every URL."""

    def __init__(
        self, snapshot: Snapshot, user: Officer, query_terms: Sequence[str], query: str
    ) -> None:
        self.snapshot = snapshot
        self.reader = user
        self.query_terms = query_terms
        self.query = query

    def projects(self) -> Iterator[Hit]:
        """Projects by name, or by number."""
        for project in self.snapshot.projects:
            matches = spans(project.name, self.query_terms)
            other = self._other_name(project, spans)
            if not matches and not other and self.query_terms != (str(project.number),):
                continue
            summary = summaries.of_project(self.snapshot, project)
            title = [Piece(f"{project.number} "), *pieces(project.name, matches)]
            yield Hit(
                self._address("project_detail", project.number),
                title,
                [*other, Piece(f"达标率 {summary.counts.rate_of_text}")],
                summary.counts.lamp,
            )

    def targets(self) -> Iterator[Hit]:
        """Targets by name, or by code such as 3-1."""
        for item in self.snapshot.assessed.values():
            target = item.status
            matches = spans(target.name, self.query_terms)
            other = self._other_name(item.target, spans)
            if not matches and not other and self.query_terms != (target.code,):
                continue
            yield Hit(
                self._address("target_detail", target.project, target.target),
                [Piece(f"{target.code} "), *pieces(target.name, matches)],
                [
                    *other,
                    Piece(f"{target.goal_text}，时限 {target.due_text}；全市 {target.shown_text}"),
                ],
                target.lamp,
            )
        yield from self._retired_targets()

    def _retired_targets(self) -> Iterator[Hit]:
        """Those that the plan has ended by the day, by name, quote or code. One query."""
        plan_data = self.snapshot.plan_data
        retired = Target.objects.retired(self.snapshot.on).filter(project__plan=plan_data.plan)
        for target in retired.order_by("project__number", "number"):
            matches, quoted = (
                spans(text, self.query_terms) for text in (target.name, target.quote)
            )
            if not matches and not quoted and self.query_terms != (target.code,):
                continue
            change = plan_data.retired_by(target)
            document = f"（{change.document}）" if change else ""
            yield Hit(
                self._address("target_detail", target.project.number, target.number),
                [Piece(f"{target.code} "), *pieces(target.name, matches)],
                [
                    Piece(f"自{target.ended_on:%Y-%m-%d}起不再考核{document}"),
                    *([Piece("："), *pieces(target.quote, quoted)] if quoted else []),
                ],
            )

    def plan_changes(self) -> Iterator[Hit]:
        """Amendments and corrections by document or reason, the newest first."""
        for change in reversed(self.snapshot.plan_data.current.all_changes):
            named, told = (
                spans(text, self.query_terms) for text in (change.document, change.reason)
            )
            if named or told:
                query = urlencode({"document": change.document})
                kind = f"{change.get_kind_display()}，自{change.valid_from:%Y-%m-%d}起"
                yield Hit(
                    f"{reverse('plan_change_list')}?{query}",
                    pieces(change.document, named),
                    [Piece(f"{kind}，{change.state.label}："), *pieces(change.reason, told)],
                )

    def departments(self) -> Iterator[Hit]:
        """Counties and departments by name or abbreviation."""
        departments = {item.department for item in self.snapshot.responsibilities}
        for department in sorted(departments, key=lambda item: item.order):
            matches = spans_of_name(department.name, self.query_terms)
            other = self._other_name(department, spans_of_name)
            if matches or other:
                yield self._department(department, matches, other)

    def _other_name(
        self, item: Model, spans_in: Callable[[str, Sequence[str]], Sequence[Span]]
    ) -> Sequence[Piece]:
        """``其他时期名称：…；`` with what was found of a name borne on other days, or nothing."""
        for name in self.snapshot.plan_data.other_names.get((type(item), item.pk), ()):
            if matches := spans_in(name, self.query_terms):
                return [Piece("其他时期名称："), *pieces(name, matches), Piece("；")]
        return []

    def _department(
        self, department: Department, matches: Sequence[Span], other: Sequence[Piece]
    ) -> Hit:
        kind = "county_detail" if department.is_county else "department_detail"
        return Hit(
            self._address(kind, department.code),
            pieces(department.name, matches),
            [*other, Piece(department.get_kind_display())],
        )

    def plan(self) -> Iterator[Hit]:
        """Sentences of the projects' texts."""
        for project in self.snapshot.projects:
            for sentence in sentences(project.text):
                matches = spans(sentence, self.query_terms)
                if matches:
                    address = self._address("project_detail", project.number)
                    yield Hit(f"{address}#words", [Piece(str(project))], pieces(sentence, matches))

    def reports(self) -> Iterator[Hit]:
        """Texts of the newest approved reports that the reader may open. One query."""
        for report in self._reports():
            for field, name in TEXTS.items():
                text = getattr(report, field)
                matches = spans(text, self.query_terms)
                if matches:
                    title = f"{report.department}，{report.project}，{report.period}"
                    yield Hit(
                        reverse("report_detail", args=[report.pk]),
                        [Piece(title)],
                        [Piece(f"{name}："), *excerpt(text, matches)],
                    )

    def _reports(self) -> Sequence[Report]:
        """The newest report of each project and department in the latest due periods."""
        known = self.snapshot.plan_data.periods
        periods = [
            period
            for kind in PeriodKind
            for period in newest_due(known, kind, self.snapshot.on)[:DUE_PERIODS_FOR_FRESHNESS]
        ]
        return newest_reports(self.snapshot, Report.objects.visible_to(self.reader), periods)

    def _address(self, page: str, *keys: object) -> str:
        return reverse(page, args=keys) + self.query


def find(
    snapshot: Snapshot, user: Officer, words: str, query: str, only: str = ""
) -> list[HitGroup]:
    """The groups with hits that contain all ``words``; ``only`` shows all hits of one group.

    ``query`` is appended to URLs, such as ``?as_of=2026-10-31``. Two queries.
    """
    query_terms = terms(words)
    if not query_terms:
        return []
    finder = Finder(snapshot, user, query_terms, query)
    searches = {
        "projects": ("项目", finder.projects),
        "targets": ("目标", finder.targets),
        "departments": ("县区和部门", finder.departments),
        "plan": ("方案原文", finder.plan),
        "plan_changes": ("方案调整记录", finder.plan_changes),
        "reports": ("进展报告", finder.reports),
    }
    groups = []
    for key, (name, search) in searches.items():
        hits = list(search()) if only in {"", key} or only not in searches else []
        shown = hits if key == only else hits[:LIMIT]
        if hits:
            groups.append(HitGroup(key, name, hits, shown))
    return groups
