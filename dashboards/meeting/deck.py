"""The slides of a meeting in their order: the city, contents, the projects, the counties."""

from collections.abc import Sequence

from dashboards import summaries
from dashboards.meeting.paging import lines_of, paged
from dashboards.meeting.slides import (
    CountyLamp,
    CountyPart,
    FirstSlides,
    Overview,
    ProjectPart,
    Slide,
    TargetLamps,
)
from dashboards.opening import city_opening
from dashboards.snapshots.assessments import Assessment
from dashboards.snapshots.snapshot import Snapshot
from dashboards.snapshots.target_status import TargetStatus, worst_first
from dashboards.summaries import Summary
from departments.models import Department
from projects import wording
from projects.models import Project
from projects.rules.ranking import Rank, places
from reports.obligations import PeriodObligations

SHOWN = 5
"""Projects most behind on the overview."""
OVERDUE = 5
"""What is overdue there, two lines each."""

# The sizes of static/dashboards/meeting.css, in hundredths of an em; a slide is 32 em high.
WHOLE = 5400
NAME = 1640
CITY = 1150
FIGURE = 1300
LINE = 130
GAP = 70
ROOM = 2440
COUNTY_LINES = 4
"""Height of a county's two rows of lamps and their gaps, above its list."""


def deck(snapshot: Snapshot, rows: Sequence[PeriodObligations]) -> list[Slide]:
    """All slides of a snapshot; ``rows`` are its departments' obligations."""
    counties = summaries.of_counties(snapshot)
    city = _overview(snapshot, counties)
    projects = [slide for project in snapshot.projects for slide in _of_project(snapshot, project)]
    ranks = places([summary.counts.rate for summary in counties])
    parts = [
        slide
        for county, summary, rank in zip(snapshot.counties, counties, ranks, strict=True)
        for slide in _of_county(county, summary, rank, rows)
    ]
    contents = FirstSlides(city, _first(projects), _first(parts))
    return [city, Slide("contents", "contents", snapshot.plan.title, contents), *projects, *parts]


def found(slides: Sequence[Slide], key: str) -> int | None:
    """The index of a slide by its key; for a page beyond a subject's last, that last one."""
    places = {slide.key: place for place, slide in enumerate(slides)}
    if key in places:
        return places[key]
    subject, _, page = key.rpartition("-")
    if subject not in places or not page.isdecimal():
        return None
    return places[subject] + slides[places[subject]].pages - 1


def _first(slides: Sequence[Slide]) -> list[Slide]:
    return [slide for slide in slides if slide.page == 1]


def _key(summary: Summary) -> str:
    """The key of a project's or a county's slide."""
    subject = summary.subject
    return _project_key(subject) if isinstance(subject, Project) else _county_key(subject)


def _project_key(project: Project) -> str:
    return f"project-{project.number}"


def _county_key(county: Department) -> str:
    return f"county-{county.code}"


def _overview(snapshot: Snapshot, counties: Sequence[Summary]) -> Slide:
    projects = [summaries.of_project(snapshot, item) for item in snapshot.projects]
    content = Overview(
        snapshot.city,
        city_opening(snapshot.city, counties),
        [(item, _key(item)) for item in summaries.most_behind(projects)[:SHOWN]],
        [(item, _key(item)) for item in summaries.most_behind(counties)],
        [
            (item, _project_key(item.target.project))
            for item in summaries.overdue(snapshot)[:OVERDUE]
        ],
    )
    return Slide("overview", "overview", "全市总体进展", content)


def _of_project(snapshot: Snapshot, project: Project) -> list[Slide]:
    summary = summaries.of_project(snapshot, project)
    rows = [_row(snapshot, item) for item in summary.assessed]
    lean = [_row_height(item) for item in rows]
    full = [
        height + _text_height(item.status.quote) for height, item in zip(lean, rows, strict=True)
    ]
    has_quotes = len(paged(full, ROOM)) == len(paged(lean, ROOM))
    heights = full if has_quotes else lean
    answering = _text_height(project.responsibility_text) + GAP
    parts = [
        ProjectPart(
            summary,
            [(county, _county_key(county)) for county in snapshot.counties],
            rows[page.start : page.stop],
            has_quotes,
            has_answering=sum(heights[page.start : page.stop]) + answering <= ROOM,
        )
        for page in paged(heights, ROOM)
    ]
    return _parts(_project_key(project), "project", str(project), parts)


def _row(snapshot: Snapshot, item: Assessment) -> TargetLamps:
    own = {status.department: status for status in snapshot.statuses_of(item.target)}
    return TargetLamps(
        item.status, [CountyLamp(county, own.get(county.code)) for county in snapshot.counties]
    )


def _row_height(row: TargetLamps) -> int:
    status = row.status
    name = lines_of(status.title, NAME) + lines_of(_goal(status), NAME)
    city = lines_of(status.shown_text, CITY) + lines_of(status.coverage_text, CITY)
    return LINE * max(name, city, 2) + _reason_height(status)


def _text_height(text: str) -> int:
    return LINE * lines_of(text, WHOLE)


def _reason_height(status: TargetStatus) -> int:
    """The row below a target: its lamp, two letters wider than the word, and the reason."""
    return _text_height(f"{status.lamp_text}　　{status.full_reason}") + GAP


def _goal(status: TargetStatus) -> str:
    return f"{status.goal_text}，{status.due_text}"


def _of_county(
    county: Department,
    summary: Summary,
    rank: Rank | None,
    rows: Sequence[PeriodObligations],
) -> list[Slide]:
    behind = worst_first(status for status in summary.statuses if status.is_behind)
    own = [row for row in rows if row.department == county]
    above = LINE * (COUNTY_LINES + len(own))
    pages = paged([_behind_height(status) for status in behind], ROOM, above)
    rank_text = wording.place(rank)
    return _parts(
        _county_key(county),
        "county",
        str(county.county),
        [
            CountyPart(
                county,
                summary,
                rank_text,
                own,
                [behind[at] for at in page],
                is_first=page.start == 0,
            )
            for page in pages
        ],
    )


def _behind_height(status: TargetStatus) -> int:
    target_value = WHOLE - NAME - FIGURE
    head = max(
        lines_of(status.title, NAME),
        lines_of(_goal(status), target_value),
        lines_of(status.value_text, FIGURE),
    )
    return LINE * head + _reason_height(status)


def _parts(subject: str, kind: str, title: str, contents: Sequence[object]) -> list[Slide]:
    """A subject's slides; the first bears the subject's own key."""
    return [
        Slide(
            subject if page == 1 else f"{subject}-{page}",
            kind,
            title,
            content,
            page,
            len(contents),
        )
        for page, content in enumerate(contents, start=1)
    ]
