"""CG202 where the repository's pre-commit hook stages what another session is editing: left out, it would be staged again."""

import pytest

from tests.portion.team import hook
from tests.support.claude import Claude
from tests.support.repository import Repository, Result
from tests.support.way_on import COMMAND

pytestmark = pytest.mark.usefixtures("command_line")

INDEX = "# index\n\n- g.py\n\nfooter\n"
GENERATE = "(cat *.py; tail -n 1 docs/index.md) > .git-index; mv .git-index docs/index.md"


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files({"g.py": "0\n", "h.py": "0\n", "docs/index.md": INDEX})
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude, repository: Repository) -> Claude:
    return Claude(repository, "bob")


def first_way(denied: Result) -> str:
    """The command that ``next:`` gives first."""
    return str(COMMAND.findall(denied.err.split("next: ")[1])[0])


@pytest.mark.parametrize(
    ("script", "path"),
    [
        ("git add -u", "h.py"),
        ("git add -A", "new.py"),
        (f"{GENERATE}; git add docs/index.md", "docs/index.md"),
    ],
    ids=["all that is tracked", "all", "what it generates"],
)
@pytest.mark.parametrize(
    "command", ["git commit -qm mine g.py", "git add g.py && git commit -qm mine", "git add -A && git commit -qm mine"]
)
def test_one_commit_of_ones_own_edits_is_the_way_on(
    ann: Claude, bob: Claude, repository: Repository, command: str, script: str, path: str
) -> None:
    hook(repository, "pre-commit", script)
    theirs = INDEX.replace("footer", "footer of bob") if path == "docs/index.md" else "of bob\n"
    bob.writes(path, theirs)
    ann.writes("g.py", "1\n")
    denied = ann.runs(command)
    assert denied.rejected == [f"CG202 {path}"]
    assert ann.runs(first_way(denied)).ok
    changed = repository.git("show", "--name-only", "--format=%s", "HEAD").split()
    assert changed == ["mine", *(["docs/index.md"] if path == "docs/index.md" else []), "g.py"]
    assert "of bob" in (repository.top / path).read_text() and "of bob" not in repository.git("show", "HEAD")


def test_a_hook_that_stages_nothing_stops_only_who_stages_it(ann: Claude, bob: Claude, repository: Repository) -> None:
    hook(repository, "pre-commit", "true")
    bob.writes("h.py", "of bob\n")
    ann.writes("g.py", "1\n")
    denied = ann.runs("git add -A && git commit -qm mine")
    assert denied.rejected == ["CG202 h.py"]
    assert first_way(denied) == "coordgit commit -m mine" and ann.runs(first_way(denied)).ok
    ann.writes("g.py", "2\n")
    assert ann.runs("git commit -qm more g.py").ok


@pytest.mark.parametrize("reason", ["no hook", "a hook that does not run", "nothing recorded"])
def test_it_is_left_out_where_no_hook_can_stage_it_again(ann: Claude, bob: Claude, repository: Repository, reason: str) -> None:
    bob.writes("h.py", "of bob\n")
    if reason == "nothing recorded":
        repository.write("g.py", "1\n")
    else:
        ann.writes("g.py", "1\n")
    if reason != "no hook":
        hook(repository, "pre-commit", "true")
    if reason == "a hook that does not run":
        (repository.top / ".git/hooks/pre-commit").chmod(0o644)
    denied = ann.runs("git add -A && git commit -qm mine")
    assert denied.rejected == ["CG202 h.py"]
    assert first_way(denied) == "git restore --staged -- h.py"


def test_who_skips_the_hook_leaves_it_out(ann: Claude, bob: Claude, repository: Repository) -> None:
    hook(repository, "pre-commit", "exit 1")
    bob.writes("h.py", "of bob\n")
    ann.writes("g.py", "1\n")
    for flags in ("-nqm mine", "--no-verify -qm mine"):
        denied = ann.runs(f"git add -A && git commit {flags}")
        assert denied.rejected == ["CG202 h.py"]
        assert first_way(denied) == "git restore --staged -- h.py"
