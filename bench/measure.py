"""How large the code is, which names it has twice, and how many modules a figure passes.

``make measure`` prints it, read from the source of the apps that ``pyproject.toml`` lists, and ends
with ``bench.passage``. ``BEFORE=1000`` compares with an earlier number of lines.
"""

import argparse
import ast
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bench.passage import Passage

ROOT = Path(__file__).parent.parent
CONVENTIONAL_MODULES = {
    "admin": "Django looks for it in each app",
    "apps": "Django looks for it in each app",
    "models": "Django looks for it in each app",
    "urls": "Django's name for an app's addresses",
    "views": "a subject's pages",
    "forms": "a subject's forms, Django's name",
    "tables": "a subject's lists, the name of django-tables2",
    "filters": "a subject's filters, the name of django-filter",
    "actions": "a subject's changes of data",
}
"""Names that stand in many subjects, with the reason."""
CONVENTIONAL_CLASSES = {"Command", "Config", "Media", "Meta"}
LONGEST = {"function": 40, "file": 400, "template": 60}
Places = dict[str, list[str]]
write = sys.stdout.write


def product_files() -> list[Path]:
    """The apps' modules without migrations."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    apps = project["tool"]["importlinter"]["root_packages"]
    files = (file for app in apps for file in sorted((ROOT / app).rglob("*.py")))
    return [file for file in files if "migrations" not in file.parts]


def place(file: Path) -> str:
    """A file's path in the project."""
    return str(file.relative_to(ROOT))


def repeated(named: Iterable[tuple[str, str]]) -> Places:
    """Names that stand in two places or more, with the places."""
    places: Places = defaultdict(list)
    for name, where in named:
        places[name].append(where)
    return {name: found for name, found in sorted(places.items()) if len(found) > 1}


def module_names(files: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Each module's name and place, but those that a convention gives."""
    for file in files:
        given = file.stem == "__init__" or file.stem in CONVENTIONAL_MODULES
        if not given and "management" not in file.parts:
            yield file.stem, place(file)


def class_names(trees: Mapping[Path, ast.Module]) -> Iterator[tuple[str, str]]:
    """Each class's name and place, nested ones too, but those that a convention gives."""
    for file, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name not in CONVENTIONAL_CLASSES:
                yield node.name, f"{place(file)}:{node.lineno}"


def long_functions(trees: Mapping[Path, ast.Module]) -> Iterator[tuple[int, str]]:
    """Length and place of each function over the limit."""
    for file, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST["function"]:
                    yield length, f"{place(file)}:{node.lineno} {node.name}"


def long_files(files: Iterable[Path], limit: int) -> Iterator[tuple[int, str]]:
    """Length and place of each file over the limit."""
    for file in files:
        length = len(file.read_text().splitlines())
        if length > limit:
            yield length, place(file)


def is_code(line: str) -> bool:
    """Whether a line is neither blank nor a comment; docstrings are code here."""
    return bool(line.strip()) and not line.lstrip().startswith("#")


def sizes(files: Iterable[Path], before: int) -> None:
    """Print lines by app, all lines, and those of code."""
    lines: dict[str, list[str]] = defaultdict(list)
    for file in files:
        lines[file.relative_to(ROOT).parts[0]] += file.read_text().splitlines()
    for app, own in lines.items():
        write(f"{len(own):8}  {app}\n")
    everything = [line for own in lines.values() for line in own]
    write(f"{len(everything):8}  lines in all, {sum(map(is_code, everything))} of them code\n")
    if before:
        write(f"{len(everything) / before:8.3f}  of the {before} lines before\n")


def print_repeated(what: str, places: Places) -> None:
    """Print names with their places."""
    write(f"\n{len(places)} {what} twice or more\n")
    for name, found in places.items():
        write(f"{len(found):8}  {name}: {', '.join(found)}\n")


def print_long(what: str, found: Iterable[tuple[int, str]]) -> None:
    """Print what is over its limit, the longest first."""
    longest = sorted(found, reverse=True)
    write(f"\n{len(longest)} {what}s over {LONGEST[what]} lines\n")
    for length, where in longest:
        write(f"{length:8}  {where}\n")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--before", type=int, default=0)
    files = product_files()
    trees = {file: ast.parse(file.read_text()) for file in files}
    sizes(files, parser.parse_args().before)
    print_repeated("module names", repeated(module_names(files)))
    print_repeated("class names", repeated(class_names(trees)))
    print_long("function", long_functions(trees))
    print_long("file", long_files(files, LONGEST["file"]))
    templates = sorted((ROOT / "templates").rglob("*.html"))
    print_long("template", long_files(templates, LONGEST["template"]))
    passage = Passage(files)
    passage.run()
    write("\nModules that one figure passes\n  called  carrying\n")
    for name, (called, carrying) in passage.counted():
        write(f"{len(called):8}  {len(carrying):8}  {name}\n")


if __name__ == "__main__":
    main()
