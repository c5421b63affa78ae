"""``import_plan --dry-run`` says whose lamp another plan would change, on random boards."""

import re
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from dashboards.changes.lamp_moves import lamp_moves
from projects.rules.values import Lamp
from tests.dashboards.snapshots.board_snapshots import Shown, changed_plans
from tests.dashboards.snapshots.sentences import LAMPS

WORDS = "|".join(LAMPS)
MOVE = re.compile(rf"1-1 ([^：]+)：({WORDS}|新增) → ({WORDS}|不再考核)")


def lamps(shown: Shown) -> Mapping[str, Lamp]:
    """The city's lamp, then the departments', by their short names."""
    every = (shown.snapshot.assessed[1], *shown.snapshot.assessed_assignments[1])
    return {item.short_name: item.lamp for item in every}


@given(st.integers(0, 10**6))
def test_every_move_of_a_lamp_is_said_once_and_no_other(seed: int) -> None:
    for before, after in changed_plans(seed):
        then, now = lamps(before), lamps(after)
        said = {}
        for line in lamp_moves(before.snapshot, after.snapshot):
            found = MOVE.fullmatch(line)
            assert found, line
            assert found[1] not in said, line
            said[found[1]] = (LAMPS.get(found[2]), LAMPS.get(found[3]))
        moved = {name: (then.get(name), now.get(name)) for name in {**then, **now}}
        assert said == {name: pair for name, pair in moved.items() if pair[0] is not pair[1]}
        assert "全市" not in [*said][1:]
