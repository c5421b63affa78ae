"""Which modules one figure passes, from the reporter's form to page and workbook.

A reporter of the demonstration hands one figure in, it is endorsed and approved, its target's page
and the summary workbook are opened. Counted are the modules whose functions return meanwhile. A
module *carries* the figure if one of those functions has it in hand: as a number or a short text,
in a local variable or in what it returns, or as an item or attribute of either. Templates and
Django's own modules are not counted.
"""

import inspect
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from numbers import Number
from pathlib import Path
from types import FrameType
from typing import Any

from bench.month import PERIOD, Bench, demonstration

OFFICER, APPROVER, REVIEWER = "puning", "puning-approver", "reviewer"
FIGURE = "31417"
"""What the reporter types: a number that the demonstration holds nowhere else."""
LONGEST_TEXT = 200
"""Of a text that carries the figure; a page that shows it among all else is longer."""
DEPTH = 2
"""How far inside a value the figure is looked for."""
Modules = set[str]


def has_figure(value: object, *, depth: int = DEPTH) -> bool:
    """Whether a value is the figure, or one of its items or attributes is."""
    kind = type(value)  # isinstance() would evaluate Django's lazy objects
    if issubclass(kind, str):
        text = str(value)
        return len(text) <= LONGEST_TEXT and FIGURE in text
    if issubclass(kind, Number):
        return value == int(FIGURE)
    return depth > 0 and any(has_figure(part, depth=depth - 1) for part in parts_of(value, kind))


def parts_of(value: Any, kind: type) -> list[object]:
    """Items of a collection, else attributes."""
    if issubclass(kind, dict):
        return list(value.values())
    if issubclass(kind, (list, tuple, set, frozenset)):
        return list(value)
    if is_dataclass(kind):
        return [getattr(value, field.name, None) for field in fields(kind)]
    try:
        return list(object.__getattribute__(value, "__dict__").values())
    except AttributeError:
        return []


class Passage:
    """The modules whose functions return, and those that carry the figure, by step."""

    def __init__(self, files: Iterable[Path]) -> None:
        self.files = {str(file) for file in files}
        self.steps: dict[str, tuple[Modules, Modules]] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Record what runs inside."""
        called: Modules = set()
        carrying: Modules = set()
        self.steps[name] = called, carrying

        def record(frame: FrameType, event: str, result: object) -> None:
            code = frame.f_code
            file = code.co_filename
            # The bodies of modules and classes, which run on import, are no functions.
            is_function = code.co_flags & inspect.CO_OPTIMIZED
            if event != "return" or not is_function or file not in self.files:
                return
            called.add(file)
            if file not in carrying and any(map(has_figure, (result, *frame.f_locals.values()))):
                carrying.add(file)

        sys.setprofile(record)
        try:
            yield
        finally:
            sys.setprofile(None)

    def run(self) -> None:
        """Hand one figure in, decide on it, and open what shows it."""
        bench = Bench()
        with demonstration():
            number, target = _only_count()
            form = f"/reports/{PERIOD}/project/{number}/"
            client = bench.client(OFFICER)
            typed = bench.filled(client.get(form))
            typed = {n: FIGURE if n.endswith("-value") else v for n, v in typed.items()}
            with self.step("form, endorsed, approved"):
                bench.time(form, lambda: client.post(form, typed | {"submit": "1"}), 302)
                self._decide(bench)
            leader = bench.client("leader")
            page = f"/projects/{number}/targets/{target}/"
            with self.step("target's page"):
                shown = bench.time(page, lambda: leader.get(page))
            if FIGURE not in shown.content.decode():
                sys.exit(f"{page} does not show {FIGURE}")
            with self.step("summary workbook"):
                bench.time("workbook", lambda: leader.get("/overview/summary.xlsx"))

    def counted(self) -> Iterator[tuple[str, tuple[Modules, Modules]]]:
        """Each step and all together, with the modules called and those carrying."""
        yield from self.steps.items()
        called, carrying = zip(*self.steps.values(), strict=True)
        yield "in all", (set().union(*called), set().union(*carrying))

    @staticmethod
    def _decide(bench: Bench) -> None:
        from reports.models import Report

        report = Report.objects.latest("pk").pk
        for officer, decision in ((APPROVER, "endorse"), (REVIEWER, "approve")):
            client, press = bench.client(officer), f"/reports/{report}/{decision}/"
            bench.time(press, lambda: client.post(press), 302)  # noqa: B023
        if Report.objects.get(pk=report).state != Report.State.APPROVED:
            sys.exit("The report was not approved")


def _only_count() -> tuple[int, int]:
    """Numbers of a project and its target of which the county owes one count and nothing else."""
    from django.db.models import Count

    from projects.models import Assignment

    own = Assignment.objects.filter(department__code=OFFICER)
    single = own.values("target__project").annotate(n=Count("pk")).filter(n=1)
    found = own.filter(
        target__measure="count", target__project__in=single.values("target__project")
    )
    target = found.select_related("target__project")[0].target
    return target.project.number, target.number
