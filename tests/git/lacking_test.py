"""Which commits lack which paths: asked of git at once, with names of any kind."""

from pathlib import Path

from coordgit.git import trees
from coordgit.git.plumbing import Git
from tests.support.repository import Repository


def test_what_is_gone_or_a_folder_or_has_an_odd_name_is_told_from_what_is_there(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.begin(**{"a__py": "1\n", "two words__py": "2\n", "line\nend__py": "3\n", "é__py": "4\n"})
    paths = ["a.py", "two words.py", "line\nend.py", "é.py"]
    first = repository.head()
    repository.git("rm", "-q", "a.py", "line\nend.py")
    (repository.top / "a.py").mkdir()
    repository.write("a.py/b.py", "1\n")
    repository.git("add", "a.py/b.py")
    repository.git("commit", "-qm", "move")
    second, pruned = repository.head(), "1" * 40
    git = Git(str(repository.top))
    assert trees.lacking(git, {first: paths, second: paths, pruned: paths}) == {second: ["a.py", "line\nend.py"]}
    assert trees.lacking(git, {first: [*paths, "none.py"], second: []}) == {first: ["none.py"]}
    assert trees.lacking(git, {first: [], second: []}) == {}


def test_a_file_that_a_partial_clone_has_not_fetched_is_there(tmp_path: Path) -> None:
    (tmp_path / "origin").mkdir()
    origin = Repository(tmp_path / "origin")
    origin.begin(a__py="1\n")
    origin.git("config", "uploadpack.allowFilter", "true")
    partial = str(tmp_path / "partial")
    origin.git("clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{origin.top}", partial)
    assert trees.lacking(Git(partial), {origin.head(): ["a.py", "b.py"]}) == {origin.head(): ["b.py"]}
    assert origin.git("-C", partial, "rev-list", "--objects", "--missing=print", "HEAD").count("?") == 1
