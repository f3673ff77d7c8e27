"""The structure that readers are promised: no circle of files, type-only imports included."""

from __future__ import annotations

import ast
import graphlib
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in (ROOT / "coordgit").rglob("*.py")}


def imports(path: Path) -> set[str]:
    """The modules of this package that a file names, wherever it does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found & FILES.keys()


def test_no_file_imports_itself_by_way_of_others() -> None:
    order = graphlib.TopologicalSorter({name: imports(path) for name, path in FILES.items()})
    assert len(list(order.static_order())) == len(FILES)
