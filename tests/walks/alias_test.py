"""A commit that an alias runs is denied where the alias was typed, which is not where git runs it."""

import sys

import pytest

from tests.support.repository import API, CHANGED, Repository, Result
from tests.support.way_on import COMMAND, obey

pytestmark = [
    pytest.mark.usefixtures("command_line"),
    pytest.mark.skipif(sys.platform != "linux", reason="needs the environment of the git that runs the hook"),
]


@pytest.mark.parametrize(("words", "folder"), [(["all"], "src"), (["all"], "."), (["-C", "../repo/src", "all"], "../apart")])
@pytest.mark.parametrize("alias", ["!git add -A && git commit", "!cd ./$GIT_PREFIX && git add -A && git commit"])
def test_the_way_on_after_an_alias_is_followed_where_it_was_typed(
    repository: Repository, words: list[str], folder: str, alias: str
) -> None:
    repository.commit_files({"api.py": API, "src/deep.py": API})
    repository.git("config", "alias.all", alias)
    repository.folder.joinpath("apart").mkdir()
    ann, here = repository.session("ann"), repository.top / folder
    ann.reads("api.py", "src/deep.py")
    repository.session("bob").lands("api.py", CHANGED)
    ann.writes("src/new.py", "1\n")

    def commits() -> Result:
        return repository.run(["git", *words, "-qm", "new"], here, **ann.env)

    denied = commits()
    assert denied.rejected == ["CG101 api.py"], denied
    obey(ann, denied, commits, here)
    assert repository.git("log", "-1", "--format=%s") == "new"
    assert all(f" -C {repository.top}" in command for command in COMMAND.findall(denied.err)) or "-C" not in words


def test_what_continues_below_the_top_is_denied_where_it_was_typed(repository: Repository) -> None:
    repository.commit_files({"api.py": API, "src/deep.py": "1\n"})
    ann, here = repository.session("ann"), repository.top / "src"
    ann.git("switch", "-qc", "side")
    assert ann.commits("src/deep.py", "2\n").ok
    ann.git("switch", "-q", "main")
    assert ann.commits("src/deep.py", "3\n").ok
    ann.reads("api.py")
    assert not ann.git("cherry-pick", "side").ok
    for target in ("main", "release"):
        repository.git("config", "--add", "coordgit.target", target)
    repository.session("bob", repository.worktree("beside", "release")).lands("api.py", CHANGED)
    ann.writes("src/deep.py", "4\n")
    repository.git("add", "-A")

    def continues() -> Result:
        return repository.run(["git", "cherry-pick", "--continue"], here, **ann.env | {"GIT_EDITOR": "true"})

    denied = continues()
    assert denied.rejected == ["CG101 api.py"], denied
    obey(ann, denied, continues, here)
    assert repository.git("log", "-1", "--format=%s") == "ann: src/deep.py"
