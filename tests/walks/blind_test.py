"""Edits by a session that never read the file: what it wrote itself is all that it knows of it."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files({"notes.md": "0\n", "other.md": "0\n"})
    return Claude(repository, "00000000-0000-4000-8000-00000000000a")


def test_writing_it_again_over_what_another_landed_meanwhile_is_a_lost_update(ann: Claude, bob: Session) -> None:
    ann.writes("notes.md", "ann's\n")
    bob.lands("notes.md", "bob's\n")
    ann.writes("notes.md", "ann's, again\n")
    assert ann.commits("notes.md").rejected == ["CG201 notes.md"]
    ann.runs("git show HEAD:notes.md")
    ann.writes("notes.md", "bob's and ann's\n")
    assert ann.commits("notes.md").ok


def test_writing_it_again_passes_when_nobody_landed_it(ann: Claude, bob: Session, repository: Repository) -> None:
    ann.writes("notes.md", "ann's\n")
    bob.lands("other.md", "bob's\n")
    repository.write("notes.md", "ann's, formatted\n")
    ann.writes("notes.md", "ann's, again\n")
    assert ann.commits("notes.md").ok


def test_writing_it_for_the_first_time_over_what_another_landed_passes(ann: Claude, bob: Session) -> None:
    bob.lands("notes.md", "bob's\n")
    ann.writes("notes.md", "ann's\n")
    assert ann.commits("notes.md").ok


@pytest.mark.parametrize("path", ["notes.md", "other.md"])
def test_a_blind_edit_costs_one_look_though_the_target_has_another_version_too(
    repository: Repository, ann: Claude, path: str
) -> None:
    """What it would read of its own branch would be stale on the target at once."""
    side = repository.worktree("side")
    cat, bob = repository.session("cat", side), repository.session("bob", side)
    bob.lands("notes.md", "0\n1\n2\n")
    bob.lands("notes.md", "0\n1\n")
    repository.session("dan").lands(path, "dan's\n0\n")
    rejected = cat.commits("notes.md", "0\n1\n2\n")
    assert rejected.rejected == ["CG201 notes.md"]
    assert ("merge --autostash main" in rejected.err) is (path == "notes.md")
    assert ("read --at HEAD notes.md" in rejected.err) is (path == "other.md")
    if path == "notes.md":
        assert cat.git("checkout", "-q", "HEAD", "--", "notes.md").ok and cat.git("merge", "-q", "--no-edit", "main").ok
        cat.reads("notes.md")
    else:
        assert cat.coordgit("read", "--at", "HEAD", "notes.md").ok
    assert cat.commits("notes.md", "dan's\n0\n1\n2\n").ok


@pytest.mark.parametrize("path", ["notes.md", "other.md"])
def test_an_edit_beside_a_range_that_was_read_costs_one_look(repository: Repository, ann: Claude, path: str) -> None:
    lines = [f"{n}\n" for n in range(9)]
    repository.commit_files({"notes.md": "".join(lines)})
    side = repository.worktree("side")
    cat, bob = repository.session("cat", side), repository.session("bob", side)
    cat.reads("notes.md:1-2")
    bob.lands("notes.md", "".join(lines[:-1]))
    repository.session("dan").lands(path, "".join([*lines[:4], "dan's\n", *lines[4:]]))
    rejected = cat.commits("notes.md", "".join(lines))
    assert rejected.rejected == ["CG201 notes.md:1-2"]
    assert ("merge --autostash main" in rejected.err) is (path == "notes.md")
    assert ("read --at HEAD notes.md" in rejected.err) is (path == "other.md")


@pytest.mark.parametrize("looks", [True, False], ids=["it looks", "it does not"])
def test_what_a_text_was_written_over_is_asked_once_though_its_target_has_gone_on_elsewhere(
    repository: Repository, ann: Claude, bob: Session, looks: bool
) -> None:
    cat = repository.session("cat", repository.worktree("cat"))
    side = Claude(repository, "side", repository.worktree("side"))
    bob.lands("notes.md", "bob's\n")
    side.runs("git reset -q --soft main")
    side.reads("notes.md")
    side.runs("git reset -q --hard")
    cat.lands("other.md", "cat's\n")
    assert bob.git("merge", "-q", "--no-ff", "-m", "both", "cat").ok
    side.writes("notes.md", "mine\n")
    assert side.commits("notes.md").rejected == ["CG201 notes.md"]
    if looks:
        side.runs("coordgit read --at HEAD notes.md")
    committed = side.runs("git -c coordgit.bypass=known commit -qm mine" if not looks else "git commit -qm mine")
    assert committed.ok
    assert bob.git("merge", "-q", "--no-ff", "-m", "all", "side").rejected == ([] if looks else ["CG201 notes.md"])


@pytest.mark.parametrize(
    ("look", "rejected"),
    [
        ("git show HEAD", []),
        ("git log -p -1 -- notes.md", []),
        ("coordgit explain", []),
        ("true", ["CG201 notes.md"]),
        ("git log -p -1 -- notes.md | head -3", ["CG201 notes.md"]),
    ],
)
def test_a_look_at_what_an_edit_took_back_answers_for_it_and_a_notice_of_that_does_not(
    ann: Claude, bob: Session, look: str, rejected: list[str]
) -> None:
    ann.reads("notes.md")
    bob.lands("notes.md", "bob's\n")
    ann.writes("notes.md", "ann's\n")
    assert ann.commits("notes.md").rejected == ["CG201 notes.md"]
    ann.runs(look)
    assert ann.runs("git commit -qm again").rejected == rejected


@pytest.mark.parametrize("told", ["before", "after"])
def test_what_it_was_told_only_after_it_had_written_over_it_is_asked_where_its_unchecked_text_lands_next(
    repository: Repository, ann: Claude, bob: Session, told: str
) -> None:
    release = repository.worktree("release")
    for target in ("main", "release"):
        repository.git("config", "--add", "coordgit.target", target)
    ann.reads("notes.md")
    bob.lands("notes.md", "bob's\n")
    if told == "before":
        ann.runs("true")
    ann.writes("notes.md", "ann's\n")
    ann.runs("true")
    assert ann.runs("git -c coordgit.bypass=why commit -qam anns").ok
    repository.session("bob", release).lands("notes.md", "bob's\n")
    landed = ann.runs(f"cd '{release}' && git checkout -q main -- notes.md && git commit -qm anns")
    assert landed.rejected == ([] if told == "before" else ["CG201 notes.md"])
