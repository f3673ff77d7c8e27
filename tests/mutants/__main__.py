"""Mutate the rule, one part at a time, and see which test notices: ``python -m tests.mutants``.

Every mutant gets a copy of the tree of its own. The test that caught it last time, as docs/mutants.md has it, is tried first, and
only where it passes now all of the mutant's tests. What catches a mutant has to pass in a copy without any. A mutant survives if
all of its tests pass; then, or if its text is no longer in the source, the command fails.
"""

import argparse
import atexit
import compileall
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from queue import Empty, SimpleQueue

from tests.mutants.mutant import ROOT, Mutant, mutated
from tests.mutants.mutants import MUTANTS
from tests.support.environment import in_memory

COPIED = ("coordgit", "tests", "hooks", "docs", "pyproject.toml", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE")
SURVIVED = "SURVIVED"
PAGE = ROOT / "docs/mutants.md"
BEGIN, END = "<!-- mutants -->\n", "<!-- /mutants -->"


def killer(mutant: Mutant, plain: Path, folder: Path, last: str = "") -> str:
    """The first test that fails with the mutant and passes in the tree ``plain``; ``SURVIVED``, or why it does not apply.

    ``last``: the test that is tried first; that it passes without the mutant is known.
    """
    try:
        text = mutated(mutant, (plain / mutant.file).read_text(encoding="utf-8"))
    except (LookupError, OSError) as error:
        return f"DOES NOT APPLY: {error}"
    tree = mutated_copy(plain, folder, mutant.file, text)
    failed, said = failures(tree, (last,)) if last else ([], "")
    if not failed:
        failed, said = failures(tree, mutant.tests, slow=True)
        if failed and any(failures(plain, failed, folder / "plain")):
            failed, said = [], f"{failed[0]} fails without it"
    shutil.rmtree(folder, ignore_errors=True)
    return failed[0] if failed else SURVIVED if said == "" else f"BROKEN: {said}"


def plain_copy(folder: Path) -> Path:
    """The tree as it stands, compiled: without that each mutant would take longer to compile than to try."""
    tree = folder / "tree"
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy2(source, tree / name)
    compileall.compile_dir(tree, quiet=2)
    return tree


def mutated_copy(plain: Path, folder: Path, file: str, text: str) -> Path:
    """The tree with another text in one file, whose compiled form goes: it can have the size and the second of the new text."""
    tree = folder / "tree"
    shutil.copytree(plain, tree, copy_function=os.link)
    for stale in (tree / file, *(tree / file).parent.glob(f"__pycache__/{Path(file).stem}.*.pyc")):
        stale.unlink()
    (tree / file).write_text(text, encoding="utf-8")
    return tree


def failures(
    tree: Path, tests: Sequence[str], scratch: Path | None = None, *, jobs: int = 1, slow: bool = False
) -> tuple[list[str], str]:
    """(the test that fails first, if one does; what went wrong if the tests did not run). ``slow``: also what a file
    leaves to the night."""
    env = _environment(tree, slow)
    words = ["-x", "-q", "--no-header", "--tb=no", *tests]
    words += [f"--basetemp={scratch or tree.parent / 'scratch'}"]
    words += ["-p", "xdist.plugin", "-n", f"{jobs}"] if jobs > 1 else []
    code, said = _run(tree, env, words)
    failed = re.findall(r"^(?:FAILED|ERROR) (tests/\S+?::.+?)(?: - .*)?$", said, re.MULTILINE)
    return failed[:1], "" if failed or code == 0 else said.strip().replace("\n", " ")[-300:]


def collected(tree: Path, tests: Sequence[str]) -> set[str]:
    """Those of ``tests`` that are there. (Of a renamed one the page still has the old name until it is written again.)"""
    files = sorted({test.partition("::")[0] for test in tests})
    _, said = _run(tree, _environment(tree, slow=True), ["--collect-only", "-q", "--no-header", *files])
    return set(tests).intersection(said.splitlines())


def _environment(tree: Path, slow: bool) -> dict[str, str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "COORDGIT_", "PYTHON", "PYTEST"))}
    env |= {"PYTHONPATH": str(tree), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # plugins take longer to start than most tests
    return env | {"COORDGIT_SLOW": "1"} if slow else env


_WARM: SimpleQueue[subprocess.Popen[str]] = SimpleQueue()
"""Processes of ``warm`` that wait for work."""


def _run(tree: Path, env: Mapping[str, str], words: Sequence[str]) -> tuple[int, str]:
    """(the exit code of pytest, what it said)."""
    try:
        warm = _WARM.get_nowait()
    except Empty:
        warm = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("warm.py"))], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        atexit.register(warm.kill)
    assert warm.stdin is not None and warm.stdout is not None
    with tempfile.NamedTemporaryFile(dir=tree.parent) as said:
        print(
            json.dumps({"tree": str(tree), "env": dict(env), "words": list(words), "said": said.name}),
            file=warm.stdin,
            flush=True,
        )
        code = int(warm.stdout.readline())
        text = said.read().decode("utf-8", "replace")
    _WARM.put(warm)
    return code, text


def table(found: Sequence[tuple[Mutant, str]]) -> str:
    """Who catches what, as Markdown."""
    tests = [test.replace("tests/", "", 1).replace("|", r"\|") for _, test in found]
    rows = [f"| {one.part} | {one.what} | {test} |" for (one, _), test in zip(found, tests, strict=True)]
    return "\n".join(["| part of the rule | broken so that | first test that fails |", "| --- | --- | --- |", *rows]) + "\n"


def last_killers() -> dict[tuple[str, str], str]:
    """(part, what is broken) -> the test that the page names, where it is still there."""
    found = {}
    for row in in_page().splitlines()[2:]:
        part, what, test = (cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", row)[1:-1])
        if (ROOT / "tests" / test.split("::")[0]).is_file():
            found[part, what] = f"tests/{test}"
    return found


def in_page() -> str:
    """Return what the page has between its marks."""
    return PAGE.read_text(encoding="utf-8").split(BEGIN, 1)[1].split(END, 1)[0].strip() + "\n"


def into_page(text: str) -> None:
    """Put the table between the marks, and touch nothing else."""
    before, after = PAGE.read_text(encoding="utf-8").split(BEGIN, 1)
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after.split(END, 1)[1]}", encoding="utf-8")


def main(argv: Sequence[str] | None = None) -> int:
    """Try the mutants; 1 if one survives or does not apply."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("part", nargs="*", help="only mutants of these parts of the rule (default: all)")
    parser.add_argument(
        "--daily", action="store_true", help="only some: at least one of each part of the rule and of each folder"
    )
    parser.add_argument("--jobs", type=int, metavar="N", default=os.cpu_count() or 1, help="processes (default: one per core)")
    parser.add_argument("--list", action="store_true", help="only say which mutants there are")
    parser.add_argument("--write", action="store_true", help="put the table into docs/mutants.md too")
    given = parser.parse_args(argv)
    chosen = [one for one in (daily(MUTANTS) if given.daily else MUTANTS) if not given.part or one.part in given.part]
    if given.list or not chosen:
        sys.stdout.write(table([(one, " ".join(one.tests)) for one in chosen]))
        return int(not chosen)
    last = last_killers()
    with tempfile.TemporaryDirectory(prefix="coordgit-mutants-", dir=in_memory()) as name:
        folder = Path(name).resolve()
        plain = plain_copy(folder / "plain")
        wanted = {test for key in ((one.part, one.what) for one in chosen) if (test := last.get(key))}
        known = collected(plain, sorted(wanted)) if wanted else set()
        for test in sorted(wanted - known):
            sys.stderr.write(f"docs/mutants.md names {test}, which is not there\n")
        last = {key: test for key, test in last.items() if test in known}
        if known:
            sys.stderr.write(f"{len(known)} tests that caught a mutant, without any ...\n")
            failed, said = failures(plain, sorted(known), jobs=given.jobs)
            if failed or said:
                sys.stderr.write(f"{failed[0]} fails without any\n" if failed else f"{said}\n")
                return 1
        found = _try_all(chosen, plain, folder, given.jobs, last)
    text = table([(one, found[one]) for one in chosen])
    sys.stdout.write(text)
    if given.write and len(chosen) == len(MUTANTS):
        into_page(text)
    left = [one for one in chosen if not found[one].startswith("tests/")]
    sys.stderr.write(f"{len(chosen) - len(left)} of {len(chosen)} mutants killed\n")
    return int(bool(left))


def daily(mutants: Sequence[Mutant]) -> list[Mutant]:
    """Those that ``.ci/run`` tries: of each part of the rule and of each folder of the package the first."""
    shown: set[str] = set()
    chosen = []
    for one in mutants:
        folder = str(Path(one.file).parent)
        if not {one.part, folder} <= shown:
            chosen.append(one)
            shown |= {one.part, folder}
    return chosen


def _try_all(
    chosen: Sequence[Mutant], plain: Path, folder: Path, jobs: int, last: Mapping[tuple[str, str], str]
) -> dict[Mutant, str]:
    found: dict[Mutant, str] = {}
    started = time.monotonic()
    with ThreadPoolExecutor(jobs) as pool:
        running = {
            pool.submit(killer, one, plain, folder / str(n), last.get((one.part, one.what), "")): one
            for n, one in enumerate(chosen)
        }
        for done in as_completed(running):
            one = running[done]
            found[one] = done.result()
            took = f"{len(found)}/{len(chosen)}  {time.monotonic() - started:.0f} s"
            sys.stderr.write(f"{took}  {one.part}: {one.what}  {found[one]}\n")
            sys.stderr.flush()
    return found


if __name__ == "__main__":
    sys.exit(main())
