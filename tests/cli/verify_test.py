"""The rule for commits that are already made: what the gate would say if they were landed now."""

import re
from pathlib import Path

import pytest

from tests.support.repository import API, CHANGED, Repository, Result, Session


@pytest.fixture
def ann(repository: Repository) -> Session:
    """Ann has a branch in a linked worktree, on which she wrote a caller of what she had read."""
    repository.begin(api__py=API, other__py="OTHER = 1\n")
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    return ann


@pytest.fixture
def bob(repository: Repository, ann: Session) -> Session:
    """Bob lands on main."""
    return repository.session("bob")


def rejected(result: Result) -> list[str]:
    """The conflicts; none when it passed, and nothing else is accepted."""
    assert result.code == (1 if result.rejected else 0), result
    return result.rejected


def test_a_branch_whose_reads_are_stale_on_its_target_is_rejected_as_the_gate_rejects_it(
    ann: Session, bob: Session, repository: Repository
) -> None:
    bob.lands("api.py", CHANGED)
    said = repository.coordgit("verify", "main..ann")
    assert rejected(said) == ["CG101 api.py"]
    gate = repository.run(["git", "merge", "-q", "-m", "m", "ann"])
    assert gate.rejected == ["CG101 api.py"]
    lines, lines_of_gate = said.err.splitlines(), gate.err.splitlines()
    assert lines[0].replace(said.verdict, "v") == lines_of_gate[0].replace(gate.verdict, "v")
    assert lines[1:3] == lines_of_gate[1:3] and lines[2].endswith("used by caller.py:1")
    assert lines[3].startswith("next: ") and lines[4] == f"why:  coordgit explain {said.verdict}"


def test_a_branch_whose_reads_are_true_on_its_target_passes(ann: Session, bob: Session, repository: Repository) -> None:
    bob.lands("other.py", "OTHER = 2\n")
    said = repository.coordgit("verify", "main..ann")
    assert rejected(said) == []
    assert re.fullmatch(r"coordgit: passed v\d+: 1 read behind 1 commit is up to date\n", said.err)
    assert repository.run(["git", "merge", "-q", "-m", "m", "ann"]).ok


def test_what_it_says_to_do_next_is_what_helps(ann: Session, bob: Session, repository: Repository) -> None:
    bob.lands("api.py", CHANGED)
    said = ann.coordgit("verify", "main..ann")
    assert (
        "next: read api.py as it is on main (coordgit read --at main api.py), adapt your change if it needs it, run it again"
        in said.err
    )
    assert "f(x, y)" in ann.coordgit("read", "--at", "main", "api.py").out
    assert rejected(ann.coordgit("verify", "main..ann")) == []


def test_to_bring_the_target_in_is_no_look(ann: Session, bob: Session) -> None:
    bob.lands("api.py", CHANGED)
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    assert rejected(ann.coordgit("verify", "main..ann")) == ["CG101 api.py"]
    ann.reads("api.py")
    ann.lands("caller.py", "f(1, 2)\n")
    assert rejected(ann.coordgit("verify", "main..ann")) == []


def test_whoever_asks_is_not_taken_for_the_maker(ann: Session, bob: Session, repository: Repository) -> None:
    cat = repository.session("cat")
    cat.reads("other.py", "caller.py")
    bob.lands("other.py", "OTHER = 2\n")
    assert rejected(cat.coordgit("verify", "main..ann")) == []
    assert cat.json("verify", "main..ann")["warnings"] == []
    assert cat.commits("more.py", "x\n").rejected == ["CG101 other.py"]


def test_commits_that_nobody_here_is_known_to_have_made_bring_no_reads(
    ann: Session, bob: Session, repository: Repository
) -> None:
    repository.git("branch", "unseen", "main")
    base = repository.head("main")
    tree = repository.git("rev-parse", "ann^{tree}")
    bob.reads("api.py")
    alien = repository.git("commit-tree", "-p", base, "-m", "from elsewhere", tree)
    cat = repository.session("cat")
    cat.lands("api.py", CHANGED)
    said = bob.coordgit("verify", f"main..{alien}")
    assert rejected(said) == []
    assert f'unknown here, so without reads: 1 of 1 commits\n  {alien[:7]} "from elsewhere" (Dev)\n' in said.err
    assert bob.json("verify", f"main..{alien}")["unknown"] == [alien]
    assert bob.json("verify", "main..ann")["unknown"] == []


def test_json_is_that_of_check_with_the_commits(ann: Session, bob: Session, repository: Repository) -> None:
    bob.lands("api.py", CHANGED)
    document = repository.json("verify", "main..ann")
    assert document["outcome"] == "rejected"
    assert (document["ref"], document["old"], document["new"]) == (
        "refs/heads/main",
        repository.head("main"),
        repository.head("ann"),
    )
    assert document["commits"] == [repository.head("ann")]
    (conflict,) = document["conflicts"]
    assert (conflict["code"], conflict["path"], conflict["reader"]) == ("CG101", "api.py", "ann")
    assert conflict["change"]["session"] == "bob"
    assert repository.json("explain", document["verdict"])["conflicts"] == document["conflicts"]


def test_nothing_is_changed_but_for_the_verdict(ann: Session, bob: Session, repository: Repository) -> None:
    bob.lands("api.py", CHANGED)
    repository.coordgit("session", "list")

    def rows() -> dict[str, object]:
        with repository.store() as store:
            tables = ("sessions", "epochs", "bases", "reads", "refreshes", "writes", "landings", "changes", "commits", "tips")
            return {table: store.all(f"SELECT * FROM {table}") for table in tables}

    before = rows(), repository.git("for-each-ref"), repository.state()
    assert repository.session("stranger").coordgit("verify", "main..ann").code == 1
    assert (rows(), repository.git("for-each-ref"), repository.state()) == before


def test_a_refresh_counts(ann: Session, bob: Session, repository: Repository) -> None:
    bob.lands("api.py", CHANGED)
    said = ann.coordgit("verify", "main..ann")
    assert ann.coordgit("ack", said.verdict, "--why", "it has a default").ok
    assert rejected(ann.coordgit("verify", "main..ann")) == []
    bob.lands("api.py", "def f(x, y, z):\n    return x\n")
    assert rejected(ann.coordgit("verify", "main..ann")) == ["CG101 api.py"]


def test_onto_another_line_it_is_asked_against_that_and_the_targets(ann: Session, bob: Session, repository: Repository) -> None:
    repository.git("branch", "release", "main")
    bob.lands("api.py", CHANGED)
    repository.git("config", "coordgit.target", "release")
    assert rejected(repository.coordgit("verify", "main..ann", "--onto", "release")) == []
    assert rejected(repository.coordgit("verify", "main..ann", "--onto", "main")) == ["CG101 api.py"]
    assert rejected(repository.coordgit("verify", "release..ann")) == []
    repository.git("config", "--add", "coordgit.target", "main")
    assert rejected(repository.coordgit("verify", "release..ann", "--onto", "release")) == ["CG101 api.py"]


def test_the_target_is_found_without_being_named(ann: Session, bob: Session, repository: Repository) -> None:
    bob.lands("api.py", CHANGED)
    assert rejected(ann.coordgit("verify", "ann")) == ["CG101 api.py"]
    assert rejected(ann.coordgit("verify", "main..")) == ["CG101 api.py"]
    assert repository.json("verify", "ann~1..ann")["ref"] == "refs/heads/main"


def test_an_upstream_of_the_same_name_is_not_where_a_branch_lands(
    ann: Session, bob: Session, repository: Repository, tmp_path: Path
) -> None:
    repository.git("init", "-q", "--bare", str(tmp_path / "origin"))
    repository.git("remote", "add", "origin", str(tmp_path / "origin"))
    repository.git("push", "-qu", "origin", "ann")
    bob.lands("api.py", CHANGED)
    said = repository.json("verify", "main..ann")
    assert (said["ref"], said["outcome"]) == ("refs/heads/main", "rejected")
    assert repository.json("verify", "ann")["ref"] == "refs/heads/main"


def test_commits_of_main_are_asked_as_they_landed(ann: Session, bob: Session, repository: Repository) -> None:
    start = repository.head("main")
    bob.reads("other.py")
    bob.lands("api.py", CHANGED)
    cat = repository.session("cat")
    cat.lands("other.py", "OTHER = 2\n")
    said = repository.json("verify", f"{start}..main")
    assert (said["outcome"], said["ref"], said["old"], len(said["commits"])) == ("passed", "refs/heads/main", start, 2)
    said = repository.json("verify", "main~2..main~1")
    assert (said["outcome"], len(said["commits"]), said["checked"]) == ("passed", 1, 1)


def test_what_has_landed_already_is_nothing_to_land(ann: Session, repository: Repository) -> None:
    assert repository.git("merge", "-q", "--ff-only", "ann") == ""
    said = repository.coordgit("verify", "main..ann")
    assert said.code == 0
    assert said.err.endswith("there is nothing to land\n")


def test_a_lost_update_keeps_its_code(ann: Session, bob: Session, repository: Repository) -> None:
    ann.lands("api.py", "def f(x):\n    return x + 1\n")
    bob.lands("api.py", CHANGED)
    assert rejected(repository.coordgit("verify", "main..ann")) == ["CG101 api.py"]  # git will not merge the two
    assert ann.git("merge", "-q", "--no-edit", "-s", "ours", "main").ok
    assert rejected(repository.coordgit("verify", "main..ann")) == ["CG201 api.py"]


def test_the_level_is_that_of_the_repository_and_a_bypass_does_not_answer(
    ann: Session, bob: Session, repository: Repository
) -> None:
    bob.lands("api.py", CHANGED)
    assert repository.coordgit("verify", "main..ann", COORDGIT_BYPASS="in a hurry").code == 1
    repository.git("config", "coordgit.level", "record")
    said = repository.coordgit("verify", "main..ann")
    assert said.code == 0
    assert "coordgit: note " in said.err and "CG101 api.py" in said.err


@pytest.mark.parametrize("word", ["nowhere..ann", "main..nowhere", "--all", "main"])
def test_what_is_not_a_range_is_a_usage_error(ann: Session, repository: Repository, word: str) -> None:
    result = repository.coordgit("verify", "--", word)
    assert result.code == 2, result
    assert result.err.startswith("coordgit: ") and "\ntry: " in result.err and "Traceback" not in result.err


def test_what_to_say_instead_of_the_default_branch_alone_runs(ann: Session, repository: Repository) -> None:
    repository.git("branch", "-m", "main", "trunk")
    repository.git("commit", "-q", "--allow-empty", "-m", "more")
    result = repository.coordgit("verify", "trunk")
    assert result.code == 2
    assert repository.coordgit(*result.err.splitlines()[1].removeprefix("try: coordgit ").split()).code == 0


def test_an_onto_that_is_nothing_is_a_usage_error(ann: Session, repository: Repository) -> None:
    assert repository.coordgit("verify", "main..ann", "--onto", "nowhere").code == 2


@pytest.mark.daily(1)
@pytest.mark.parametrize("init", [("--ref-format=reftable",), ("--object-format=sha256",)])
def test_other_kinds_of_repositories_are_verified_too(tmp_path: Path, init: tuple[str, ...]) -> None:
    repository = Repository(tmp_path, init=init)
    repository.begin(api__py=API)
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    assert rejected(ann.coordgit("verify", "main..ann")) == []
    repository.session("bob").lands("api.py", CHANGED)
    assert rejected(ann.coordgit("verify", "main..ann")) == ["CG101 api.py"]


def test_verify_answers_in_a_bare_repository(ann: Session, repository: Repository, tmp_path: Path) -> None:
    bare = Repository(tmp_path / "bare", init=("--bare",))
    bare.git("fetch", "-q", str(repository.top), "main:main", "ann:ann")
    assert rejected(bare.coordgit("verify", "main..ann")) == []


def test_there_is_no_annotation_of_what_passes(ann: Session, repository: Repository) -> None:
    assert repository.coordgit("verify", "main..ann", "--format", "github").out == ""
    assert repository.coordgit("verify", "main..ann", "--format", "gitlab").out == "[]\n"
    repository.session("bob").lands("api.py", CHANGED)
    assert repository.coordgit("verify", "main..ann", "--format", "github").out.startswith("::error file=api.py,line=1,")


def test_explain_says_how_a_commit_was_made_though_it_was_verified_since(
    ann: Session, bob: Session, repository: Repository
) -> None:
    bob.lands("other.py", "OTHER = 2\n")
    made = bob.coordgit("explain", "main").out
    assert "session bob" in made
    assert ann.git("merge", "-q", "--ff-only", "main").ok or ann.git("merge", "-q", "--no-edit", "main").ok
    assert ann.coordgit("verify", "main...main").ok
    assert bob.coordgit("explain", "main").out == made
