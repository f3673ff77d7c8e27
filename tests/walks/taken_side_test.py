"""A side of a conflict that was taken unseen, or a strategy that took it without asking, takes back another's lines."""

from __future__ import annotations

import pytest

from tests.support.claude import Claude, begun
from tests.support.repository import Repository

TEXT = "".join(f"line {n}\n" for n in range(1, 31))
ELSEWHERE = TEXT.replace("line 9\n", "line 9, elsewhere\n")
BOBS = TEXT.replace("line 9\n", "line 9, bob's\n").replace("line 20\n", "line 20, bob's\n")
BESIDE = TEXT.replace("line 20\n", "line 20, bob's\n")
CONCLUDE = "git add g.txt && git commit -q --no-edit"
THEIRS = f"git checkout -q --theirs g.txt && {CONCLUDE}"
BRANCH = "git fetch -q origin feat:work && git switch -q work"
LANDS = "git switch -q main && git merge -q --ff-only work"

BRINGS = {
    "the branch of a remote": "git fetch -q origin && git merge -q --no-edit origin/feat",
    "a pull": "git pull -q --no-rebase --no-edit origin feat",
}
UNASKED = {
    "merge": "git fetch -q origin && git merge -q --no-edit -X theirs origin/feat",
    "pull": "git pull -q --no-rebase --no-edit -X theirs origin feat",
    "no commit": "git pull -q --no-rebase --no-commit -X theirs origin feat && git commit -q --no-edit",
    "squash": "git fetch -q origin && git merge -q --squash -X theirs origin/feat && git commit -qm squashed",
    "pick": "git fetch -q origin && git cherry-pick -X theirs origin/feat",
    "rebase": "git pull -q --rebase -X ours origin feat",
    "fast-forward": f"{BRANCH} && git merge -q --no-edit -X ours main && {LANDS}",
    "fast-forward of ours": f"{BRANCH} && git merge -q --no-edit -s ours main && {LANDS}",
}
ASKED = {"squash": "git merge -q --squash FETCH_HEAD", "pick": "git cherry-pick FETCH_HEAD"}


@pytest.fixture
def ann(repository: Repository) -> Claude:
    """Ann has read nothing of g.txt, in which a commit at origin has changed line 9."""
    ann = begun(repository, {"f.txt": "f\n", "g.txt": TEXT})
    other = repository.folder / "other"
    repository.git("clone", "-q", str(repository.top), str(other))
    repository.git("switch", "-qc", "feat", cwd=other)
    repository.commit_files({"g.txt": ELSEWHERE}, "elsewhere", other)
    repository.git("switch", "-q", "main", cwd=other)  # its HEAD is a target of who fetches from it
    repository.git("remote", "add", "origin", str(other))
    ann.reads("f.txt")
    return ann


def bob(repository: Repository, text: str = BOBS) -> None:
    repository.session("bob").lands("g.txt", text)


@pytest.mark.parametrize("brings", BRINGS.values(), ids=BRINGS)
def test_a_side_that_was_taken_unseen_takes_back_anothers_lines(ann: Claude, repository: Repository, brings: str) -> None:
    bob(repository)
    assert not ann.runs(brings).ok
    denied = ann.runs(THEIRS)
    assert denied.rejected == ["CG201 g.txt"], denied
    assert ann.runs("coordgit read --at HEAD g.txt").ok
    assert ann.runs(CONCLUDE).ok


def test_a_side_that_was_taken_in_another_call_does_too(ann: Claude, repository: Repository) -> None:
    bob(repository)
    assert not ann.runs(BRINGS["a pull"]).ok
    assert ann.runs("git checkout -q --theirs g.txt").ok
    assert ann.runs(CONCLUDE).rejected == ["CG201 g.txt"]


def test_a_side_that_was_taken_on_its_branch_does_where_that_lands(ann: Claude, repository: Repository) -> None:
    bob(repository)
    assert not ann.runs(f"{BRANCH} && git merge -q --no-edit main").ok
    assert ann.runs(f"git checkout -q --ours g.txt && {CONCLUDE}").ok
    assert ann.runs(LANDS).rejected == ["CG201 g.txt"]


def test_a_side_that_was_taken_after_a_look_lands(ann: Claude, repository: Repository) -> None:
    bob(repository)
    assert not ann.runs(BRINGS["a pull"]).ok
    ann.reads("g.txt")
    taken = ann.runs(THEIRS)
    assert taken.ok, taken.err


@pytest.mark.parametrize("calls", [1, 2])
def test_a_conflict_that_was_resolved_by_its_markers_lands(ann: Claude, repository: Repository, calls: int) -> None:
    """Its diff has shown them."""
    bob(repository)
    assert not ann.runs(BRINGS["a pull"]).ok
    assert ann.runs("git diff").ok
    resolve = "sed -i -e '/^<<<<<<< /,/^=======/d' -e '/^>>>>>>> /d' g.txt"
    for command in (resolve, CONCLUDE) if calls > 1 else (f"{resolve} && {CONCLUDE}",):
        done = ann.runs(command)
        assert done.ok, done.err


@pytest.mark.parametrize("brings", [*ASKED.values()], ids=ASKED)
@pytest.mark.parametrize("taken", [False, True], ids=["resolved by its markers", "a side"])
def test_a_conflict_of_what_is_made_anew(ann: Claude, repository: Repository, brings: str, taken: bool) -> None:
    bob(repository)
    assert not ann.runs(f"git fetch -q origin feat && {brings}").ok
    resolve = "git checkout -q --theirs g.txt" if taken else "sed -i -e '/^<<<<<<< /,/^=======/d' -e '/^>>>>>>> /d' g.txt"
    done = ann.runs(f"{resolve} && git add g.txt && git commit -qm made")
    assert done.rejected == ["CG201 g.txt"] * taken and done.ok != taken, done


@pytest.mark.parametrize("command", UNASKED.values(), ids=UNASKED)
def test_what_a_strategy_took_without_asking_is_lost(ann: Claude, repository: Repository, command: str) -> None:
    bob(repository)
    done = ann.runs(command)
    assert done.rejected == ["CG201 g.txt"], done


@pytest.mark.daily(3)
@pytest.mark.parametrize("by", ["carl", ""], ids=["of a session", "of nobody"])
@pytest.mark.parametrize(
    ("strategy", "third", "rejected"),
    [("-s ours", "h.txt", ["CG201 g.txt"]), ("-s ours", "g.txt", ["CG201 g.txt"]), ("", "h.txt", []), ("", "g.txt", [])],
)
def test_what_a_merge_of_several_branches_leaves_out_is_lost(
    ann: Claude, repository: Repository, by: str, strategy: str, third: str, rejected: list[str]
) -> None:
    text = TEXT.replace("line 30\n", "line 30, the third's\n")
    repository.git("switch", "-qc", "third")
    if by:
        repository.session(by).lands(third, text)
    else:
        repository.commit_files({third: text})
    repository.git("switch", "-q", "main")
    bob(repository, BESIDE)
    assert ann.runs(f"{BRANCH} && git merge -q --no-edit {strategy} main third && {LANDS}").rejected == rejected


@pytest.mark.daily(3)
@pytest.mark.parametrize("by", ["carl", ""], ids=["of a session", "of nobody"])
@pytest.mark.parametrize(
    ("strategy", "rejected"), [("-s ours", ["CG201 g.txt"]), ("-X ours", ["CG201 g.txt"]), ("-s ort", [])], ids=["s", "X", "none"]
)
def test_whose_branch_is_taken_by_a_strategy_matters_only_if_its_looks_are_recorded(
    ann: Claude, repository: Repository, by: str, strategy: str, rejected: list[str]
) -> None:
    """A person's are not: who merges is asked."""
    repository.git("switch", "-qc", "work")
    line = "line 2" if strategy == "-s ort" else "line 20"
    text = TEXT.replace(f"{line}\n", f"{line}, of work\n")
    if by:
        repository.session(by).lands("g.txt", text)
    else:
        repository.commit_files({"g.txt": text})
    repository.git("switch", "-q", "main")
    bob(repository, BESIDE)
    merge = f"git switch -q work && git merge -q --no-edit {strategy} main && {LANDS}"
    assert ann.runs(merge).rejected == rejected


@pytest.mark.parametrize("command", UNASKED.values(), ids=UNASKED)
def test_a_strategy_that_takes_nothing_back_lands(ann: Claude, repository: Repository, command: str) -> None:
    bob(repository, BESIDE)
    done = ann.runs(command.replace("-s ours", "-s ort"))
    assert done.ok, done.err
    assert "line 20, bob's" in repository.git("show", "main:g.txt")


@pytest.mark.parametrize("command", UNASKED.values(), ids=UNASKED)
def test_what_was_read_may_be_taken_by_a_strategy(ann: Claude, repository: Repository, command: str) -> None:
    bob(repository)
    ann.reads("g.txt")
    done = ann.runs(command)
    assert done.ok, done.err


@pytest.mark.parametrize("seen", [False, True])
@pytest.mark.parametrize("how", ["merge -q --no-edit", "merge -q --squash"])
def test_a_strategy_that_takes_the_lines_of_a_session_asks_what_that_knew(
    ann: Claude, repository: Repository, how: str, seen: bool
) -> None:
    """Cat has edited the file in place; ann, who merges, chooses nothing."""
    cat = Claude(repository, "00000000-0000-4000-8000-00000000000c", repository.worktree("cat"))
    cat.send("SessionStart", source="startup")
    if seen:
        bob(repository)
        assert cat.runs("git show main:g.txt").ok
    assert cat.runs("sed -i 's/^line 9$/line 9, of cat/' g.txt && git commit -qam cats").ok
    if not seen:
        bob(repository)
    done = ann.runs(f"git {how} -X theirs cat && (git commit -qm made || true)")
    assert done.rejected == ([] if seen else ["CG201 g.txt"]), done
    assert ("line 9, of cat" in repository.git("show", "main:g.txt")) == seen


def test_who_has_read_what_a_strategy_takes_is_asked_instead_of_who_has_changed_it(ann: Claude, repository: Repository) -> None:
    """Cat has edited the file in place, and knows nothing of bob's lines; ann, who merges, does."""
    cat = Claude(repository, "00000000-0000-4000-8000-00000000000c", repository.worktree("cat"))
    cat.send("SessionStart", source="startup")
    assert cat.runs("sed -i 's/^line 9$/line 9, of cat/' g.txt && git commit -qam cats").ok
    bob(repository)
    ann.reads("g.txt")
    done = ann.runs("git merge -q --no-edit -X theirs cat")
    assert done.ok, done.err


def test_a_person_is_not_asked_what_they_looked_at(ann: Claude, repository: Repository) -> None:
    bob(repository)
    assert not repository.run(["git", "pull", "-q", "--no-rebase", "--no-edit", "origin", "feat"]).ok
    done = repository.run(["sh", "-c", THEIRS])
    assert done.ok, done.err


def test_ones_own_lines_may_be_taken_back(ann: Claude, repository: Repository) -> None:
    assert ann.runs("sed -i -e 's/^line 9$/line 9, mine/' -e 's/^line 20$/line 20, mine/' g.txt && git commit -qam mine").ok
    assert not ann.runs(BRINGS["a pull"]).ok
    done = ann.runs(THEIRS)
    assert done.ok, done.err


@pytest.mark.parametrize("landed", [False, True], ids=["on its branch", "on main"])
@pytest.mark.parametrize("option", ["", "theirs"], ids=["in the file", "by a strategy"])
@pytest.mark.parametrize(("who", "codes"), [("ann", []), ("cat", ["CG201 new.txt"])])
def test_whose_own_text_it_is_may_give_it_up_for_another_s_as_it_merges(
    repository: Repository, who: str, codes: list[str], option: str, landed: bool
) -> None:
    repository.commit_files({"f.txt": "f\n"})
    feat = repository.worktree("ann")
    ann, cat = (repository.session(name, feat) for name in ("ann", "cat"))
    bob = repository.session("bob", repository.worktree("bob"))
    assert ann.commits("new.txt", "one\n2\n").ok and bob.commits("new.txt", "one bob\n2\n").ok
    assert not landed or ann.git("update-ref", "refs/heads/main", "ann").ok
    merger = ann if who == "ann" else cat
    merged = merger.git("merge", "-q", "--no-edit", *(["-X", option] if option else []), "bob")
    if not option:
        assert "CONFLICT" in merged.out
        (feat / "new.txt").write_text("one bob\n2\n")
        assert merger.git("add", "new.txt").ok
        merged = merger.git("commit", "-q", "--no-edit")
    assert merged.rejected == codes
    assert codes or ann.git("update-ref", "refs/heads/main", "ann").ok


@pytest.mark.parametrize(("who", "codes"), [("", []), ("ann", []), ("cat", ["CG101 g.txt", "CG201 g.txt"])])
def test_what_another_takes_back_unseen_after_a_session_has_resolved_a_merge_is_lost(
    repository: Repository, who: str, codes: list[str]
) -> None:
    repository.commit_files({"g.txt": TEXT})
    sessions = {name: repository.session(name, repository.worktree(name)) for name in ("ann", "bob", "cat")}
    ann, bob, cat = sessions.values()
    cat.reads("g.txt")
    landed = TEXT.replace("line 20\n", "line 20, ann's\n")
    bobs = landed.replace("line 9\n", "line 9, bob's\n")
    assert ann.commits("g.txt", landed).ok and ann.git("update-ref", "refs/heads/main", "ann").ok
    assert bob.git("merge", "-q", "main").ok and bob.commits("g.txt", bobs).ok
    assert ann.commits("g.txt", landed.replace("line 9\n", "line 9, ann's\n")).ok
    assert ann.git("update-ref", "refs/heads/main", "ann").ok
    assert "CONFLICT" in ann.git("merge", "bob").out
    ann.writes("g.txt", bobs)
    assert ann.git("commit", "-qam", "merged").ok
    author = sessions[who or "ann"]
    assert author.git("checkout", "-q", "--detach", "ann").ok
    if who:
        author.writes("g.txt", bobs.replace("line 20, ann's\n", "line 20\n"))
        assert author.git("commit", "-qam", "back").ok
    assert author.git("update-ref", "refs/heads/main", "HEAD").rejected == codes
