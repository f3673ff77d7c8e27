"""Who read, was told of, or acknowledged lines of a file knows nothing of what others have changed outside these."""

from __future__ import annotations

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import Repository

SQUASH = "git reset -q --soft main && git commit -qm squashed"
OURS = "git merge -q main; git checkout -q --ours api.py && git add api.py && git commit -qm merged"
LAND = "git -C ../repo merge -q --ff-only feat"


def text(**changed: str) -> str:
    return "".join(changed.get(f"n{n}", f"line {n} of it") + "\n" for n in range(1, 121))


def begun(repository: Repository, *, linked: bool) -> Claude:
    repository.commit_files({"api.py": text(), "q.py": "0\n"})
    ann = Claude(repository, ANN, repository.worktree("feat") if linked else None)
    ann.send("SessionStart", source="startup")
    return ann


def told(repository: Repository, **theirs: str) -> Claude:
    """A session on its own branch that has read lines 1-10 and changed line 3, and is told of bob's line 4, not of his 100th."""
    ann = begun(repository, linked=True)
    ann.reads("api.py", 1, 10)
    ann.edits("api.py", "line 3 of it\n", "ANN\n")
    assert ann.commits("api.py").ok
    repository.session("bob").lands("api.py", text(n4="BOB 4", n100="BOB 100", **theirs))
    said = ann.runs("true").out
    assert "+BOB 4" in said and "BOB 100" not in said
    return ann


@pytest.mark.parametrize("take", [OURS, SQUASH], ids=["conflict taken as ours", "squashed"])
def test_who_was_told_of_its_lines_takes_back_others_unseen(repository: Repository, take: str) -> None:
    ann = told(repository)
    done = ann.runs(f"{take}\n{LAND}")
    assert done.rejected and all(conflict.startswith("CG201 api.py") for conflict in done.rejected), done
    assert "BOB 100" in repository.git("show", "main:api.py")


def test_who_was_told_of_its_lines_changes_these_on_purpose(repository: Repository) -> None:
    ann = told(repository)
    assert not ann.runs("git merge -q main").ok
    resolved = text(n3="ANN", n4="ANN 4", n100="BOB 100")
    ann.writes("api.py", resolved)
    done = ann.runs(f"git add api.py && git commit -qm merged && {LAND}")
    assert done.ok, done.err
    assert repository.git("show", "main:api.py") == resolved.strip()


@pytest.mark.parametrize(
    "command", ["sed -i s/BOB.4$/ANN/ api.py", "sed -i s/^line.90.of.it$/ANN/ api.py"], ids=["its own", "another"]
)
def test_who_was_told_of_its_lines_edits_one_and_keeps_the_rest(repository: Repository, command: str) -> None:
    ann = begun(repository, linked=False)
    ann.reads("api.py", 1, 10)
    repository.session("bob").lands("api.py", text(n4="BOB 4", n100="BOB 100"))
    assert "+BOB 4" in ann.runs("true").out
    done = ann.runs(f"{command} && git commit -qam mine")
    assert done.ok, done.err


@pytest.mark.parametrize(
    "look",
    ["git show main", "git diff HEAD main", "cat ../repo/api.py", "git show main:api.py", "sed -n 95,105p ../repo/api.py"],
)
def test_who_has_seen_the_other_lines_as_well_takes_them_back_on_purpose(repository: Repository, look: str) -> None:
    ann = told(repository)
    if look.startswith("git diff"):
        look = "git diff main~1 main -- api.py"
    assert "BOB 100" in ann.runs(look).out
    done = ann.runs(f"{SQUASH}\n{LAND}")
    assert done.ok, done.err


@pytest.mark.parametrize("back", [True, False], ids=["put back", "kept"])
@pytest.mark.parametrize(("first", "last"), [(1, 10), (91, 100)], ids=["apart", "what changed"])
def test_who_has_read_only_lines_of_the_newest_version(repository: Repository, first: int, last: int, back: bool) -> None:
    ann = begun(repository, linked=False)
    ann.runs("cp api.py ../buffer")
    repository.session("bob").lands("api.py", text(n100="BOB 100"))
    ann.reads("api.py", first, last)
    done = ann.runs(
        f"sed -i 's/line 3 of it/ANN/' {'../buffer; cp ../buffer' if back else ''} api.py; git commit -qm mine api.py"
    )
    assert done.rejected == ["CG201 api.py"] * (back and first == 1), done


def test_who_reads_part_of_what_another_added_edits_that_part(repository: Repository) -> None:
    ann = begun(repository, linked=False)
    ann.reads("api.py", 1, 10)
    repository.session("bob").lands("api.py", text() + "".join(f"bob's {n}\n" for n in range(40)))
    ann.reads("api.py", 125, 140)
    ann.edits("api.py", "bob's 10\n", "ann's\n")
    assert ann.commits("api.py").ok
    ann.runs("sed -i '/^bob.s 3.$/d' api.py")
    done = ann.commits("api.py")
    assert done.rejected and all(conflict.startswith("CG201") for conflict in done.rejected), done


@pytest.mark.parametrize("how", ["ack", "explain"])
def test_a_range_that_was_refreshed_by_hand_shows_the_range_alone(repository: Repository, how: str) -> None:
    repository.commit_files({"api.py": text(), "q.py": "0\n"})
    ann = repository.session("ann", repository.worktree("feat"))
    ann.reads("api.py:1-10")
    ann.lands("api.py", text(n3="ANN"))
    repository.session("bob").lands("api.py", text(n4="BOB 4", n100="BOB 100"))
    denied = ann.commits("q.py", "1\n")
    assert denied.rejected == ["CG101 api.py:1-10"]
    shown = ann.coordgit(how, denied.verdict, *(["--why", "x"] if how == "ack" else []))
    assert shown.ok and "BOB 100" not in shown.out
    assert ann.git("reset", "-q", "--soft", "main").ok
    lost = ann.git("commit", "-qm", "squashed")
    if not lost.rejected:
        lost = ann.git("push", "-q", ".", "feat:main")
    assert lost.rejected and lost.rejected[0].startswith("CG201 api.py"), lost
    answered = ann.coordgit(how, lost.verdict, *(["--why", "x"] if how == "ack" else []))
    assert answered.ok and (how == "ack" or "BOB 100" in answered.out)
    assert ann.git("push", "-q", ".", "feat:main").ok


@pytest.mark.parametrize("beside", [True, False])
def test_an_acknowledged_change_of_lines_covers_what_its_hunk_shows(repository: Repository, beside: bool) -> None:
    """Of two changes, ann acknowledges the one near the line that it has read; then it removes the file."""
    repository.commit_files({"api.py": text(), "q.py": "0\n"})
    ann = repository.session("ann")
    ann.reads("api.py:9-9")
    repository.session("bob").lands("api.py", text(n8="BOB 8", **{"n3" if beside else "n100": "BOB too"}))
    denied = ann.commits("q.py", "1\n")
    assert denied.rejected == ["CG101 api.py:9-9"]
    assert ann.coordgit("ack", denied.verdict, "--why", "fine").ok
    assert ann.git("commit", "-qm", "q", "--", "q.py").ok
    assert ann.git("rm", "-q", "api.py").ok
    done = ann.git("commit", "-qm", "gone")
    assert done.rejected == ["CG201 api.py:9-9"] * (not beside), done
    assert beside or ("changed by" in done.err and '"bob: api.py"' in done.err), done.err
