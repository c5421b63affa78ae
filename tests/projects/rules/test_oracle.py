"""The rules answer as a second reading of them does, on boards that random numbers make."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from random import Random, randrange

from projects.rules.baselines import from_first, summed
from projects.rules.evaluation import evaluate_known
from projects.rules.rollups import coverage, roll_up
from projects.rules.values import Evaluation, Known, Lamp, Scope, Thresholds
from reports.known_figures import Rows, as_corrected, as_figures
from reports.models import Period
from reports.models.period import due_ends
from tests.explore import EXPLORES
from tests.projects.rules import oracle
from tests.projects.rules.boards import AMOUNTS, Board, as_rows, board
from tests.projects.rules.oracle import Answer, Moment

CELLS = 200_000 if EXPLORES else 10_000
SEED = randrange(10**6) if EXPLORES else 3
SEPARATE = (Scope.EACH_COUNTY, Scope.CITY_AND_EACH_COUNTY)


def answers(board: Board, rows: Rows, day: date, periods: list[Period]) -> Answer:
    """The product's answers, put together as ``dashboards.snapshots.snapshot`` does."""
    limits = Thresholds(board.yellow, board.red, *due_ends(periods, day))
    figures = as_figures(rows, day)
    goals, parts = [], []
    for key, (goal, _) in enumerate(board.parts):
        known = figures.get(key, Known())
        goals.append(from_first(goal, known.first))
        parts.append(evaluate_known(goals[-1], known, day, limits))
    whole = board.goal if board.scope in SEPARATE else summed(board.goal, goals)
    covered = coverage(parts)
    return Answer(
        roll_up(whole, board.scope, parts, day, limits),
        tuple(parts),
        (covered.reported, covered.applicable, covered.exempt),
    )


# The comparison


def told(said: Evaluation) -> dict[str, object]:
    figure = said.figure
    return {
        "lamp": said.lamp.value,
        "value": figure and figure.has_data and (figure.value, figure.rating),
        "met": said.is_met,
        "attainment": said.attainment,
        "expected": said.expected,
        "near": said.is_near,
        "stale": said.is_stale,
        "cycle": None if said.lamp is Lamp.EXEMPT else said.cycle,
    }


def told_of_target(
    whole: Evaluation, parts: Sequence[Evaluation], covered: tuple[int, int, int], *, is_sum: bool
) -> dict[str, object]:
    """What is compared of a target: the figures of what each must reach have no sum."""
    names = None if is_sum else ("lamp", "met", "near", "stale", "cycle")
    said = {name: value for name, value in told(whole).items() if not names or name in names}
    return said | {"coverage": covered, "stale parts": sum(part.is_stale for part in parts)}


def differences(board: Board) -> Iterator[tuple[str, date, dict[str, object]]]:
    """Each compared cell's name, its day, and what the two answer differently."""
    rows = tuple(row for key, (_, lines) in enumerate(board.parts) for row in as_rows(key, lines))
    yield from differences_as_known(board, rows)
    on = max(board.days)
    parts = tuple((goal, tuple(oracle.as_corrected(lines, on))) for goal, lines in board.parts)
    yield from differences_as_known(replace(board, parts=parts), as_corrected(rows, on))


def differences_as_known(board: Board, rows: Rows) -> Iterator[tuple[str, date, dict[str, object]]]:
    periods = [Period(kind=Period.Kind.MONTH, end=end, due=due) for end, due in board.months]
    is_sum = board.scope not in SEPARATE and board.goal.measure in AMOUNTS
    for day in board.days:
        moment = Moment(day, board.months, board.yellow, board.red)
        both = (
            oracle.judge_target(board.goal, board.scope, board.parts, moment),
            answers(board, rows, day, periods),
        )
        for number, (part, its) in enumerate(zip(both[0].parts, both[1].parts, strict=True)):
            assert oracle.deviation(part) == part.deviation
            yield f"part {number}", day, differing(told(part), told(its))
        yield "target", day, differing(*(told_of_target(*answer, is_sum=is_sum) for answer in both))


def differing(ours: dict[str, object], theirs: dict[str, object]) -> dict[str, object]:
    return {name: (ours[name], theirs[name]) for name in ours if ours[name] != theirs[name]}


def test_rules_answer_as_the_oracle_does() -> None:
    random, compared = Random(SEED), 0
    while compared < CELLS:
        made = board(random)
        for name, day, found in differences(made):
            compared += 1
            assert not found, (name, day, found, made)
