"""A command that certainly writes a locked path is denied before it runs. One that only may write it runs: the gate decides."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository
from tests.walks.denial_test import denied

DIFF = "--- a/{0}\n+++ b/{0}\n@@ -1 +1 @@\n-1\n+2\n"
HELD = "coordgit: src/a.py is held by claude ann"
SCRIPT = "python3 - <<'X'\nnames = ['src/a.py', 'e.md']\ntexts = [open(name).read() for name in names]\n{}\nX"


@pytest.fixture
def ann(repository: Repository) -> Claude:
    """Ann has locked one file."""
    files = ("src/a.py", "docs/d.md", "e.md", "all/a.py")
    repository.commit_files(dict.fromkeys(files, "1\n") | {"fix.patch": DIFF.format("docs/d.md")})
    ann = Claude(repository, "ann")
    ann.send("SessionStart", source="startup")
    assert repository.coordgit("lock", "src/a.py", **ann.env).ok
    return ann


@pytest.fixture
def bob(repository: Repository, ann: Claude) -> Claude:
    return Claude(repository, "bob")


def patched(command: str, path: str) -> str:
    return f"{command} <<'X'\n{DIFF.format(path)}X"


@pytest.mark.daily(5)
@pytest.mark.parametrize(
    "command",
    [
        "git apply fix.patch",
        "git apply --include='docs/*' fix.patch",
        "patch -p1 < fix.patch",
        "patch -p1 -i fix.patch",
        patched("git apply", "e.md"),
        patched("patch -p1", "docs/d.md"),
        patched("git apply --exclude='src/*'", "src/a.py"),
        patched("git apply --directory=all", "src/a.py"),
        patched("patch -p2", "src/a.py"),
        patched("patch", "src/a.py"),
        patched("patch -p1 -d docs", "src/a.py"),
        SCRIPT.format("open('docs/d.md', 'w').write('2')"),
        "cp -r docs src",
        "cp -r all/. src",
        "grep -rl 1 . | xargs sed -i s/1/2/",
        "find . -type d -empty -delete",
        "find . -mtime +30 -delete",
        "fd -e py old -x rm",
        "for f in $(git ls-files | grep md); do sed -i s/1/2/ $f; done",
    ],
)
def test_a_command_that_only_may_write_a_locked_path_runs(bob: Claude, command: str) -> None:
    assert denied(bob, command) == ""


@pytest.mark.daily(5)
@pytest.mark.parametrize(
    "command",
    [
        patched("git apply", "src/a.py"),
        patched("git apply -p1", "src/a.py"),
        patched("patch -p1", "src/a.py"),
        patched("patch --strip=1", "src/a.py"),
        "patch src/a.py fix.patch",
        SCRIPT.format("open('src/a.py', 'w').write('2')"),
        "cp -r docs/d.md src/a.py",
        "cp -r all/a.py src",
        "mv src other",
        "rm -r src",
        "find src -name '*.py' | xargs sed -i s/1/2/",
        "sed -i s/1/2/ src/*.py",
        "find src -delete",
        "for f in $(git ls-files src); do sed -i s/1/2/ $f; done",
    ],
)
def test_a_command_that_writes_a_locked_path_is_denied(ann: Claude, bob: Claude, command: str) -> None:
    assert denied(bob, command).startswith(HELD)
    assert denied(ann, command) == ""


@pytest.mark.daily(1)
@pytest.mark.parametrize(
    "command", ["git apply fix.patch", SCRIPT.format("for name in names:\n    open(name, 'w').write('2')"), "cp -r all/. src"]
)
def test_what_such_a_command_has_written_cannot_be_committed_over_the_lock(
    repository: Repository, ann: Claude, bob: Claude, command: str
) -> None:
    repository.write("fix.patch", DIFF.format("src/a.py"))
    repository.write("all/a.py", "3\n")
    assert denied(bob, command) == ""
    assert bob.runs(command).ok
    assert "src/a.py" in [write["path"] for write in repository.json("session", "show", "bob")["writes"]]
    assert bob.runs("git commit -qm work src/a.py").rejected == ["CG301 src/a.py"]
    assert repository.coordgit("unlock", **ann.env).ok
    assert bob.runs("git commit -qm work src/a.py").ok


@pytest.mark.parametrize("command", ["git restore --staged src/a.py", "git restore -S -- src", "git rm -q --cached src/a.py"])
def test_a_command_that_changes_the_index_alone_runs(repository: Repository, ann: Claude, bob: Claude, command: str) -> None:
    ann.writes("src/a.py", "2\n")
    repository.git("add", "-A")
    assert denied(bob, command) == ""
    assert bob.runs(command).ok
    assert (repository.top / "src/a.py").read_text() == "2\n"
    assert [write["path"] for write in repository.json("session", "show", "bob")["writes"]] == []


@pytest.mark.parametrize(
    "command", ["git restore src/a.py", "git restore -SW src/a.py", "git restore --staged --worktree src/a.py", "git rm src/a.py"]
)
def test_a_command_that_changes_index_and_locked_file_is_denied(bob: Claude, command: str) -> None:
    assert denied(bob, command).startswith(HELD)
