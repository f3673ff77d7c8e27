"""Lost updates in a file that several sessions edit: whoever took back, in its edit, what had landed has to have known it."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

TEXT = "".join(f"line {n}\n" for n in range(12))
CATS = "cat's\n"


@pytest.fixture
def sessions(repository: Repository) -> dict[str, Claude]:
    """Cat lands a line of its own in a file that bob has read and edited, and of which dan has read the beginning. Then ann
    commits another file."""
    repository.begin(a__txt=TEXT, b__txt="0\n")
    sessions = {name: Claude(repository, name) for name in ("ann", "bob", "cat", "dan")}
    sessions["dan"].reads("a.txt", 1, 2)
    for name, old, new in [("bob", "line 2\n", ""), ("cat", "line 7\n", f"line 7\n{CATS}")]:
        sessions[name].reads("a.txt")
        sessions[name].edits("a.txt", old, new)
    assert repository.coordgit("commit", "-m", "cat", **sessions["cat"].env).ok
    sessions["ann"].writes("b.txt", "1\n")
    assert sessions["ann"].commits("b.txt").ok
    return sessions


@pytest.mark.parametrize(
    ("who", "rejected"), [("cat", ["CG104", "CG202"]), *((who, ["CG201", "CG202"]) for who in ("dan", "bob"))]
)
def test_a_landed_line_is_lost_if_whoever_takes_it_out_has_not_seen_it(
    repository: Repository, sessions: dict[str, Claude], who: str, rejected: list[str]
) -> None:
    """Cat knows its own line, dan and bob do not. All is committed by bob, who has seen it without that line; he and cat have
    read each other's edits."""
    bob = sessions["bob"]
    assert sessions[who].runs(f"sed -i /{CATS[:3]}/d a.txt").ok
    sessions["cat"].edits("a.txt", "line 9\n", "line 9, cat's\n")
    bob.reads("a.txt")
    bob.edits("a.txt", "line 1\n", "line 1, bob's\n")
    denied = bob.commits("a.txt")
    assert sorted({conflict.split()[0] for conflict in denied.rejected}) == rejected, denied.err
    lost = [conflict for conflict in repository.json("explain", **bob.env)["conflicts"] if conflict["code"] == "CG201"]
    assert all(conflict["change"]["session"] == "cat" for conflict in lost)


@pytest.mark.parametrize("first", [0, 1], ids=["the file", "a range of it"])
def test_a_file_that_a_session_removed_and_another_made_anew(repository: Repository, first: int) -> None:
    """Who had read all of it knows what goes with it; who had read a range does not."""
    repository.begin(a__txt=TEXT)
    ann, bob, cat = (Claude(repository, name) for name in ("ann", "bob", "cat"))
    bob.reads("a.txt", first, 2 * first)
    cat.reads("a.txt")
    cat.edits("a.txt", "line 7\n", f"line 7\n{CATS}")
    assert cat.commits("a.txt").ok
    if not first:
        bob.reads("a.txt")
    assert bob.runs("rm a.txt").ok
    ann.reads("a.txt")
    ann.writes("a.txt", "ann's\n")
    ann.send("SessionEnd", reason="other")
    bob.reads("a.txt")
    denied = bob.commits("a.txt")
    assert denied.rejected == ["CG201 a.txt"] * first, denied.err


def removed(repository: Repository, knew: bool) -> tuple[Claude, Claude]:
    """Ann has removed a file that she had read, with what bob has landed of it or only a range without that; and cat."""
    repository.begin(a__txt=TEXT)
    ann, bob, cat = (Claude(repository, name) for name in ("ann", "bob", "cat"))
    ann.reads("a.txt", *([] if knew else [1, 3]))
    ann.edits("a.txt", "line 2\n", "line 2, ann's\n")
    bob.reads("a.txt")
    bob.edits("a.txt", "line 7\n", "line 7, bob's\n")
    assert repository.coordgit("commit", "-m", "bob", **bob.env).ok
    if knew:
        ann.reads("a.txt")
    assert ann.runs("rm a.txt").ok
    return ann, cat


@pytest.mark.parametrize("knew", [True, False], ids=["seen before", "never seen"])
def test_a_file_that_a_session_removed_and_rewrote_over_what_another_made_anew(repository: Repository, knew: bool) -> None:
    """What bob landed it had known in one text, what cat landed in the next. Who has read only a range is told at once."""
    ann, cat = removed(repository, knew)
    cat.reads("a.txt")
    cat.writes("a.txt", CATS)
    ann.writes("a.txt", f"{CATS}ann's\n")
    assert repository.coordgit("commit", "-m", "cat", **cat.env).ok
    assert ann.commits("a.txt").rejected == ["CG101 a.txt" if knew else "CG201 a.txt:1-3"]
    ann.reads("a.txt")
    if not knew:  # of her lines she was told, and her own text shows nothing of bob's
        assert ann.commits("a.txt").rejected == ["CG201 a.txt:1-3"]
        assert repository.coordgit("read", "--at", "HEAD", "a.txt", **ann.env).ok
    assert ann.commits("a.txt").ok


@pytest.mark.parametrize("knew", [True, False], ids=["seen before", "never seen"])
def test_a_file_that_a_session_removed_beside_what_another_made_anew(repository: Repository, knew: bool) -> None:
    """Ann's removal of what bob landed goes without cat's new text, at which she looks twice before she commits."""
    ann, cat = removed(repository, knew)
    cat.writes("a.txt", CATS)
    for _ in range(2):
        ann.reads("a.txt")
    denied = repository.coordgit("commit", "-m", "ann", "a.txt", **ann.env)
    assert denied.rejected == ["CG201 a.txt"] * (not knew), denied.err


@pytest.mark.parametrize("lost", [1, 2], ids=["the older", "the newer"])
def test_the_commit_whose_line_is_taken_back_is_named_and_shown_first(repository: Repository, lost: int) -> None:
    text = "".join(f"line {n}\n" for n in range(90))
    repository.begin(a__txt=text)
    ann = Claude(repository, "ann")
    ann.reads("a.txt")
    changed = text
    for n, place in ((1, 70 if lost == 1 else 10), (2, 40 if lost == 1 else 70)):
        changed = changed.replace(f"line {place}\n", f"line {place} of commit {n}\n")
        repository.commit_files({"a.txt": changed}, f"commit {n}")
    repository.write("a.txt", changed.replace(f"line 70 of commit {lost}", "line 70 of ann"))
    denied = repository.run(["git", "commit", "-qam", "ann's"], **ann.env)
    assert denied.rejected == ["CG201 a.txt"] and f'"commit {lost}"' in denied.err, denied.err
    explained = repository.json("explain", **ann.env)["conflicts"][0]["diff"].split("\n@@ -")
    assert f"+line 70 of commit {lost}" in explained[1] and len(explained) == 3
