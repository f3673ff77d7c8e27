"""The demo tells its story wherever it runs, touches nothing around it, and says so when a step goes another way."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coordgit.program import FAST
from tests.support.environment import hermetic
from tests.support.repository import Repository

PACKAGE = Path(FAST).parent.parent


def play(
    tmp_path: Path, *args: str, cwd: Path | None = None, fast: str = FAST, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the demo as a process of its own, with a folder of its own for what it makes: ``tmp_path/scratch``."""
    (tmp_path / "scratch").mkdir(exist_ok=True)
    env = hermetic(tmp_path / "home", tmp_path) | {"TMPDIR": str(tmp_path / "scratch")} | variables
    return subprocess.run(
        [sys.executable, "-I", fast, "demo", *args], cwd=cwd or tmp_path, env=env, capture_output=True, text=True
    )


def test_the_demo_tells_the_whole_story_outside_any_repository_and_leaves_nothing(tmp_path: Path) -> None:
    done = play(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    told = [
        "main$ git merge -m 'Merge ann' ann\n    Merge made by",
        "main$ python invoice.py\n    Traceback",
        "TypeError: price() missing 1 required positional argument",
        "main$ coordgit init --no-clients",
        "ann$ git commit -m 'Write an invoice'\n    coordgit: rejected v",
        "CG101 prices.py  read ",
        "changed by ",
        "ann$ coordgit explain\n",
        "+def price(item, currency):",
        "ann$ git merge -q main",
        "ann$ coordgit read prices.py",
        "main$ git merge --ff-only ann",
        "two cups are 16.0",
        "CG201 prices.py",
        "ann$ coordgit read --at HEAD prices.py",
        '+RATES = {"EUR": 1.0, "USD": 1.2}',
        "ann$ git commit -qam 'Tea is 5'\n    coordgit: rejected v",
        "CG202 prices.py  edited by claude bob",
        "ann$ coordgit whose",
        "ann$ coordgit commit -m 'Tea is 5'\n    [main ",
        '+RATES = {"EUR": 1.0, "USD": 1.3}',
        "bob$ coordgit commit -m 'The dollar is 1.3'\n    [main ",
        "5. TWO CLONES OF ONE REMOTE",
        "bob$ git push -q",
        "this pull changes what you have read: prices.py",
        "ann$ git push -q\n    coordgit: rejected v",
        "CG101 prices.py",
        "ann$ coordgit read prices.py",
        "ann$ git push -q\nbob$ git pull -q",
        "two cups are 16.0",
    ]
    at = 0
    for piece in told:
        at = done.stdout.find(piece, at)
        assert at >= 0, f"{piece!r} is missing, or out of order, in:\n{done.stdout}"
    assert list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.nightly
def test_a_repository_around_it_and_its_settings_are_left_alone(repository: Repository, tmp_path: Path) -> None:
    repository.begin(api__py="x\n")
    before = repository.state(), repository.git("for-each-ref"), (repository.top / ".git/config").read_bytes()
    hostile = {
        "GIT_DIR": str(repository.top / ".git"),
        "GIT_WORK_TREE": str(repository.top),
        "GIT_INDEX_FILE": str(repository.top / ".git/index"),
        "GIT_CONFIG_PARAMETERS": "'core.hooksPath'='/dev/null'",
        "COORDGIT_SESSION": "somebody",
        "COORDGIT_BYPASS": "always",
        "CLAUDE_CODE_SESSION_ID": "0000",
        "PYTHONPATH": "/nowhere",
        "TMPDIR": str(repository.top),
    }
    done = play(tmp_path, cwd=repository.top, **hostile)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (repository.state(), repository.git("for-each-ref"), (repository.top / ".git/config").read_bytes()) == before
    with repository.store() as store:
        assert store.value("SELECT COUNT(*) FROM sessions") == 1


@pytest.mark.nightly
def test_kept_repositories_can_be_looked_at(tmp_path: Path) -> None:
    done = play(tmp_path, "--keep")
    assert done.returncode == 0
    (folder,) = (tmp_path / "scratch").iterdir()
    assert done.stdout.endswith(f"The repositories are in {folder}\n")
    log = subprocess.run(
        [sys.executable, "-I", FAST, "-C", str(folder / "with/main"), "session", "list"],
        env=hermetic(tmp_path / "home", tmp_path),
        capture_output=True,
        text=True,
    )
    assert "ann" in log.stdout and "bob" in log.stdout


@pytest.mark.nightly
def test_the_demo_runs_from_an_installed_package(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(PACKAGE, site / "coordgit", ignore=shutil.ignore_patterns("__pycache__"))
    if not (site / "coordgit/hooks").exists():
        shutil.copytree(PACKAGE.parent / "hooks", site / "coordgit/hooks")
    done = play(tmp_path, fast=str(site / "coordgit/cli/fast.py"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"at {site}/coordgit/cli/fast.py" in done.stdout


@pytest.mark.daily(1)
@pytest.mark.parametrize(
    ("git", "said"),
    [
        (
            '[ "$1" != commit ] || exec {git} -c core.hooksPath=/dev/null -c hook.reference-transaction.enabled=false "$@"\n'
            'exec {git} "$@"',
            """should fail and show 'CG101 prices.py'; exit code 0""",
        ),
        ('[ "$1" != merge ] || exit 3; exec {git} "$@"', "'git merge -q --ff-only bob' should pass; exit code 3"),
    ],
)
def test_a_step_that_goes_another_way_is_reported_and_fails(tmp_path: Path, git: str, said: str) -> None:
    fake = tmp_path / "bin/git"
    fake.parent.mkdir()
    fake.write_text(f"#!/bin/sh\n{git.format(git=shutil.which('git'))}\n")
    fake.chmod(0o755)
    env = hermetic(tmp_path / "home", tmp_path)
    done = play(tmp_path, PATH=f"{fake.parent}:{env['PATH']}")
    assert done.returncode == 1
    assert "This did not go as described: " in done.stdout and said in done.stdout
    assert list((tmp_path / "scratch").iterdir()) == []


def test_the_demo_says_if_git_is_missing(tmp_path: Path) -> None:
    done = play(tmp_path, PATH=str(tmp_path))
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "coordgit: git is not on PATH\ntry: git --version\n"
