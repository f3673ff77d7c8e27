"""The structure that readers are promised: no circle of files, type-only imports included; inputs come in by the doors; tests of
a model are marked; docstrings name modules and functions that exist."""

import ast
import functools
import graphlib
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.support.thorough import SETTING

ROOT = Path(__file__).parents[1]
FILES = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in (ROOT / "coordgit").rglob("*.py")}
TESTS = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in (ROOT / "tests").rglob("*.py")}
NAMED = re.compile(r"``([a-z]+(?:_[a-z]+)+)``")
"""What is named as code and has two words or more, as only names of ours have."""

PLACES = ("World", "Folder", "Clones", "KINDS")
"""What makes the place of a random story, or plays one there."""


@functools.cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def named_by(node: ast.Import | ast.ImportFrom) -> set[str]:
    """The files of this package, or of its tests, that an import names: a package is its ``__init__``."""
    package = getattr(node, "module", None)
    named = {package, *(f"{package}.{alias.name}" for alias in node.names)} if package else {alias.name for alias in node.names}
    return {file for name in named for file in (name, f"{name}.__init__") if file in FILES or file in TESTS}


def imports(path: Path) -> set[str]:
    """The files of this package, or of its tests, that a file imports, wherever it does."""
    nodes = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {file for node in nodes for file in named_by(node)}


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


def loads(node: ast.Import | ast.ImportFrom) -> set[str]:
    """The files of this package that an import loads."""
    return named_by(node) & FILES.keys()


@functools.cache
def loaded_with(module: str) -> set[str]:
    """The files that are loaded once a module is, whatever its functions import later."""
    loaded: set[str] = set()
    left = {module}
    while left:
        loaded |= left
        parts = [part for name in left for part in parsed(FILES[name]).body]
        left = {file for part in parts if isinstance(part, ast.Import | ast.ImportFrom) for file in loads(part)} - loaded
    return loaded


def test_what_a_function_imports_is_not_loaded_before() -> None:
    """Such an import spares nothing: either it is needed no more, or something loads by mistake what it was to put off."""
    parts = [(module, part) for module, path in FILES.items() for part in parsed(path).body]
    inside = [(module, part) for module, part in parts if isinstance(part, ast.FunctionDef | ast.ClassDef)]
    nodes = [(module, node) for module, part in inside for node in ast.walk(part)]
    later = [(module, node) for module, node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    found = [f"{module}:{node.lineno}" for module, node in later if loads(node) and loads(node) <= loaded_with(module)]
    assert found == []


def is_marked(decorators: list[ast.expr]) -> bool:
    return "pytest.mark.model" in map(ast.unparse, decorators)


def makes_guarded(function: ast.FunctionDef, helpers: dict[str, ast.FunctionDef]) -> bool:
    """Whether a test of the random stories, or a function beside it that it calls, makes a place for one that has the hooks."""
    nodes = [*ast.walk(function)]
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    places = [call for call in calls if re.split(r"[.\[]", ast.unparse(call.func).removeprefix("clones."))[0] in PLACES]
    called = {node.id for node in nodes if isinstance(node, ast.Name)} & helpers.keys() - {function.name}
    return any("guarded=False" not in map(ast.unparse, place.keywords) for place in places) or any(
        makes_guarded(helpers[name], helpers) for name in called
    )


def test_what_never_runs_coordgit_is_marked_as_a_test_of_the_model() -> None:
    graph = {name: imports(path) for name, path in TESTS.items()}
    for name, path in TESTS.items():
        if name.endswith("_test") and name.startswith(("tests.anomalies.", "tests.oracle.")):
            marked = "\npytestmark = pytest.mark.model\n" in path.read_text(encoding="utf-8")
            assert marked != reaches_coordgit(name, graph), name


def test_what_plays_no_story_with_the_hooks_is_marked_as_a_test_of_the_model() -> None:
    """Each test of the random stories by itself: most of their files have tests of the judge and tests of the hooks."""
    wrong = []
    for name, path in TESTS.items():
        if name.endswith("_test") and name.startswith("tests.fuzz."):
            whole = "\npytestmark = pytest.mark.model\n" in path.read_text(encoding="utf-8")
            functions = {node.name: node for node in parsed(path).body if isinstance(node, ast.FunctionDef)}
            for function in functions.values():
                marked = whole or is_marked(function.decorator_list)
                if function.name.startswith("test_") and marked == makes_guarded(function, functions):
                    wrong.append(f"{path.relative_to(ROOT)}::{function.name}")
    assert wrong == []


def test_the_nightly_run_plays_what_the_daily_one_leaves_out_by_the_setting_that_is_documented() -> None:
    lines = (ROOT / ".ci/nightly").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if " pytest " in line] == [f"{SETTING}=1 .venv/bin/python -m pytest -q -n auto"]
    assert f"`{SETTING}=1` before a test command" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_no_function_takes_more_than_five_arguments_by_position() -> None:
    found = [
        f"{module}: {function.name}"
        for module, path in FILES.items()
        for function in ast.walk(parsed(path))
        if isinstance(function, ast.FunctionDef)
        and len([one for one in (*function.args.posonlyargs, *function.args.args) if one.arg not in ("self", "cls")]) > 5
    ]
    assert found == []


def name_of(call: ast.Call) -> str:
    """What is called, without the module that it is in."""
    return ast.unparse(call.func).rpartition(".")[2]


def test_no_record_is_given_more_than_three_values_by_position() -> None:
    classes = [node for path in FILES.values() for node in ast.walk(parsed(path)) if isinstance(node, ast.ClassDef)]
    records = {node.name for node in classes if any(ast.unparse(base).endswith("NamedTuple") for base in node.bases)}
    records |= {node.name for node in classes if "dataclass(frozen=True)" in map(ast.unparse, node.decorator_list)}
    calls = [(module, call) for module, path in FILES.items() for call in ast.walk(parsed(path)) if isinstance(call, ast.Call)]
    rows = {id(call) for _, call in calls if any(isinstance(one, ast.Starred) for one in call.args)}  # of SQL
    given = [(module, call) for module, call in calls if len(call.args) > 3 and id(call) not in rows]
    found = [f"{module}:{call.lineno}" for module, call in given if name_of(call) in records]
    assert found == []


def test_one_name_is_that_of_one_class() -> None:
    names = [node.name for path in FILES.values() for node in ast.walk(parsed(path)) if isinstance(node, ast.ClassDef)]
    assert sorted(name for name, count in Counter(names).items() if count > 1) == []


def test_what_docstrings_of_modules_name_is_there() -> None:
    trees = {module: parsed(path) for module, path in FILES.items()}
    there = {part for module in FILES for part in module.split(".")}
    there |= {str(getattr(node, "name", "")) for tree in trees.values() for node in ast.walk(tree)}
    there |= {
        word for path in ROOT.glob("coordgit/store/migrations/*.sql") for word in re.findall(r"\w+", path.read_text("utf-8"))
    }
    said = {(module, word) for module, tree in trees.items() for word in NAMED.findall(ast.get_docstring(tree) or "")}
    assert [name for name in sorted(said) if name[1] not in there] == []


@pytest.mark.parametrize("folder", ["check", "record", "shell"])
def test_the_map_of_a_folder_names_each_of_its_modules(folder: str) -> None:
    modules = {name.rpartition(".")[2] for name in FILES if name.rpartition(".")[0] == f"coordgit.{folder}"} - {"__init__"}
    told = ast.get_docstring(parsed(FILES[f"coordgit.{folder}.__init__"])) or ""
    assert modules - set(re.findall(r"\w+", told)) == set()


ASKING = ("time.time", "os.environ", "os.getenv", "os.getcwd", "os.getpid", "os.getppid", "os.path.abspath")
"""What says when, where and for whom a command runs. (A wait is no input.)"""

RESOLVING = ("realpath", "nearest", "around_hook", "find", "listdir", "scandir", "walk")
"""Functions that ask for the current folder if they are given ``"."``."""

DOORS = ("cli", "client_events", "bench")
"""Rooms that ask, and pass the answers on."""

ASKING_THEMSELVES = {
    "coordgit.git": "git runs in the environment that this process has, and in its folder",
    "coordgit.install.registered_repositories": "where the user's files are is the same for every request",
    "coordgit.install.client_settings": "a hint names the user's editor",
    "coordgit.install.doctor": "compares this clock with the server's, at the same moment; probes have this process's number",
    "coordgit.install.finding": "probes have this process's number",
    "coordgit.install.probe": "compares this clock with the file system's, at the same moment; probes have this process's number",
    "coordgit.processes": "asks whether /proc shows this process",
    "coordgit.program": "where this package is",
    "coordgit.record.declared_paths": "the system opens a path as it is typed, from the current folder",
    "coordgit.startup.kept_code": "a temporary file has this process's number",
    "coordgit.team": "compares this clock with the server's, or the file system's; a temporary file has this process's number",
    "coordgit.uncommitted.restoring": "a temporary file has this process's number",
}


def asks(node: ast.AST) -> bool:
    """Whether an expression asks for clock, environment, current folder or process."""
    if isinstance(node, ast.Call) and any(isinstance(given, ast.Constant) and given.value == "." for given in node.args):
        return name_of(node) in RESOLVING
    return isinstance(node, ast.Attribute) and ast.unparse(node) in ASKING


def test_only_the_doors_ask_for_clock_environment_and_current_folder() -> None:
    asking = {
        module
        for module, path in FILES.items()
        if module.split(".")[1] not in DOORS
        for node in ast.walk(parsed(path))
        if asks(node)
    }
    excused = {module: name for module in asking for name in ASKING_THEMSELVES if f"{module}.".startswith(f"{name}.")}
    assert asking - excused.keys() == set()
    assert ASKING_THEMSELVES.keys() - excused.values() == set()
