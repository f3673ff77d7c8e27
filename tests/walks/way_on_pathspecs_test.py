"""What the way on prints names just the paths that are meant, to git and to coordgit, whatever characters their names have."""

import re
import string

import pytest

from coordgit.core.quoting import literal
from tests.support.claude import Claude
from tests.support.repository import Repository, Session
from tests.support.way_on import COMMAND, follow, obey, remedy

pytestmark = pytest.mark.usefixtures("command_line")

MAGIC = [f"{letter}x" for letter in string.punctuation if letter not in "/."]
WILD = ["[x]", "a/[x]", "[d]/y", "a\\x", ":?x", "_*"]
NAMES = ["x", "_x", ".x", "é", " x", "1", "a/:x", "a/x", "d/y", *MAGIC, *WILD, *(f"{name}/y" for name in (":d", "_d", "@d"))]
NAMES = list(dict.fromkeys(NAMES))


@pytest.mark.parametrize("below", [False, True], ids=["at the top", "below"])
def test_a_word_names_its_path_alone(repository: Repository, below: bool) -> None:
    repository.commit_files({**dict.fromkeys(NAMES, "1\n"), "src/y": "1\n"})
    ann = repository.session("ann", repository.top / "src" if below else repository.top)
    for name in NAMES:
        word = literal(name, below=below)
        listed = repository.run(["sh", "-c", f"git ls-files -z --full-name -- {word}"], ann.cwd)
        assert listed.out == f"{name}\0", (word, listed)
    words = " ".join(literal(name, below=below) for name in NAMES)
    for command in ("read", "lock"):
        done = repository.run(["sh", "-c", f"coordgit {command} {words}"], ann.cwd, **ann.env)
        assert done.ok, done.err
    assert sorted(read["path"] for read in ann.json("session", "show")["reads"]) == sorted(NAMES)
    bob = repository.session("bob")
    for name in NAMES:
        bob.writes(name, "2\n")
    assert f": {len(NAMES)} paths are locked" in bob.git("commit", "-qam", "all").err


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("src/a.py", ":/src/a.py"), (".gitignore", ":/.gitignore"), ("_a.py", ":/:_a.py"), (":a", ":/::a"),
        ("a[1].py", "':(top,literal)a[1].py'"),
    ],
)  # fmt: skip
def test_only_a_name_that_git_would_misread_is_spelt_otherwise(path: str, word: str) -> None:
    assert literal(path, below=True) == word
    assert literal(path, below=False) == (word if path.startswith(":") or "[" in path else path)


BELOW = ("git commit -qam anns", "git commit -qm anns -- ..", "git add -A .. && git commit -qm anns")
LEFT_OUT = [
    *(
        (his, "_ours.py", f"cd src && {command}", "src")
        for command in BELOW
        for his in ("__init__.py", "@his/x.py", "-his.py", ":his.py", "his.py")
    ),
    (":his.py", ":ours.py", "git commit -qam anns", ""),
    *(
        (his, "i.py", f"git add -A && cd ./{folder} && git commit -qm anns", folder)
        for folder in ("", "src")
        for his in ("[id].py", "h.py")
    ),
]


@pytest.mark.parametrize(("his", "mine", "command", "folder"), LEFT_OUT)
def test_anothers_edit_is_left_out_whatever_its_name_means_to_git(
    repository: Repository, his: str, mine: str, command: str, folder: str
) -> None:
    """A file of one's own that the name would match, as a pattern, is committed."""
    repository.commit_files({"src/a.py": "0\n", mine: "0\n", his: "0\n"})
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob")
    bob.writes(his, "bob\n")
    ann.writes(mine, "ann\n")
    ann.writes("src/a.py", "ann\n")
    denied = ann.runs(command)
    assert denied.rejected == [f"CG202 {his}"], denied
    again = command.removeprefix("git add -A && ")
    done = obey(ann, denied, lambda: ann.runs(again), repository.top / folder)
    assert all(step.ok for step in done), (denied.err, done)
    assert repository.git("show", "--name-only", "--format=%s").split() == ["anns", mine, "src/a.py"]


@pytest.mark.parametrize("mine", ["_ours.py", "ours.py"])
def test_ones_own_edits_are_staged_where_a_rebase_has_stopped(repository: Repository, mine: str) -> None:
    repository.commit_files({mine: "0\n", "h.py": "0\n"})
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob")
    assert ann.runs("git switch -qc work").ok
    ann.writes("one.py", "1\n")
    assert ann.runs("git add one.py && git commit -qm one").ok
    assert ann.runs("git -c sequence.editor=\"sed -i.bak '1s/^pick/edit/'\" rebase -qi HEAD~1").ok
    ann.writes(mine, "ann\n")
    bob.writes("h.py", "bob\n")
    denied = ann.runs("git commit -qa --amend --no-edit")
    assert denied.rejected == ["CG202 h.py"], denied
    done = obey(ann, denied, lambda: ann.runs("git rebase --continue"))
    assert all(step.ok for step in done), (denied.err, done)
    assert set(repository.git("show", "--name-only", "--format=%s", "work").split()) == {"one", mine, "one.py"}


@pytest.mark.parametrize("mine", ["_ours.py", ":ours.py", "[o]urs.py", "ours.py"])
def test_the_rest_is_committed_where_an_edit_cannot_be_separated(repository: Repository, mine: str) -> None:
    repository.commit_files({mine: "0\n", "gen.txt": "0\n"})
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob")
    ann.reads("gen.txt")
    bob.reads("gen.txt")
    bob.writes("gen.txt", "bob\n")
    ann.writes(mine, "ann\n")
    ann.writes("gen.txt", "ann\n")
    refused = ann.runs("coordgit commit -m anns")
    step = re.search(f"commit the rest {COMMAND.pattern}", refused.err)
    assert step and ann.runs(step[1]).ok, refused.err
    assert repository.git("show", "--name-only", "--format=%s").split() == ["anns", mine]


@pytest.mark.parametrize("path", ["_his.py", "[h]is.py", "his.py"])
def test_whose_an_edit_is_can_be_asked_as_it_is_reported(repository: Repository, path: str) -> None:
    repository.commit_files({path: "0\n", "src/a.py": "0\n"})
    ann, bob = repository.session("ann", repository.top / "src"), Claude(repository, "bob")
    bob.reads(path)
    bob.writes(path, "bob\n")
    spec = f":(top,literal){path}" if "[" in path else f"../{path}"
    refused = ann.coordgit("commit", "-m", "anns", "--mine-is", f"../{path}", spec)
    asked = refused.err.splitlines()[-1].removeprefix("try: ")
    assert asked.startswith("coordgit whose "), refused
    shown = repository.run(["sh", "-c", asked], ann.cwd, **ann.env)
    assert shown.ok and "claude bob" in shown.out, shown


SEARCHES = [
    (("--grep", "x", "_api.py"), "_api.py"),
    (("--grep", "x", "src", ":!src/new.py"), "src/api.py"),
    (("--grep", "x", ":(glob)src/**"), "src/api.py"),
    (("--grep", "x", "."), "_api.py"),
    (("--glob", "_*"), "_new.py"),
    (("--glob", "@types/*"), "@types/new.py"),
    (("--glob", "src/*"), "src/new.py"),
]


@pytest.mark.parametrize(("search", "changed"), SEARCHES, ids=[" ".join(search) for search, _ in SEARCHES])
def test_a_declared_search_is_asked_again_from_a_sub_folder(
    repository: Repository, search: tuple[str, ...], changed: str
) -> None:
    repository.commit_files({"_api.py": "1\n", "@types/a.py": "1\n", "src/api.py": "1\n"})
    ann, bob = repository.session("ann"), repository.session("bob")
    below = repository.session("ann", repository.top / "src")
    assert ann.coordgit("read", *search).ok
    bob.lands(changed, "x\n")
    _goes_on(below, changed)


@pytest.mark.parametrize("path", ["src/new.py", "src/sub/new.py"])
def test_a_listing_that_was_declared_in_a_sub_folder_is_asked_again_at_the_top(repository: Repository, path: str) -> None:
    repository.commit_files({"src/api.py": "1\n", "src/sub/a.py": "1\n"})
    below, bob = repository.session("ann", repository.top / "src"), repository.session("bob")
    assert below.coordgit("read", "--glob", path.removeprefix("src/").replace("new", "*")).ok
    bob.lands(path, "x\n")
    _goes_on(repository.session("ann"), path)


@pytest.mark.parametrize("path", ["[id].py", "_a[1].py", "src/[id]/page.py", "api.py"])
@pytest.mark.parametrize("folder", ["", "src"])
def test_a_stale_file_is_read_again_as_it_is_reported(repository: Repository, path: str, folder: str) -> None:
    repository.commit_files({path: "1\n", "src/a.py": "1\n"})
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads(path)
    bob.lands(path, "2\n")
    _goes_on(repository.session("ann", repository.top / folder), path, "CG101")


def _goes_on(session: Session, changed: str, code: str = "CG102") -> None:
    """Its commit is rejected for what has changed, and is made once the way on is followed."""
    session.writes("mine.txt", "1\n")
    assert session.git("add", "mine.txt").ok
    assert session.git("commit", "-qm", "mine").rejected == [f"{code} {changed}"]
    done = follow(session)
    assert all(step.ok for step in done), (remedy(session), done)
    assert session.repository.git("log", "-1", "--format=%s") == "mine"
