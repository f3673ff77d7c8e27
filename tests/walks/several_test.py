"""A search with several new hits, several ranges of one file, several commits to blame: every one is named, none is lost."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Sessions

TEXT = "".join(f"line {n}\n" for n in range(1, 41))


def test_every_path_that_gave_a_search_another_answer_is_named(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    assert ann.coordgit("read", "--grep", "call").ok
    bob.lands("a.py", "call(1)\n")
    bob.lands("b.py", "call(2)\n")
    result = ann.commits("other.py", "OTHER = 3\n")
    assert result.rejected == ["CG102 a.py", "CG102 b.py"]


def test_an_acknowledged_hit_of_a_search_leaves_the_others_stale(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    assert ann.coordgit("read", "--grep", "call").ok
    bob.lands("a.py", "call(1)\n")
    bob.lands("b.py", "call(2)\n")
    rejected = ann.commits("other.py", "OTHER = 3\n")
    assert ann.coordgit("ack", f"{rejected.verdict}#1", "--why", "a.py is mine to fix").ok
    assert "CG102 b.py" in ann.commits("other.py", "OTHER = 3\n").rejected


def test_a_blob_that_is_not_here_does_not_keep_the_gate_from_answering(sessions: Sessions, repository: Repository) -> None:
    """A partial clone has the old side of few files; nothing may be fetched inside the ref lock."""
    ann, bob = sessions("ann", "bob")
    repository.git("config", "coordgit.level", "relevant")
    ann.reads("api.py")
    bob.lands("api.py", "def f(x, y):\n    return x\n")
    oid = repository.git("rev-parse", "HEAD:other.py")
    (repository.top / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    result = ann.commits("other.py", "f(1)\n")
    assert result.rejected == ["CG101 api.py"]


def test_an_acknowledged_lost_update_covers_every_range_that_was_read(repository: Repository) -> None:
    repository.begin(api__py=TEXT)
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py:1-3", "api.py:30-32")
    theirs = TEXT.replace("line 2\n", "LINE 2\n").replace("line 31\n", "LINE 31\n")
    bob.lands("api.py", theirs)
    rejected = ann.commits("api.py", TEXT.replace("line 15\n", "mine\n"))
    assert rejected.rejected == ["CG201 api.py:1-3"]
    assert ann.coordgit("ack", rejected.verdict, "--why", "both are fine").ok
    again = ann.git("commit", "-qm", "again", "--", "api.py")
    assert again.ok, again.err


def test_the_commit_is_named_that_changed_the_lines_that_were_read(repository: Repository) -> None:
    repository.begin(api__py=TEXT)
    ann, bob, cleo = (repository.session(name) for name in ("ann", "bob", "cleo"))
    ann.reads("api.py:1-3")
    changed = TEXT.replace("line 2\n", "LINE 2\n")
    culprit = bob.lands("api.py", changed)
    cleo.lands("api.py", changed.replace("line 31\n", "LINE 31\n"))
    rejected = ann.commits("caller.py", "use(1)\n")
    [conflict] = ann.json("explain", rejected.verdict)["conflicts"]
    assert conflict["change"]["commit"] == culprit
    assert conflict["change"]["session"] == "bob"


def test_many_ranges_of_changed_files_are_judged(repository: Repository) -> None:
    names = [f"f{n}.txt" for n in range(300)]
    repository.begin(**{name.replace(".", "__"): TEXT + name + "\n" for name in names})
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads(*[f"{name}:1-3" for name in names])
    for name in names:
        bob.writes(name, TEXT.replace("line 31\n", "LINE 31\n") + name + "\n")
    assert bob.git("commit", "-qam", "reformat").ok
    result = ann.commits("caller.py", "use(1)\n")
    assert result.ok, result.err[-600:]


def test_hits_that_were_shown_are_known_all_of_them_or_none(sessions: Sessions, repository: Repository) -> None:
    _, bob = sessions("ann", "bob")
    ann = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    found = {"mode": "files_with_matches", "numFiles": 0, "filenames": []}
    ann.after("Grep", {"pattern": "call_me", "output_mode": "files_with_matches"}, found, ann.call())
    ann.writes("mine.py", "def call_me(): ...\n")
    bob.lands("a.py", "call_me(1)\n")
    bob.lands("b.py", "".join(f"call_me({n})  # {'x' * 80}\n" for n in range(200)))
    told = ann.runs("true").out
    assert "a.py" in told and "b.py" in told and "too long to show" in told
    assert ann.commits("mine.py").rejected == ["CG102 a.py", "CG102 b.py"]


@pytest.mark.parametrize("main", ["theirs\n", "mine\n"], ids=["two changes", "the same change"])
def test_an_item_that_two_lines_have_changed_is_named_for_each_change(repository: Repository, main: str) -> None:
    repository.commit_files({"api.py": "1\n"})
    ann = repository.session("ann", repository.worktree("work"))
    ann.reads("api.py")
    repository.session("bob", ann.cwd).lands("api.py", "mine\n")
    repository.session("cat").lands("api.py", main)
    rejected = ann.commits("new.py", "1\n")
    assert rejected.rejected == ["CG101 api.py"] * (1 if main == "mine\n" else 2)
    assert ann.coordgit("ack", rejected.verdict, "--why", "seen").ok
    assert ann.git("commit", "-qm", "new").ok


def test_searches_for_one_thing_in_two_places_are_two(repository: Repository) -> None:
    repository.commit_files({"a/x.py": "1\n", "b/x.py": "1\n"})
    ann, bob = repository.session("ann"), repository.session("bob")
    for worktree in ("a", "b", "."):
        assert ann.coordgit("read", "--grep", "send", *([worktree] if worktree != "." else [])).ok
    bob.lands("a/x.py", "send\n")
    rejected = ann.commits("new.py", "1\n")
    assert rejected.rejected == ["CG102 a/x.py"] * 2
    assert "2 of 3 reads are stale" in rejected.err
    assert ann.coordgit("ack", rejected.verdict, "--why", "seen").ok
    assert ann.git("commit", "-qm", "new").ok
