"""A path that becomes a folder or a submodule, and reads of files in a submodule, which belong into its own store."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import Repository, Session
from tests.support.way_on import obey


def add_submodule(session: Session, path: str = "lib") -> None:
    library = Repository(session.repository.folder / "library", guarded=False)
    library.begin(a__py="1\n", b__py="1\n")
    added = session.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(library.top), path)
    assert added.ok, added.err


def add_folder(session: Session) -> None:
    session.writes("lib/more.py", "1\n")
    assert session.git("add", "lib").ok


@pytest.mark.parametrize("lib", ["1\n", None], ids=["file", "absent"])
@pytest.mark.parametrize("comes", [add_submodule, add_folder])
@pytest.mark.parametrize("linked", [False, True], ids=["one folder", "linked"])
def test_where_a_submodule_or_a_folder_has_come_the_advice_leads_out(
    repository: Repository, lib: str | None, comes: Callable[[Session], None], linked: bool
) -> None:
    repository.commit_files({"api.py": "1\n"} | ({"lib": lib} if lib else {}))
    ann = repository.session("ann", repository.worktree("w") if linked else repository.top)
    ann.reads("lib")
    bob = repository.session("bob")
    assert lib is None or bob.git("rm", "-q", "lib").ok
    comes(bob)
    assert bob.git("commit", "-qm", "lib").ok
    denied = ann.commits("caller.py", "1\n")
    assert [line.split()[1] for line in denied.rejected] == ["lib"]
    assert [result.code for result in obey(ann, denied, lambda: ann.commits("caller.py", "1\n"))] == [0, 0, 0]


@pytest.fixture
def ann(repository: Repository) -> Session:
    """A session in a repository with a submodule ``lib``."""
    repository.begin(api__py="1\n")
    ann = repository.session("ann")
    add_submodule(ann)
    assert ann.git("commit", "-qm", "lib").ok
    return ann


def test_the_commit_of_a_submodule_is_read_as_the_branch_has_it(ann: Session) -> None:
    ann.reads("lib")
    ann.lands("caller.py", "1\n")
    bob = ann.repository.session("bob")
    assert bob.git("-C", "lib", "commit", "-q", "--allow-empty", "-m", "newer").ok
    assert bob.git("commit", "-qam", "newer lib").ok
    assert ann.commits("caller.py", "2\n").rejected == ["CG101 lib"]
    ann.reads("lib")
    ann.lands("caller.py", "2\n")


def test_the_change_of_a_submodule_is_shown_by_its_commits(ann: Session) -> None:
    ann.reads("lib")
    bob = ann.repository.session("bob")
    before = ann.repository.head("HEAD:lib")
    assert bob.git("-C", "lib", "commit", "-q", "--allow-empty", "-m", "newer").ok
    assert bob.git("commit", "-qam", "newer lib").ok
    moved = f"-Subproject commit {before}\n+Subproject commit {ann.repository.head('HEAD:lib')}"
    assert ann.commits("caller.py", "1\n").rejected == ["CG101 lib"]
    assert moved in ann.json("explain")["conflicts"][0]["diff"]
    ann.reads("lib")
    assert bob.git("rm", "-q", "--cached", "lib").ok
    assert bob.git("commit", "-qm", "no lib").ok
    assert ann.commits("caller.py", "2\n").rejected == ["CG101 lib"]
    assert ann.json("explain")["conflicts"][0]["diff"].endswith(f"-Subproject commit {moved[-40:]}")


def test_of_a_path_in_a_submodule_it_says_where_it_is_recorded(ann: Session) -> None:
    refused = ann.coordgit("read", "lib/a.py")
    assert (refused.code, refused.err.splitlines()[-1]) == (2, "try: coordgit -C lib read a.py")
    partly = ann.coordgit("read", "api.py", "lib/a.py")
    assert partly.ok and "outside this repository (coordgit -C lib read a.py)" in partly.err
    assert [read["path"] for read in ann.json("session", "show")["reads"]] == ["api.py"]


@pytest.fixture
def lib(ann: Session) -> Path:
    """The submodule, in which coordgit is set up."""
    lib = ann.repository.top / "lib"
    assert ann.repository.coordgit("init", "--no-clients", cwd=lib).ok
    return lib


@pytest.mark.parametrize(("changed", "rejected"), [("a.py", ["CG101 a.py"]), ("b.py", [])])
def test_what_a_client_reads_in_a_submodule_counts_there(ann: Session, lib: Path, changed: str, rejected: list[str]) -> None:
    client = Claude(ann.repository, ANN)
    client.send("SessionStart", source="startup")
    client.reads("lib/a.py")
    ann.repository.session("bob", lib).lands(changed, "2\n")
    (lib / "c.py").write_text("1\n")
    assert client.runs("cd lib && git add c.py && git commit -qm more").rejected == rejected
    assert client.runs("cd lib && git commit -qm more").ok == bool(rejected)


def test_what_landed_in_a_submodule_is_told_where_a_command_enters_it(ann: Session, lib: Path) -> None:
    client = Claude(ann.repository, ANN)
    client.reads("lib/a.py")
    ann.repository.session("bob", lib).lands("a.py", "2\n")
    assert "a.py changed" not in client.runs("true").out
    assert "a.py changed" in client.runs("cd lib && coordgit whose").out


@pytest.mark.parametrize("command", ["git -C lib show HEAD:a.py", "cat lib/a.py", "cd lib && git show HEAD:./a.py"])
def test_what_a_shell_shows_of_a_submodule_is_no_read_of_a_file_of_that_name_outside(
    ann: Session, lib: Path, command: str
) -> None:
    ann.lands("a.py", "outside\n")
    client = Claude(ann.repository, ANN)
    assert client.runs(command).out == "1\n"
    reads = (ann.repository.json("session", "show", cwd=folder, **client.env)["reads"] for folder in (lib, ann.repository.top))
    assert [[read["path"] for read in some] for some in reads] == [["a.py"], []]


def test_a_command_in_a_submodule_that_takes_anothers_edit_away_is_denied(ann: Session, lib: Path) -> None:
    bob, client = (Claude(ann.repository, f"{n}1111111-2222-3333-4444-555555555555") for n in (1, 2))
    for one in (bob, client):
        one.send("SessionStart", source="startup")
        one.reads("lib/b.py")
    bob.edits("lib/a.py", "1", "2")
    for command, denied in (("git -C lib reset -q --hard", True), ("git reset -q --hard", False)):
        client.before("Bash", {"command": command}, client.call())
        assert ('"permissionDecision":"deny"' in client.last.out.replace(" ", "")) == denied


def test_a_submodule_in_which_coordgit_was_not_set_up_gets_no_store(ann: Session) -> None:
    client = Claude(ann.repository, ANN)
    client.send("SessionStart", source="startup")
    client.reads("lib/a.py")
    assert not (ann.repository.top / ".git" / "modules" / "lib" / "coordgit").exists()


@pytest.mark.parametrize("path", ["x" * 5000 + "/c", "", "/", "~/c", "\udcff/c"])
def test_a_path_that_no_system_takes_is_in_no_repository(ann: Session, path: str) -> None:
    client = Claude(ann.repository, ANN)
    client.after("Read", {"file_path": path}, {"type": "text", "file": {"filePath": path, "content": "x"}}, client.call())
    client.reads("api.py")
    assert "api.py" in [read["path"] for read in ann.repository.json("session", "show", **client.env)["reads"]]
    assert not (ann.repository.top / ".git/coordgit/log").exists()


def test_a_client_that_works_around_a_submodule_is_told_where_that_is(ann: Session, repository: Repository) -> None:
    assert repository.coordgit("init", "--no-clients", cwd=repository.top / "lib").ok
    client = Claude(repository, ANN)
    client.reads("lib/a.py")
    repository.write("lib/a.py", "2\n")
    inside = repository.session("bob", repository.top / "lib")
    assert inside.git("commit", "-qam", "changed").ok
    repository.write("lib/b.py", "2\n")
    denied = client.runs("cd lib && git commit -qam mine")
    assert denied.rejected == ["CG101 a.py"]
    why = denied.err.partition("why:  ")[2].splitlines()[0]
    assert why.startswith(f"coordgit -C {repository.top}/lib explain") and client.runs(why).ok
    client.runs("cat lib/a.py")
    assert all(result.ok for result in obey(client, denied, lambda: client.runs("false")))


@pytest.mark.parametrize("there", [False, True])
def test_a_client_that_enters_another_repository_for_one_command_is_told_so(repository: Repository, there: bool) -> None:
    repository.begin(a__py="1\n")
    other = repository.folder / "other"
    repository.git("clone", "-q", str(repository.top), str(other))
    assert repository.coordgit("init", "--no-clients", cwd=other).ok
    client = Claude(repository, ANN)
    client.reads(str(other / "a.py"))
    repository.session("bob", other).lands("a.py", "2\n")
    (other / "b.py").write_text("1\n")
    client.cwd = other if there else repository.top
    denied = client.runs(f"cd {other} && git add b.py && git commit -qm mine")
    assert denied.rejected == ["CG101 a.py"]
    named = f"(coordgit -C {other} read a.py)" in denied.err and f"(git -C {other} commit" in denied.err
    assert named is not there
    assert obey(client, denied, lambda: client.runs("git commit -qm mine"))[-1].ok


@pytest.mark.parametrize("pushed", [True, False])
def test_a_submodule_that_is_not_updated_stays_as_the_branch_has_it(ann: Session, repository: Repository, pushed: bool) -> None:
    """Where its new commit has not been pushed, no submodule can be updated to it; the commit of everything names its paths."""
    allowed = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "protocol.file.allow", "GIT_CONFIG_VALUE_0": "always"}
    bob = repository.session("bob", repository.worktree("bob", at="main"))
    assert bob.git("submodule", "update", "-q", "--init", **allowed).ok
    repository.git("commit", "-q", "--allow-empty", "-m", "new", cwd=ann.cwd / "lib")
    new = repository.git("rev-parse", "HEAD", cwd=ann.cwd / "lib")
    if pushed:
        repository.git("push", "-q", "origin", "HEAD:refs/heads/new", cwd=ann.cwd / "lib")
    assert ann.git("commit", "-qam", "lib at its new commit").ok
    assert bob.git("merge", "-q", "main").ok
    bob.writes("api.py", "2\n")
    commit = ("commit", "-qam", "own")
    denied = bob.git(*commit)
    assert denied.rejected == ["CG203 lib"]
    done = obey(bob, denied, lambda: bob.git(*commit, **allowed))
    assert done[-1].ok, done
    assert repository.git("rev-parse", "HEAD:lib", cwd=bob.cwd) == new
    assert repository.git("show", "HEAD:api.py", cwd=bob.cwd) == "2"
