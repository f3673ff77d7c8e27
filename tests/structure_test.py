"""The structure that readers are promised: no circle of files, type-only imports included; tests of a model are marked."""

from __future__ import annotations

import ast
import graphlib
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in (ROOT / "coordgit").rglob("*.py")}


TESTS = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in (ROOT / "tests").rglob("*.py")}


def imports(path: Path) -> set[str]:
    """The modules of this package, or of its tests, that a file names, wherever it does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found & (FILES.keys() | TESTS.keys())


def reaches_coordgit(name: str, graph: dict[str, set[str]]) -> bool:
    seen: set[str] = set()
    left = [name]
    while left:
        here = left.pop()
        seen.add(here)
        left += [] if here in FILES else graph[here] - seen
    return not seen.isdisjoint(FILES)


def test_no_file_imports_itself_by_way_of_others() -> None:
    order = graphlib.TopologicalSorter({name: imports(path) for name, path in FILES.items()})
    assert len(list(order.static_order())) == len(FILES)


def test_what_never_runs_coordgit_is_marked_as_a_test_of_the_model() -> None:
    graph = {name: imports(path) for name, path in TESTS.items()}
    for name, path in TESTS.items():
        if name.endswith("_test") and name.startswith(("tests.anomalies.", "tests.fuzz.", "tests.oracle.")):
            marked = "\npytestmark = pytest.mark.model\n" in path.read_text(encoding="utf-8")
            assert marked != reaches_coordgit(name, graph), name


def test_no_function_takes_more_than_five_arguments_by_position() -> None:
    found = [
        f"{module}: {function.name}"
        for module, path in FILES.items()
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        and len([one for one in (*function.args.posonlyargs, *function.args.args) if one.arg not in ("self", "cls")]) > 5
    ]
    assert found == []
