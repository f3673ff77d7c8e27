"""The structure that readers are promised: no circle of files, type-only imports included; tests of a model are marked;
docstrings name modules and functions that exist."""

import ast
import functools
import graphlib
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in (ROOT / "coordgit").rglob("*.py")}
TESTS = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in (ROOT / "tests").rglob("*.py")}
NAMED = re.compile(r"``([a-z]+(?:_[a-z]+)+)``")
"""What is named as code and has two words or more, as only names of ours have."""


@functools.cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> set[str]:
    """The modules of this package, or of its tests, that a file names, wherever it does."""
    found = set()
    for node in ast.walk(parsed(path)):
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
        for function in ast.walk(parsed(path))
        if isinstance(function, ast.FunctionDef)
        and len([one for one in (*function.args.posonlyargs, *function.args.args) if one.arg not in ("self", "cls")]) > 5
    ]
    assert found == []


def test_what_docstrings_of_modules_name_is_there() -> None:
    trees = {module: parsed(path) for module, path in FILES.items()}
    there = {part for module in FILES for part in module.split(".")}
    there |= {str(getattr(node, "name", "")) for tree in trees.values() for node in ast.walk(tree)}
    there |= {
        word for path in ROOT.glob("coordgit/store/migrations/*.sql") for word in re.findall(r"\w+", path.read_text("utf-8"))
    }
    said = {(module, word) for module, tree in trees.items() for word in NAMED.findall(ast.get_docstring(tree) or "")}
    assert [name for name in sorted(said) if name[1] not in there] == []
