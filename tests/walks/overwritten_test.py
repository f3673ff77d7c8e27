"""An uncommitted edit that another overwrites is kept, told to its session once, and can be had back."""

import shlex

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Sessions

OLD = "import os\n\n\ndef size(path):\n    return os.stat(path).st_size\n\n\ndef name(path):\n    return os.path.basename(path)\n"
OTHER = "import os\nimport sys\n\n\ndef main():\n    sys.exit(run(os.environ))\n\n\ndef run(env):\n    return len(env)\n"
ADDED = OLD + "\n\ndef folder(path):\n    parent = os.path.dirname(path)\n    return parent\n"
CHANGED = OLD.replace("os.stat(path).st_size", "os.path.getsize(path)")
WRITTEN = "from pathlib import Path\n\n\ndef lines(path):\n    return Path(path).read_text().split()\n"


@pytest.fixture
def ann(sessions: Sessions, repository: Repository) -> Claude:
    sessions()
    repository.commit_files({"g.py": OTHER, "h.py": OLD})
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude) -> Claude:
    bob = Claude(ann.repository, "bob")
    bob.reads("h.py")
    return bob


def is_gone(bob: Claude, text: str) -> bool:
    """True if bob is told, once, that what it wrote in h.py is gone, and can have it back."""
    said, again = bob.reads("g.py"), bob.reads("g.py")
    kept = bob.repository.json("restore", "--list", "--json", **bob.env)["kept"]
    assert "gone" not in again and bool(kept) == ("edit of h.py is gone from the work tree. The contents are kept" in said)
    if not kept:
        assert "gone" not in said
        return False
    here = (bob.repository.top / "h.py").read_text()
    done = bob.repository.coordgit("restore", "h.py", **bob.env)
    if here.strip() and here != OLD:  # what another has put there stays as well
        assert (bob.repository.top / "h.py").read_text() == here and "other uncommitted changes by now" in done.err
        assert bob.repository.run(["sh", "-c", done.err.rpartition("try: ")[2].strip()]).ok
        assert (bob.repository.top / "h.py.kept").read_text() == text
    else:
        assert (bob.repository.top / "h.py").read_text() == text
    return True


COMMANDS = {
    "copied over": "cp g.py h.py",
    "moved over": "mv g.py h.py",
    "moved over by git": "git mv -f g.py h.py",
    "emptied": ": > h.py",
    "written": "cat g.py > h.py",
    "tee": "tee h.py < g.py",
    "edited line by line": "sed -i 's/.*/x = 1/' h.py",
    "as it was": f"printf %s {shlex.quote(OLD)} > h.py",
    "before it, with more": f"printf %s {shlex.quote(OLD.replace('import os', 'import os, sys'))} > h.py",
}


@pytest.mark.daily(9)
@pytest.mark.parametrize("text", [ADDED, CHANGED, WRITTEN], ids=["lines added", "a line changed", "all of it written"])
@pytest.mark.parametrize("over", COMMANDS.values(), ids=COMMANDS)
def test_what_anothers_command_writes_over_is_gone(ann: Claude, bob: Claude, over: str, text: str) -> None:
    bob.writes("h.py", text)
    done = ann.runs(over)
    assert done.ok and "uncommitted edits of claude bob went from the work tree: h.py." in done.out
    assert is_gone(bob, text)


@pytest.mark.parametrize("commit", ["git commit -qam anns", "git commit -qm anns h.py", "git add -A && git commit -qm anns"])
def test_what_a_command_writes_over_and_commits_is_gone(ann: Claude, bob: Claude, commit: str) -> None:
    bob.writes("h.py", ADDED)
    done = ann.runs(f"cp g.py h.py && {commit}")
    assert done.ok and "uncommitted edits of claude bob went from the work tree: h.py." in done.out
    assert "edit of h.py is gone from the work tree. The contents are kept" in bob.reads("g.py")


@pytest.mark.parametrize("on", ["echo '# more' >> h.py", "sed -i 's/parent/above/' h.py", "sed -i 's/ = /=/' h.py"])
def test_what_a_command_goes_on_with_and_commits_is_not_gone(ann: Claude, bob: Claude, on: str) -> None:
    bob.writes("h.py", ADDED)
    denied = ann.runs(f"{on} && git commit -qam anns")
    assert denied.rejected == ["CG202 h.py"]
    assert ann.repository.coordgit("ack", denied.verdict, "--why", "handed over", **ann.env).ok
    done = ann.runs("git commit -qam anns")
    assert done.ok and "went from" not in done.out and "gone" not in bob.reads("g.py"), done


@pytest.mark.daily(3)
@pytest.mark.parametrize("over", ["cp g.py h.py", "printf '' > h.py", "sed -i 's/.*/x = 1/' h.py"])
@pytest.mark.parametrize("by", ["a person", "a script"])
def test_what_no_hook_sees_written_over_is_gone_as_well(ann: Claude, bob: Claude, over: str, by: str) -> None:
    bob.writes("h.py", ADDED)
    (ann.repository.folder / "over.sh").write_text(over)
    if by == "a script":
        assert ann.runs(f"sh {ann.repository.folder}/over.sh").ok
    else:
        assert ann.repository.run(["sh", "-c", over]).ok
    assert is_gone(bob, ADDED)


@pytest.mark.parametrize("text", [ADDED, CHANGED], ids=["lines added", "a line changed"])
@pytest.mark.parametrize("more", ["", "# more\n"], ids=["as it was", "with more"])
def test_an_older_text_that_another_writes_back_takes_an_edit_away(ann: Claude, bob: Claude, text: str, more: str) -> None:
    bob.writes("h.py", text)
    ann.writes("h.py", more + OLD)
    assert is_gone(bob, text)


def test_a_new_file_that_another_writes_anew_is_gone(ann: Claude, bob: Claude) -> None:
    ann.repository.git("rm", "-q", "h.py")
    ann.repository.git("commit", "-qm", "no h.py")
    bob.writes("h.py", WRITTEN)
    ann.writes("h.py", OTHER)
    assert is_gone(bob, WRITTEN)


def test_a_new_empty_file_in_which_another_writes_is_not_gone(ann: Claude, bob: Claude) -> None:
    bob.writes("new.py", "x = 1\n")
    bob.writes("new.py", "")
    assert "went from" not in ann.runs("echo 'x = 2' >> new.py").out
    assert "gone" not in bob.reads("g.py")


def test_what_was_put_beside_an_edit_comes_back_with_it(ann: Claude, bob: Claude) -> None:
    cat = Claude(ann.repository, "cat")
    bob.writes("h.py", ADDED)
    cat.edits("h.py", "st_size", "st_mtime")
    both = (ann.repository.top / "h.py").read_text()
    assert ann.runs("cp g.py h.py").ok
    assert "edit of h.py is gone" in cat.reads("g.py") and is_gone(bob, both)


WENT_ON = {
    "beside it": "sed -i 's/st_size/st_mtime/' h.py",
    "in it": "sed -i 's/parent = /folder = /; s/os.path.getsize/os.path.lexists/' h.py",
    "above it": "sed -i '1i # one\\n# two' h.py",
    "respaced": "sed -i 's/(path)/( path )/; s/    /\\t/' h.py",
    "a formatter joins and splits lines": "tr -d '\\n' < h.py | sed 's/return/\\n  return/g' > h.tmp && mv h.tmp h.py",
    "moved elsewhere": "mv h.py k.py",
    "moved elsewhere, and another put there": "mv h.py k.py; cp g.py h.py",
    "not at all": "touch h.py",
}


@pytest.mark.parametrize("text", [ADDED, CHANGED], ids=["lines added", "a line changed"])
@pytest.mark.parametrize("way", WENT_ON.values(), ids=WENT_ON)
def test_what_another_goes_on_with_is_not_gone(ann: Claude, bob: Claude, way: str, text: str) -> None:
    bob.writes("h.py", text)
    done = ann.runs(way)
    assert done.ok and "went from the work tree" not in done.out
    assert not is_gone(bob, text)


@pytest.mark.daily(9)
@pytest.mark.parametrize("text", [ADDED, CHANGED, WRITTEN], ids=["lines added", "a line changed", "all of it written"])
@pytest.mark.parametrize("way", [*COMMANDS.values(), "sh ../over.sh", ""], ids=[*COMMANDS, "a script", "a tool"])
def test_a_session_that_overwrites_its_own_edit_has_taken_nothing_away(ann: Claude, bob: Claude, way: str, text: str) -> None:
    ann.reads("h.py")
    (ann.repository.folder / "over.sh").write_text("cp g.py h.py")
    bob.writes("h.py", text)
    if way:
        assert bob.runs(way).ok
    else:
        bob.writes("h.py", OTHER)
    assert "gone" not in ann.reads("g.py") and not is_gone(bob, text)


def test_what_a_session_is_just_writing_over_its_own_edit_is_not_gone(ann: Claude, bob: Claude) -> None:
    bob.writes("h.py", ADDED)
    call, given = bob.call(), {"file_path": str(bob.repository.top / "h.py"), "content": OTHER}
    bob.before("Write", given, call)
    (bob.repository.top / "h.py").write_text(OTHER)
    assert "went" not in ann.runs("true").out
    bob.after("Write", given, {"type": "update", "filePath": given["file_path"], "content": OTHER, "structuredPatch": []}, call)
    assert not is_gone(bob, ADDED)


def test_what_is_committed_is_not_gone_where_another_writes_over_it(ann: Claude, bob: Claude) -> None:
    bob.writes("h.py", ADDED)
    ann.edits("h.py", "st_size", "st_mtime")
    assert ann.repository.run(["git", "-c", "coordgit.bypass=handed over", "commit", "-qm", "both", "h.py"], **ann.env).ok
    assert ann.runs("cp g.py h.py").ok
    assert not is_gone(bob, ADDED)


@pytest.mark.parametrize("whole", [True, False])
def test_an_edit_put_away_for_a_while_is_back_beside_what_nobody_recorded(ann: Claude, bob: Claude, whole: bool) -> None:
    repository = bob.repository
    bob.edits("h.py", "os.stat(path).st_size", "os.path.getsize(path)")
    bob.edits("h.py", "os.path.basename(path)", "path.rpartition('/')[2]")
    both = (repository.top / "h.py").read_text()
    repository.write("h.py", f"{both}# a person's\n")
    repository.git("stash", "-q")
    ann.reads("g.py")
    repository.git("stash", "pop", "-q")
    if not whole:
        repository.write("h.py", f"{CHANGED}# a person's\n")
    assert ("edit of h.py is gone" in bob.reads("g.py")) == (not whole)
    assert ("nothing is gone" in repository.coordgit("restore", "--list").out) == whole
