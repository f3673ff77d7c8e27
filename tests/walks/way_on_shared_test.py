"""The way on after a rejection where others have uncommitted edits in the same work tree: no hook denies a step of it."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Result
from tests.support.way_on import COMMAND, obey
from tests.walks.denial_test import denied

pytestmark = pytest.mark.usefixtures("command_line")


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files(dict.fromkeys(("src/a.py", "docs/d.md", "e.md", "x.py", "y.py", "api.py"), "1\n"))
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude, repository: Repository) -> Claude:
    return Claude(repository, "bob")


def way_on(rejected: Result) -> str:
    return next(line for line in rejected.err.splitlines() if line.startswith("next: "))


def follows(who: Claude, rejected: Result, again: str) -> Result:
    """Do what the line ``next:`` says, none of which is denied; how the commit ends that is made again."""
    for command in COMMAND.findall(way_on(rejected)):
        assert denied(who, command) == "", command
    return obey(who, rejected, lambda: who.runs(again))[-1]


def test_nobody_waits_for_a_locked_path_that_is_left_out(repository: Repository, ann: Claude, bob: Claude) -> None:
    assert repository.coordgit("lock", "src", **ann.env).ok
    ann.writes("src/a.py", "2\n")
    ann.writes("e.md", "2\n")
    bob.writes("docs/d.md", "2\n")
    rejected = bob.runs("git add -A && git commit -qm docs")
    assert rejected.rejected == ["CG202 e.md", "CG202 src/a.py", "CG301 src/a.py"]
    leave = "leave e.md and src/a.py out (git restore --staged -- e.md src/a.py)"
    assert way_on(rejected) == f"next: {leave}, commit again (git commit -qm docs)"
    assert follows(bob, rejected, "git commit -qm docs").ok
    assert repository.git("show", "--format=", "--name-only", "HEAD") == "docs/d.md"
    assert ann.commits("src/a.py", "e.md").ok


def test_a_locked_path_that_is_not_left_out_is_waited_for(repository: Repository, ann: Claude, bob: Claude) -> None:
    assert repository.coordgit("lock", "src", **ann.env).ok
    ann.writes("e.md", "2\n")
    bob.writes("docs/d.md", "2\n")
    bob.writes("src/a.py", "2\n")
    rejected = bob.runs("git add -A && git commit -qm docs")
    assert rejected.rejected == ["CG202 e.md", "CG301 src/a.py"]
    released = "next: wait until src/a.py is released (coordgit locks), leave e.md out"
    assert way_on(rejected).startswith(released)


@pytest.mark.parametrize("settings", ["-c user.name=Bob", ""])
def test_settings_for_the_one_command_stay_in_front_of_it(
    repository: Repository, ann: Claude, bob: Claude, settings: str
) -> None:
    ann.writes("e.md", "2\n")
    bob.writes("docs/d.md", "2\n")
    rejected = bob.runs(f"git {settings} commit -qam docs")
    assert rejected.rejected == ["CG202 e.md"]
    assert follows(bob, rejected, "").ok
    assert repository.git("show", "--format=%an", "--name-only") == f"{'Bob' if settings else 'Dev'}\n\ndocs/d.md"


def lands_on_main(repository: Repository, path: str) -> None:
    """Cat changes a file in a linked worktree that has main checked out, and commits it."""
    linked = repository.folder / "linked"
    repository.git("worktree", "add", "-q", str(linked), "main")
    cat = Claude(repository, "cat", linked)
    cat.writes(path, "2\n")
    assert cat.commits(path).ok


@pytest.mark.parametrize("seen", ["api.py", "y.py"])
@pytest.mark.parametrize("tool", ["git", "coordgit"])
def test_what_main_has_is_read_there_where_others_have_edits(
    repository: Repository, ann: Claude, bob: Claude, tool: str, seen: str
) -> None:
    repository.git("switch", "-qc", "feature")
    bob.reads(seen)
    ann.writes("y.py", "ann's\n")
    bob.writes("x.py", "2\n")
    lands_on_main(repository, seen)
    commit = f"{tool} commit -m X x.py"
    rejected = bob.runs(commit)
    assert rejected.rejected == [f"CG101 {seen}"]
    assert way_on(rejected).startswith(f"next: read {seen} as it is on main (coordgit read --at main {seen})")
    assert follows(bob, rejected, commit).ok
    assert repository.git("show", "--format=", "--name-only", "HEAD") == "x.py"
    assert (repository.top / "y.py").read_text() == "ann's\n"


def test_a_lost_update_is_read_on_main_where_others_have_edits(repository: Repository, ann: Claude) -> None:
    side = repository.worktree("side")
    cat, bob = repository.session("cat", side), repository.session("bob", side)
    bob.lands("notes.md", "0\n1\n2\n")
    bob.lands("notes.md", "0\n1\n")
    repository.session("dan").lands("notes.md", "dan's\n0\n")
    Claude(repository, "ann", side).writes("y.py", "ann's\n")
    rejected = cat.commits("notes.md", "0\n1\n2\n")
    assert rejected.rejected == ["CG201 notes.md"]
    read = "coordgit read --at main notes.md"
    assert way_on(rejected).startswith(f"next: read notes.md as it is on main ({read}), adapt your change")
    assert cat.coordgit("read", "--at", "main", "notes.md").ok
    again = cat.commits("notes.md", "dan's\n0\n1\n2\n")  # its own branch has a version of bob's, too
    assert again.rejected == ["CG101 notes.md"]
    assert way_on(again).startswith("next: read notes.md as it is at the tip (coordgit read --at HEAD notes.md)")
    assert cat.coordgit("read", "--at", "HEAD", "notes.md").ok
    assert cat.commits("notes.md", "dan's\n0\n1\n2\n").ok


@pytest.mark.parametrize("who", ["committed", "ended", "own"])
def test_main_is_brought_in_where_nobody_else_has_edits(repository: Repository, ann: Claude, bob: Claude, who: str) -> None:
    repository.git("switch", "-qc", "feature")
    bob.reads("api.py")
    (bob if who == "own" else ann).writes("y.py", "2\n")
    if who == "committed":
        assert ann.commits("y.py").ok
    if who == "ended":
        ann.send("SessionEnd", reason="exit")
    bob.writes("x.py", "2\n")
    lands_on_main(repository, "api.py")
    rejected = bob.runs("git commit -m X x.py")
    assert way_on(rejected).startswith("next: bring main in (git merge --autostash main), read api.py again")
    for command in COMMAND.findall(way_on(rejected)):
        assert denied(bob, command) == "", command


@pytest.mark.parametrize("kept", [True, False])
def test_what_landed_over_an_uncommitted_edit_is_read_where_the_edit_is(repository: Repository, kept: bool) -> None:
    """Ann changes all files, of which one has an edit of bob's in it, and commits hers: the file has both."""
    lines = [f"{n}\n" for n in range(1, 21)]
    repository.commit_files({"api.py": "".join(lines)})
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob")
    bob.reads("api.py")
    bob.edits("api.py", "9\n", "nine\n")
    ann.runs("sed -i.bak s/^1$/one/ api.py && rm api.py.bak")
    assert ann.runs("coordgit commit -m one").ok
    if not kept:
        repository.write("api.py", "".join(lines).replace("9\n", "nine\n"))
    rejected = bob.runs("git commit -qam nine")
    if kept:
        assert rejected.rejected == ["CG101 api.py"]
        assert way_on(rejected) == "next: read api.py again, adapt your change if it needs it, commit again"
        bob.reads("api.py")
        assert bob.runs("git commit -qam nine").ok
        assert repository.git("show", "HEAD:api.py").split()[:9] == ["one", "2", "3", "4", "5", "6", "7", "8", "nine"]
    else:
        assert rejected.rejected == ["CG201 api.py"]
        assert "(coordgit read --at HEAD api.py), put your change into that" in way_on(rejected)


def test_that_another_file_had_another_text_before_the_same_edit_does_not_matter(repository: Repository) -> None:
    lines = [f"{n}\n" for n in range(1, 21)]
    repository.commit_files({"api.py": "".join(lines), "web.py": "".join(lines).replace("9\n", "neuf\n", 1)})
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob")
    for path, before in (("api.py", "\n9\n"), ("web.py", "\nneuf\n")):
        bob.reads(path)
        bob.edits(path, before, "\nnine\n")
    ann.runs("sed -i.bak s/^1$/one/ api.py web.py && rm *.bak")
    assert ann.runs("coordgit commit -m one").ok
    rejected = bob.runs("git commit -qam nine")
    assert rejected.rejected == ["CG101 api.py", "CG101 web.py"]
    assert way_on(rejected) == "next: read api.py and web.py again, adapt your change if it needs it, commit again"


@pytest.mark.parametrize("paths", ["api.py src/a.py", "api.py src", "api.py src x.py"])
def test_paths_that_another_alone_has_edited_are_not_named_where_own_lines_are_committed(
    repository: Repository, ann: Claude, bob: Claude, paths: str
) -> None:
    repository.commit_files({"api.py": "1\n2\n3\n4\n5\n6\n7\n"})
    bob.writes("src/a.py", "2\n")
    bob.writes("x.py", "2\n")
    ann.edits("api.py", "2\n", "two\n")
    bob.edits("api.py", "6\n", "six\n")
    rejected = ann.runs(f"git commit -qm own {paths}")
    assert "(coordgit commit -m own api.py)" in way_on(rejected), rejected.err
    assert ann.runs("coordgit commit -qm own api.py").ok
    assert repository.git("show", "--format=", "--name-only") == "api.py"


@pytest.mark.parametrize("whole", [True, False], ids=["with the folder", "with a dash"])
def test_a_path_is_named_as_it_was_typed(repository: Repository, ann: Claude, bob: Claude, whole: bool) -> None:
    name = "api.py" if whole else "-api.py"
    repository.commit_files({name: "1\n2\n3\n4\n5\n6\n7\n"})
    bob.writes("x.py", "2\n")
    ann.writes("y.py", "2\n")
    ann.edits(name, "2\n", "two\n")
    bob.edits(name, "6\n", "six\n")
    before = f"{repository.top}/" if whole else "-- "
    rejected = ann.runs(f"git commit -qm own {before}{name} {before.strip('- ')}x.py")
    assert f"(coordgit commit -m own {before}{name})" in way_on(rejected), rejected.err
    assert ann.runs(COMMAND.findall(way_on(rejected))[0]).ok
    assert repository.git("show", "--format=", "--name-only") == name


@pytest.mark.parametrize("folder", ["", "src", "elsewhere"])
def test_a_path_is_named_from_where_it_was_typed(repository: Repository, ann: Claude, bob: Claude, folder: str) -> None:
    """What else this session has edited is no part of a commit that names its path."""
    repository.commit_files({"api.py": "1\n2\n3\n4\n5\n6\n7\n"})
    bob.edits("api.py", "6\n", "six\n")
    ann.edits("api.py", "2\n", "two\n")
    ann.writes("y.py", "2\n")
    (repository.folder / "elsewhere").mkdir()
    there = Claude(repository, "ann", repository.folder / folder if folder == "elsewhere" else repository.top / folder)
    rejected = there.runs(f"git -C {repository.top}/src commit -qm own -- ../api.py")
    assert there.runs(COMMAND.findall(way_on(rejected))[0]).ok, rejected.err
    assert repository.git("show", "--format=", "--name-only") == "api.py"
    assert repository.git("status", "--porcelain") == "M api.py\n M y.py"


def test_a_folder_with_own_edits_beside_anothers_is_named(repository: Repository, ann: Claude, bob: Claude) -> None:
    repository.commit_files({"src/api.py": "1\n2\n3\n4\n5\n6\n7\n"})
    bob.writes("src/a.py", "2\n")
    ann.edits("src/api.py", "2\n", "two\n")
    bob.edits("src/api.py", "6\n", "six\n")
    ann.writes("x.py", "2\n")
    rejected = ann.runs("git commit -qm own src x.py")
    assert "(coordgit commit -m own src x.py)" in way_on(rejected), rejected.err
    assert ann.runs("coordgit commit -qm own src x.py").ok
    assert repository.git("show", "--format=", "--name-only") == "src/api.py\nx.py"


@pytest.mark.parametrize("commit", ["git commit -qam own", "coordgit commit -m own"])
def test_the_target_is_brought_in_under_an_edit_of_what_it_changes(repository: Repository, commit: str) -> None:
    repository.commit_files({"api.py": "1\n2\n3\n4\n5\n6\n7\n"})
    ann = Claude(repository, "ann", repository.worktree("ann"))
    ann.reads("api.py")
    ann.edits("api.py", "2\n", "two\n")
    repository.session("bob").lands("api.py", "1\n2\n3\n4\n5\nsix\n7\n")
    rejected = ann.runs(commit)
    assert rejected.rejected == ["CG101 api.py"]
    assert ann.runs(COMMAND.findall(way_on(rejected))[0]).ok
    ann.reads("api.py")
    assert ann.runs(commit).ok and (ann.cwd / "api.py").read_text() == "1\ntwo\n3\n4\n5\nsix\n7\n"
