"""Who takes its own side of a conflict with what a remote has, and has read nothing of the file, takes back others' work."""

from pathlib import Path

import pytest

from tests.push.push_test import Clones, pushes
from tests.support.claude import ANN, Claude
from tests.support.repository import CHANGED, UNHOOKED, Session
from tests.support.way_on import obey

LONG = "# too long for a notice\n" * 900
CODEMOD = "sed -i 's/f(x)/f(x, z)/' *.py && git commit -qam codemod"
MERGE, REBASE = "git pull -q --no-rebase --no-edit", "git pull -q --rebase"
OURS = "git checkout -q --ours . && git add -A && git commit -q --no-edit"
THEIRS = "git checkout -q --theirs . && git add -A && git rebase --continue"


@pytest.fixture
def clones(tmp_path: Path) -> Clones:
    return Clones(tmp_path)


@pytest.fixture
def ann(clones: Clones) -> Claude:
    claude = Claude(clones.ann.repository, ANN)
    claude.send("SessionStart", source="startup")
    return claude


def lands(bob: Session, path: str, text: str) -> None:
    bob.lands(path, text)
    assert pushes(bob).ok


def beside(clones: Clones, removed: bool) -> Session:
    """Ann, who has committed a change of a file that Bob has pushed another text of, or has ``removed``."""
    ann, bob = clones.ann, clones.bob
    ann.reads("api.py")
    assert ann.commits("api.py", CHANGED).ok
    if removed:
        assert bob.git("rm", "-q", "api.py").ok and bob.git("commit", "-qm", "bob: api.py").ok and pushes(bob).ok
    else:
        lands(bob, "api.py", CHANGED.replace("y", "z"))
    return ann


@pytest.mark.daily(3)
@pytest.mark.parametrize("branch", ["main", "feat"])
@pytest.mark.parametrize(("brings", "resolves"), [(MERGE, OURS), (REBASE, THEIRS)])
def test_a_side_taken_over_what_the_remote_has_is_pushed_only_once_that_was_seen(
    clones: Clones, ann: Claude, brings: str, resolves: str, branch: str
) -> None:
    ann.runs(f"git switch -q -C {branch} --track origin/main")
    assert ann.runs(CODEMOD).ok
    lands(clones.bob, "api.py", CHANGED + LONG)
    assert not ann.runs(brings).ok
    assert ann.runs(resolves).ok
    pushed = ann.runs("git push -q origin HEAD:main")
    assert pushed.rejected == ["CG201 api.py"] and '"bob: api.py"' in pushed.err, pushed
    assert ann.runs("coordgit read --at origin/main api.py").ok
    assert ann.runs("git push -q origin HEAD:main").ok


@pytest.mark.parametrize(
    "brings",
    [
        "git pull -q --no-rebase --no-edit -s ours",
        "git pull -q --no-rebase --no-commit --no-ff && git checkout -q HEAD -- api.py && git commit -q --no-edit",
    ],
)
def test_what_a_merge_left_out_without_being_asked_is_pushed_only_once_it_was_seen(
    clones: Clones, ann: Claude, brings: str
) -> None:
    assert ann.runs("echo 'OTHER = 3' >other.py && git commit -qam other").ok
    lands(clones.bob, "api.py", CHANGED + LONG)
    assert ann.runs(brings).ok
    assert ann.runs("git push -q").rejected == ["CG201 api.py"]
    assert ann.runs("coordgit read --at origin/main api.py").ok
    assert ann.runs("git push -q").ok


@pytest.mark.parametrize("brings", [MERGE, REBASE])
def test_a_conflict_resolved_with_what_the_remote_has_is_pushed(clones: Clones, ann: Claude, brings: str) -> None:
    """And what git itself has merged, in another file."""
    assert ann.runs(CODEMOD).ok
    lands(clones.bob, "other.py", "OTHER = 1\nOTHER = 2\n")
    lands(clones.bob, "api.py", CHANGED + LONG)
    assert not ann.runs(brings).ok
    keeps_both = "sed -i -e '/^<<<<<<< /d' -e '/^=======/d' -e '/^>>>>>>> /d' api.py && git add api.py"
    assert ann.runs(f"{keeps_both} && GIT_EDITOR=true git {'merge' if brings == MERGE else 'rebase'} --continue").ok
    assert ann.runs("git push -q").ok


@pytest.mark.parametrize(("brings", "resolves"), [(MERGE, OURS), (REBASE, THEIRS)])
def test_a_side_taken_over_ones_own_work_that_a_forge_has_squashed_is_pushed(
    clones: Clones, ann: Claude, brings: str, resolves: str
) -> None:
    assert ann.runs(f"git switch -qc feat && {CODEMOD} && git push -q origin feat").ok
    forge = clones.bob.repository
    forge.git("fetch", "-q")
    forge.git(*UNHOOKED, "merge", "-q", "--squash", "origin/feat")
    forge.git(*UNHOOKED, "commit", "-qm", "feat (#1)")
    forge.git(*UNHOOKED, "push", "-q", "origin", "main")
    assert ann.runs("sed -i 's/f(x, z)/f(x, *z)/' *.py && git commit -qam again").ok
    if not ann.runs(f"{brings} origin main").ok:
        assert ann.runs(resolves).ok
    assert ann.runs("git push -q origin HEAD:main").ok


@pytest.mark.parametrize("seen", [False, True])
@pytest.mark.parametrize("branch", ["main", "feat"])
def test_a_side_taken_of_a_file_that_was_read_before_is_not_pushed_after_more_commits_either(
    clones: Clones, ann: Claude, branch: str, seen: bool
) -> None:
    ann.runs(f"git switch -q -C {branch} --track origin/main")
    ann.reads("api.py")
    ann.edits("api.py", "f(x)", "f(x, *more)")
    assert ann.commits("api.py").ok
    lands(clones.bob, "api.py", CHANGED + LONG)
    assert not ann.runs(MERGE).ok
    if seen:
        ann.reads("api.py")
    assert ann.runs(OURS).ok
    for name in ("one.py", "two.py"):
        ann.writes(name, "1\n")
        assert ann.commits(name).ok
    assert ann.runs("git push -q origin HEAD:main").rejected == ["CG201 api.py"] * (not seen)


@pytest.mark.parametrize("looks", [True, False])
def test_who_has_read_a_conflict_still_knows_its_sides_after_a_look_at_the_next(clones: Clones, ann: Claude, looks: bool) -> None:
    """A rebase takes a merge apart again that she had resolved, and stops at each of her commits."""
    *texts, other = (CHANGED.replace("y", name) for name in "abcd")
    ann.reads("api.py")
    for text in texts:
        ann.writes("api.py", text)
        assert ann.commits("api.py").ok
    lands(clones.bob, "api.py", CHANGED + LONG)
    assert not ann.runs(MERGE).ok
    if looks:
        ann.reads("api.py")
    assert ann.runs("git checkout -q --theirs . && git add -A && git commit -q --no-edit").ok
    ended = ann.runs("git rebase -q origin/main")
    for stop, text in enumerate((other, other, texts[2])):
        assert not ended.ok and not ended.rejected
        if stop == 1:
            ann.reads("api.py")
        ann.runs(f"printf %s '{text}' >api.py && git add api.py")
        ended = ann.runs("GIT_EDITOR=true git rebase --continue")
    assert ended.rejected == ["CG201 api.py"] * (not looks), ended


@pytest.mark.parametrize("removed", [False, True])
@pytest.mark.parametrize("answers", ["read", "ack", ""])
def test_who_has_answered_for_a_conflict_that_was_resolved_unseen_may_go_on(clones: Clones, answers: str, removed: bool) -> None:
    """She has read nothing of it before it was committed; the push asked for what that had replaced."""
    ann = beside(clones, removed)
    assert not ann.git("pull", "-q", "--no-rebase", "--no-edit").ok
    ann.writes("api.py", CHANGED.replace("y", "x"))
    assert ann.git("commit", "-qam", "merged").ok
    if answers:
        asked = pushes(ann)
        assert asked.rejected == ["CG201 api.py"]
        words = ("ack", asked.verdict, "--why", "it is right") if answers == "ack" else ("read", "--at", "origin/main", "api.py")
        assert ann.coordgit(*words).ok and pushes(ann).ok
    again = ann.commits("api.py", CHANGED.replace("y", "w"))
    assert again.rejected == (["CG201 api.py"] if not answers else []), again


PULLS = {
    "merge": (MERGE, "git checkout -q --ours api.py && git add api.py && git commit -q --no-edit"),
    "rebase": (REBASE, "git checkout -q --theirs api.py && git add api.py && GIT_EDITOR=true git rebase --continue"),
}


@pytest.mark.parametrize("how", PULLS)
@pytest.mark.parametrize("looks", [True, False], ids=["read", "unread"])
def test_another_edit_of_the_file_does_not_make_a_side_that_was_left_out_known(clones: Clones, how: str, looks: bool) -> None:
    """What git merges of the other's text later stands there, so that nothing is lost of it."""
    ann, (brings, resolves) = clones.ann, PULLS[how]
    text = CHANGED + "".join(f"line {n}\n" for n in range(9))
    lands(clones.bob, "api.py", text)
    assert ann.git("pull", "-q").ok
    ann.reads("api.py")
    assert ann.commits("api.py", text.replace("line 4", "ann's")).ok
    lands(clones.bob, "api.py", text.replace("line 4", "bob's"))
    assert not ann.repository.run(["sh", "-c", brings], ann.cwd, **ann.env).ok
    if looks:
        ann.reads("api.py")
    assert ann.repository.run(["sh", "-c", resolves], ann.cwd, **ann.env).ok
    assert ann.commits("api.py", text.replace("line 4", "ann's").replace("line 8", "more")).ok
    pushed = pushes(ann)
    assert pushed.rejected == ([] if looks else ["CG201 api.py"]), pushed
    if not looks:
        for done in obey(ann, pushed, lambda: pushes(ann)):
            assert done.ok, done


@pytest.mark.parametrize("how", PULLS)
def test_another_edit_after_a_pull_that_git_merged_takes_nothing_back(clones: Clones, how: str) -> None:
    ann, text = clones.ann, CHANGED + "".join(f"line {n}\n" for n in range(9))
    lands(clones.bob, "api.py", text)
    assert ann.git("pull", "-q").ok
    ann.reads("api.py")
    assert ann.commits("api.py", text.replace("line 4", "ann's")).ok
    lands(clones.bob, "other.py", "1\n")
    lands(clones.bob, "api.py", text.replace("line 8", "bob's"))
    assert ann.repository.run(["sh", "-c", PULLS[how][0]], ann.cwd, **ann.env).ok
    assert ann.coordgit("read", "api.py").ok
    assert ann.commits("api.py", text.replace("line 4", "ann's").replace("line 8", "bob's").replace("line 0", "more")).ok
    assert pushes(ann).ok


def ends_rebase(ann: Session, text: str) -> bool:
    """Bring main in by a rebase that stops at a conflict in api.py, and end it with this text."""
    assert not ann.git("pull", "-q", "--rebase").ok
    ann.writes("api.py", text)
    return ann.git("add", "api.py").ok and ann.git("-c", "core.editor=true", "rebase", "--continue").ok


@pytest.mark.parametrize("removed", [False, True])
@pytest.mark.parametrize("answers", ["read", "ack", ""])
def test_who_has_answered_for_what_it_replaced_unseen_where_a_rebase_stopped_may_go_on(
    clones: Clones, answers: str, removed: bool
) -> None:
    ann = beside(clones, removed)
    assert ends_rebase(ann, CHANGED.replace("y", "x"))
    if answers:
        asked = pushes(ann)
        assert asked.rejected == ["CG201 api.py"]
        words = ("ack", asked.verdict, "--why", "it is right") if answers == "ack" else ("read", "--at", "origin/main", "api.py")
        assert ann.coordgit(*words).ok and pushes(ann).ok
    again = ann.commits("api.py", CHANGED.replace("y", "w"))
    assert again.rejected == (["CG201 api.py"] if not answers else []), again


@pytest.mark.parametrize("looks_again", [True, False])
def test_a_text_that_has_come_back_since_it_was_seen_is_replaced_unseen_where_a_rebase_stops(
    clones: Clones, looks_again: bool
) -> None:
    """Ann has seen Bob's text, and has landed her own in its place; Bob has put his back."""
    ann, bob = clones.ann, clones.bob
    ann.reads("api.py")
    assert ann.commits("api.py", CHANGED).ok
    lands(bob, "api.py", CHANGED.replace("y", "z"))
    assert ends_rebase(ann, CHANGED.replace("y", "x"))
    assert ann.coordgit("read", "--at", "origin/main", "api.py").ok
    assert pushes(ann).ok and bob.git("pull", "-q", "--ff-only").ok
    bob.reads("api.py")
    lands(bob, "api.py", CHANGED.replace("y", "z"))
    assert ann.commits("api.py", CHANGED.replace("y", "v")).ok
    assert ends_rebase(ann, CHANGED.replace("y", "u"))
    assert not looks_again or ann.coordgit("read", "--at", "origin/main", "api.py").ok
    again = ann.commits("api.py", CHANGED.replace("y", "w"))
    assert again.rejected == ["CG201 api.py"] * (not looks_again), again


@pytest.mark.parametrize("newest", [False, True])
def test_who_has_seen_an_older_text_than_it_replaced_where_a_rebase_stopped_is_asked(clones: Clones, newest: bool) -> None:
    ann, bob = clones.ann, clones.bob
    ann.reads("api.py")
    assert ann.commits("api.py", CHANGED).ok
    lands(bob, "api.py", CHANGED.replace("y", "z"))
    lands(bob, "api.py", CHANGED.replace("y", "u"))
    assert ends_rebase(ann, CHANGED.replace("y", "x"))
    assert ann.coordgit("read", "--at", f"origin/main{'' if newest else '~1'}", "api.py").ok
    again = ann.commits("api.py", CHANGED.replace("y", "w"))
    assert again.rejected == ["CG201 api.py"] * (not newest), again
