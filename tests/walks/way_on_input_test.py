"""The way on for a commit that took its message or its paths from standard input, which is empty when it is made again."""

import pytest

from coordgit.git.denied import LONGEST
from tests.support.claude import Claude
from tests.support.repository import Repository, Result
from tests.support.way_on import obey, remedy

pytestmark = pytest.mark.usefixtures("command_line")
MANY = [f"many/{n}.md" for n in range(LONGEST // 9)]


@pytest.fixture
def ann(repository: Repository) -> Claude:
    files = ("docs/d.md", "docs/[d].md", "docs/:e.md", "-f.md", "x.py", *MANY)
    repository.commit_files(dict.fromkeys(files, "1\n"))
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude, repository: Repository) -> Claude:
    """Ann has edited a file that bob stages, too."""
    bob = Claude(repository, "bob")
    bob.writes("docs/d.md", "2\n")
    ann.writes("x.py", "2\n")
    repository.git("add", "-A")
    return bob


def repeated(who: Claude, rejected: Result) -> Result:
    """What the way on ends with, where nobody types anything."""
    return obey(who, rejected, lambda: Result(1, "", "not said how"))[-1]


MESSAGES = {
    "git commit -F -": True, "git commit -qF -": True, "git commit -F-": True, "git commit --file=-": True,
    "git commit -F /dev/stdin": True, "git commit -qF /dev/stdin": True, "git commit -F/dev/stdin": True,
    "git commit --file=/dev/stdin": True, "git commit --file /dev/fd/0": True, "git commit -F /proc/self/fd/0": True,
    "exec 7<&0; git commit -F /dev/fd/7": True, "git commit -F message": False, "git commit --file=dev/stdin": False,
}  # fmt: skip


@pytest.mark.parametrize("command", MESSAGES)
def test_the_message_is_the_same(repository: Repository, bob: Claude, command: str) -> None:
    repository.write("message", "to be read again\n")
    repository.write("dev/stdin", "to be read again\n")
    rejected = bob.runs(f"echo 'to be read again' | ({command})")
    assert rejected.rejected == ["CG202 x.py"]
    assert ("COMMIT_EDITMSG" in rejected.err) is MESSAGES[command]
    assert repeated(bob, rejected).ok
    assert repository.git("log", "-1", "--format=%s", "--name-only").split("\n") == ["to be read again", "", "docs/d.md"]


FROM_INPUT = [
    "--pathspec-from-file=-",
    "--pathspec-from-file -",
    "--pathspec-from-file=/dev/stdin --",
    "-i --pathspec-from-file=-",
]


@pytest.mark.parametrize("options", FROM_INPUT)
def test_paths_are_named(repository: Repository, bob: Claude, options: str) -> None:
    rejected = bob.runs(f"printf 'docs/d.md\\nx.py\\n' | git commit -m docs {options}")
    assert rejected.rejected == ["CG202 x.py"]
    assert "pathspec-from-file" not in rejected.err
    assert repeated(bob, rejected).ok
    assert repository.git("show", "--format=%s", "--name-only") == "docs\n\ndocs/d.md"


@pytest.mark.parametrize("folder", ["", "docs"])
def test_paths_are_named_from_where_it_was_typed(repository: Repository, bob: Claude, folder: str) -> None:
    below = Claude(repository, "bob", repository.top / folder)
    bob.reads("x.py")
    for path in ("docs/[d].md", "docs/:e.md", "-f.md"):
        bob.writes(path, "2\n")
    repository.session("cat", repository.worktree("cat"))
    named = "\\0".join(f"{'' if not folder else '../'}{path}" for path in ("docs/[d].md", "docs/:e.md", "-f.md"))
    assert repository.coordgit("lock", "docs", COORDGIT_SESSION="cat").ok
    commit = "git --literal-pathspecs commit -m docs --pathspec-from-file=- --pathspec-file-nul"
    rejected = below.runs(f"printf -- '{named}' | {commit}")
    assert rejected.rejected == ["CG301 docs/:e.md", "CG301 docs/[d].md"]
    assert repository.coordgit("unlock", COORDGIT_SESSION="cat").ok
    again = repository.session("bob", below.cwd)
    assert remedy(again)[-1].startswith("git commit -m docs -- ")
    assert repository.run(["bash", "-c", remedy(again)[-1]], below.cwd, **below.env).ok
    assert repository.git("show", "-z", "--format=", "--name-only").split("\0")[:-1] == ["-f.md", "docs/:e.md", "docs/[d].md"]


@pytest.mark.parametrize("from_file", ["-", "paths"])
def test_many_paths_are_not_named_and_those_of_a_file_are_read_again(
    repository: Repository, ann: Claude, bob: Claude, from_file: str
) -> None:
    for path in MANY:
        repository.write(path, "2\n")
    repository.write("paths", "\n".join(MANY))
    assert repository.coordgit("lock", MANY[0], **ann.env).ok
    rejected = bob.runs(f"git commit -m many --pathspec-from-file {from_file} < paths")
    assert rejected.rejected == [f"CG301 {MANY[0]}"]
    last = remedy(repository.session("bob"))[-1]
    assert last == ("git commit" if from_file == "-" else "git commit -m many --pathspec-from-file paths")


@pytest.mark.parametrize("file", ["-", "/dev/stdin", "<(cat)", "message"])
def test_the_message_of_a_commit_of_own_edits_is_the_same(repository: Repository, ann: Claude, bob: Claude, file: str) -> None:
    repository.write("message", "to be read again\n")
    assert repository.coordgit("lock", "docs", **ann.env).ok
    rejected = bob.runs(f"echo 'to be read again' | bash -c 'coordgit commit -F {file}'")
    assert rejected.rejected == ["CG301 docs/d.md"]
    assert repository.coordgit("unlock", **ann.env).ok
    last = remedy(repository.session("bob"))[-1]
    assert repository.run(["bash", "-c", last], **bob.env, stdin="").ok
    assert repository.git("log", "-1", "--format=%s", "--name-only").split("\n") == ["to be read again", "", "docs/d.md"]


def test_an_amend_of_paths_from_the_input_is_not_said_word_for_word(repository: Repository, ann: Claude, bob: Claude) -> None:
    """Its commit has other paths, too, with what may have been edited since."""
    assert repository.coordgit("lock", "docs", **ann.env).ok
    rejected = bob.runs("echo docs/d.md | git commit --amend -m again --pathspec-from-file=-")
    assert rejected.rejected == ["CG301 docs/d.md"]
    assert remedy(repository.session("bob"))[-1] == "git commit --amend"
