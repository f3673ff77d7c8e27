"""CG202: a commit that carries another session's uncommitted edit, in whole paths or in hunks of a path that both edited."""

from collections.abc import Callable

import pytest

from coordgit.git import files
from tests.support.claude import Claude
from tests.support.repository import Repository, Result
from tests.support.way_on import obey

LINES = "".join(f"line_{n} = {n}\n" for n in range(30))
ANNS = LINES.replace("line_2 = 2\n", "line_2 = 'of ann'\n")
BOBS = LINES.replace("line_25 = 25\n", "line_25 = 'of bob'\n")
BOTH = ANNS.replace("line_25 = 25\n", "line_25 = 'of bob'\n")


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.begin(f__py=LINES, g__py="0\n", h__py="0\n")
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude, repository: Repository) -> Claude:
    return Claude(repository, "bob")


def person(repository: Repository, *words: str) -> Result:
    return repository.run(["git", *words])


Way = Callable[[Claude], Result]


def adds_everything(who: Claude) -> Result:
    return who.runs("git add . && git commit -qm mine")


def commits_all(who: Claude) -> Result:
    return who.runs("git commit -qam mine")


def names_everything(who: Claude) -> Result:
    return who.runs("git add . && git commit -qm mine -- .")


@pytest.mark.parametrize("commit", [adds_everything, commits_all, names_everything])
def test_a_commit_that_carries_another_sessions_edit_is_rejected_and_the_way_on_lands_the_rest(
    ann: Claude, bob: Claude, repository: Repository, commit: Way
) -> None:
    ann.writes("g.py", "1\n")
    bob.writes("h.py", "1\n")
    denied = commit(ann)
    assert denied.rejected == ["CG202 h.py"]
    assert "1 path is another session's\n  CG202 h.py  edited by claude bob (" in denied.err
    done = obey(ann, denied, lambda: commit(ann))
    assert all(one.ok for one in done), done
    assert repository.git("show", "--name-only", "--format=%s", "HEAD").split() == ["mine", "g.py"]
    assert (repository.top / "h.py").read_text() == "1\n"
    assert repository.git("diff", "--name-only", "HEAD") == "h.py"


@pytest.mark.parametrize("commit", [adds_everything, commits_all, names_everything])
def test_a_commit_of_ones_own_paths_alone_passes(ann: Claude, bob: Claude, commit: Way) -> None:
    ann.writes("g.py", "1\n")
    bob.writes("g.py", "2\n")
    ann.writes("g.py", "3\n")
    assert commit(ann).ok


def test_the_other_session_is_in_the_json_and_no_read_does(ann: Claude, bob: Claude, repository: Repository) -> None:
    ann.writes("g.py", "1\n")
    bob.writes("h.py", "1\n")
    ann.runs("git add .")
    found = repository.json("check", **ann.env)
    (conflict,) = found["conflicts"]
    assert (found["outcome"], conflict["code"], conflict["path"]) == ("rejected", "CG202", "h.py")
    assert conflict["read"] is None and conflict["change"]["session"] == "bob" and conflict["reader"] == "ann"
    assert "+1" in conflict["diff"].splitlines()
    assert found["remedy"][1] == "git restore --staged -- h.py"


@pytest.mark.parametrize(("level", "code"), [("record", []), ("snapshot", ["CG202 h.py"]), ("relevant", ["CG202 h.py"])])
def test_a_sweep_counts_from_snapshot_on(ann: Claude, bob: Claude, repository: Repository, level: str, code: list[str]) -> None:
    repository.git("config", "coordgit.level", level)
    ann.writes("g.py", "1\n")
    bob.writes("h.py", "1\n")
    done = commits_all(ann)
    assert done.rejected == code and "CG202 h.py" in done.err


def test_an_edit_is_swept_under_another_name(ann: Claude, bob: Claude, repository: Repository) -> None:
    ann.reads("g.py")
    bob.writes("g.py", BOBS)
    ann.writes("h.py", "1\n")
    ann.runs("git mv g.py moved.py")
    rejected = commits_all(ann)
    assert rejected.rejected == ["CG202 g.py", "CG202 moved.py"], rejected
    assert obey(ann, rejected, lambda: commits_all(ann))[-1].ok
    assert repository.git("diff", "--name-only", "HEAD~1", "HEAD") == "h.py"
    assert (repository.top / "moved.py").read_text() == BOBS


def test_whoever_moves_a_file_whose_edit_is_committed_sweeps_nothing(ann: Claude, bob: Claude) -> None:
    bob.writes("g.py", BOBS)
    assert bob.commits("g.py").ok
    ann.writes("h.py", "1\n")
    ann.runs("git mv g.py moved.py")
    assert commits_all(ann).ok


def test_a_deletion_is_an_edit_too(ann: Claude, bob: Claude) -> None:
    ann.writes("g.py", "1\n")
    assert bob.runs("rm h.py").ok
    assert commits_all(ann).rejected == ["CG202 h.py"]


# --- a path that both edited -----------------------------------------------------------------------------------------


def test_a_hunk_of_another_session_in_a_path_that_both_edited_is_a_sweep(ann: Claude, bob: Claude) -> None:
    ann.edits("f.py", "line_2 = 2\n", "line_2 = 'of ann'\n")
    bob.edits("f.py", "line_25 = 25\n", "line_25 = 'of bob'\n")
    ann.writes("g.py", "not to be committed yet\n")
    denied = ann.commits("f.py")
    assert denied.rejected == ["CG202 f.py"]
    assert "and not committed, beside edits of this session" in denied.err
    assert "next: commit only what this session has edited (" in denied.err
    command = denied.err.partition("edited (")[2].partition("); or, once")[0]
    assert command.endswith(f"commit -m 'work of {ann.session}' f.py") and ann.runs(command).ok
    assert "g.py" in ann.repository.git("diff", "--name-only"), "only what the rejected commit named is committed"


def test_edits_that_take_turns_are_told_apart(ann: Claude, bob: Claude, repository: Repository) -> None:
    ann.edits("f.py", "line_2 = 2\n", "line_2 = 'of ann'\n")
    bob.edits("f.py", "line_25 = 25\n", "line_25 = 'of bob'\n")
    ann.edits("f.py", "line_3 = 3\n", "line_3 = 'of ann'\n")
    assert ann.commits("f.py").rejected == ["CG202 f.py"]
    bob.edits("f.py", "line_26 = 26\n", "line_26 = 'of bob'\n")
    stage(repository, ann, ANNS.replace("line_3 = 3\n", "line_3 = 'of ann'\n"))
    assert ann.runs("git commit -qm mine").ok


def test_where_only_ones_own_hunk_is_staged_nothing_is_swept(ann: Claude, bob: Claude, repository: Repository) -> None:
    ann.edits("f.py", "line_2 = 2\n", "line_2 = 'of ann'\n")
    bob.edits("f.py", "line_25 = 25\n", "line_25 = 'of bob'\n")
    stage(repository, ann, ANNS)
    assert ann.runs("git commit -qm mine").ok
    assert (repository.top / "f.py").read_text() == BOTH
    assert bob.commits("f.py").ok


def stage(repository: Repository, who: Claude, text: str) -> None:
    """Put just this text of f.py into the index, as ``git add -p`` does."""
    (repository.folder / "staged").write_text(text)
    done = who.runs(f"git update-index --cacheinfo 100644,$(git hash-object -w {repository.folder}/staged),f.py")
    assert done.ok, done


def test_a_hunk_that_takes_lines_away_is_a_sweep_too(ann: Claude, bob: Claude) -> None:
    ann.edits("f.py", "line_2 = 2\n", "line_2 = 'of ann'\n")
    bob.edits("f.py", "line_25 = 25\nline_26 = 26\n", "")
    assert ann.commits("f.py").rejected == ["CG202 f.py"]


def test_a_path_written_anew_with_the_others_lines_in_it_carries_them(ann: Claude, bob: Claude) -> None:
    bob.edits("f.py", "line_25 = 25\n", "line_25 = 'of bob'\n")
    ann.reads("f.py")
    ann.writes("f.py", BOTH)
    assert ann.commits("f.py").rejected == ["CG202 f.py"]


def test_a_path_written_anew_without_the_others_lines_is_ones_own(ann: Claude, bob: Claude) -> None:
    bob.edits("f.py", "line_25 = 25\n", "line_25 = 'of bob'\n")
    ann.reads("f.py")
    ann.writes("f.py", ANNS)
    assert ann.commits("f.py").ok


def test_what_the_other_session_took_back_itself_is_not_a_sweep(ann: Claude, bob: Claude, repository: Repository) -> None:
    bob.reads("g.py")
    ann.edits("f.py", "line_2 = 2\n", "line_2 = 'of ann'\n")
    bob.edits("f.py", "line_25 = 25\n", "line_25 = 'of bob'\n")
    ann.edits("f.py", "line_3 = 3\n", "line_3 = 'of ann'\n")
    bob.edits("f.py", "line_25 = 'of bob'\n", "line_25 = 25\n")
    repository.session("dan").lands("g.py", "1\n")
    assert ann.commits("f.py").ok


def test_a_hunk_is_a_sweep_though_its_text_tells_nothing(ann: Claude, bob: Claude) -> None:
    ann.edits("f.py", "line_2 = 2\n", "line_2 = 'of ann'\n")
    bob.edits("f.py", "line_25 = 25\n", "line_25 = 25\n\n")
    assert ann.commits("f.py").rejected == ["CG202 f.py"]


def test_whoever_reads_what_one_session_left_and_another_edits_knows_what_was_committed(
    ann: Claude, bob: Claude, repository: Repository
) -> None:
    cat = Claude(repository, "cat")
    cat.reads("f.py")
    ann.edits("f.py", "line_2 = 2\n", "line_2 = 'of ann'\n")
    assert ann.commits("f.py").ok
    ann.edits("f.py", "line_2 = 'of ann'\n", "line_2 = 'more of ann'\n")
    bob.edits("f.py", "line_25 = 25\n", "line_25 = 'of bob'\n")
    assert bob.runs("coordgit commit -m 'of bob alone'").ok
    repository.write("new.py", "1\n")
    repository.git("add", "new.py")
    commit = ["git", "commit", "-qm", "new", "--", "new.py"]
    assert repository.run(commit, **cat.env).rejected == ["CG101 f.py"]
    cat.reads("f.py")
    assert repository.run(commit, **cat.env).ok


# --- handed over -----------------------------------------------------------------------------------------------------


def ends(bob: Claude) -> None:
    bob.send("SessionEnd", reason="other")


def is_cleared(bob: Claude) -> None:
    bob.send("SessionEnd", reason="clear")


def reports_done(bob: Claude) -> None:
    assert bob.runs("coordgit report --state done 'it is ready'").ok


def was_silent(bob: Claude) -> None:
    bob.repository.git("config", "coordgit.idle", "1h")
    with bob.repository.store() as store, store.writing():
        store.do("UPDATE sessions SET seen_at = seen_at - 4000 WHERE session = 'bob'")


def process_ended(bob: Claude) -> None:
    from coordgit.processes import this_space

    with bob.repository.store() as store, store.writing():
        sql = "UPDATE sessions SET pid = 2000000000, pid_started = '1', pid_space = :space WHERE session = 'bob'"
        store.do(sql, space=this_space())


def commits_it(bob: Claude) -> None:
    assert bob.commits("h.py").ok


def drops_it(bob: Claude) -> None:
    assert bob.runs("git checkout -q h.py").ok


@pytest.mark.parametrize(
    "hand_over", [ends, is_cleared, reports_done, was_silent, process_ended, commits_it, drops_it], ids=lambda f: f.__name__
)
def test_what_was_handed_over_is_for_anybody_to_commit(
    ann: Claude, bob: Claude, command_line: None, hand_over: Callable[[Claude], None]
) -> None:
    ann.writes("g.py", "1\n")
    bob.writes("h.py", "1\n")
    assert commits_all(ann).rejected == ["CG202 h.py"]
    hand_over(bob)
    assert commits_all(ann).ok


@pytest.mark.parametrize("owner", [False, True])
def test_an_acknowledged_sweep_lands_as_it_was_and_not_with_a_later_edit(
    ann: Claude, bob: Claude, repository: Repository, owner: bool
) -> None:
    ann.writes("g.py", "1\n")
    bob.writes("h.py", "1\n")
    verdict = commits_all(ann).verdict
    who = bob if owner else ann
    assert repository.coordgit("ack", verdict, "--why", "we agreed", **who.env).ok
    bob.writes("h.py", "2\n")
    denied = commits_all(ann)
    assert denied.rejected == ["CG202 h.py"]
    assert repository.coordgit("ack", denied.verdict, "--why", "we agreed", **who.env).ok
    assert commits_all(ann).ok


def test_a_third_session_cannot_acknowledge_a_sweep(ann: Claude, bob: Claude, repository: Repository) -> None:
    ann.writes("g.py", "1\n")
    bob.writes("h.py", "1\n")
    verdict = commits_all(ann).verdict
    repository.session("carl").reads("g.py")
    refused = repository.coordgit("ack", verdict, "--why", "why not", COORDGIT_SESSION="carl")
    assert refused.code == 1 and "claude ann and claude bob" in refused.err


def test_where_nothing_else_is_in_the_commit_it_is_the_owners(ann: Claude, bob: Claude) -> None:
    bob.writes("h.py", "1\n")
    denied = commits_all(ann)
    assert "next: have h.py committed by claude bob first, or, if it is handed over to you, acknowledge it (" in denied.err


# --- people ----------------------------------------------------------------------------------------------------------


def test_what_a_commits_own_formatter_does_to_its_paths_is_not_a_sweep(ann: Claude, bob: Claude, repository: Repository) -> None:
    hook = repository.top / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nsed -i 's/of ann/OF ANN/' f.py && git add f.py\n")
    hook.chmod(0o755)
    ann.edits("f.py", "line_2 = 2\n", "line_2 = 'of ann'\n")
    bob.writes("h.py", "1\n")
    ann.runs("git add f.py")
    assert ann.runs("git commit -qm mine").ok


def test_what_nobody_is_known_to_have_made_is_not_a_sweep(ann: Claude, bob: Claude, repository: Repository) -> None:
    ann.writes("g.py", "1\n")
    bob.writes("h.py", "1\n")
    repository.write("generated.py", "1\n")
    assert ann.runs("git add g.py generated.py && git commit -qm mine").ok


def test_an_edit_in_another_worktree_is_not_carried_by_a_commit_here(ann: Claude, repository: Repository) -> None:
    bob = Claude(repository, "bob", repository.worktree("bob"))
    bob.writes("h.py", "1\n")
    ann.writes("g.py", "1\n")
    assert ann.runs("printf '1\\n' > h.py; git commit -qam mine").ok


@pytest.mark.parametrize("attribute", ["ignore", "inform"])
def test_an_attribute_lets_a_sweep_pass(ann: Claude, bob: Claude, repository: Repository, attribute: str) -> None:
    repository.commit_files({".gitattributes": f"h.py coordgit={attribute}\n"})
    ann.writes("g.py", "1\n")
    bob.writes("h.py", "1\n")
    done = commits_all(ann)
    assert done.ok and ("CG202 h.py" in done.err) == (attribute == "inform")


def test_a_merge_brings_commits_and_carries_no_edit(ann: Claude, bob: Claude, repository: Repository) -> None:
    tree = repository.worktree("side")
    repository.session("dee", tree).lands("h.py", "1\n")
    bob.writes("g.py", "1\n")
    assert ann.runs("git merge -q --no-edit side").ok


SHORT = "".join(f"x{n}\n" for n in range(30))


@pytest.mark.parametrize("last", ["ann", "bob"])
def test_a_short_line_beside_ones_own_is_another_sessions_too(
    ann: Claude, bob: Claude, repository: Repository, last: str
) -> None:
    repository.commit_files({"f.py": SHORT})
    edits = {"ann": (ann, "x2\n", "y\n"), "bob": (bob, "x25\n", "z\n")}
    for who, old, new in sorted(edits.values(), key=lambda edit: edit[0] is edits[last][0]):
        who.edits("f.py", old, new)
    bob.writes("h.py", "1\n")
    denied = ann.runs("git commit -qam mine")
    assert denied.rejected == ["CG202 f.py", "CG202 h.py"]
    assert (
        "next: commit only what this session has edited (coordgit commit -m mine); or, once claude bob has committed"
        in denied.err
    )
    assert ann.runs("coordgit commit -m mine").ok
    assert repository.git("show", "HEAD:f.py") == SHORT.replace("x2\n", "y\n").strip()


def test_what_another_session_has_deleted_and_this_one_has_written_over_is_no_sweep(
    ann: Claude, bob: Claude, repository: Repository
) -> None:
    repository.commit_files({"f.py": SHORT})
    bob.edits("f.py", "x2\n", "z\n")
    ann.edits("f.py", "z\n", "y\n")
    assert ann.runs("git commit -qam mine").ok


@pytest.mark.parametrize("size", [files.KEEP + 1, 1000])
def test_an_edit_too_large_to_be_kept_under_ones_own_is_a_sweep(
    ann: Claude, bob: Claude, repository: Repository, size: int
) -> None:
    lines = [f"line {n:08}\n" for n in range(size // 14 + 1)]
    repository.commit_files({"f.py": "".join(["first\n", *lines, "last\n"])})
    ann.runs("sed -i.bak 's/first/mine/' f.py && rm f.py.bak")
    bob.runs("sed -i.bak 's/last/his own/' f.py && rm f.py.bak")
    denied = bob.runs("git commit -qam his")
    assert denied.rejected == ["CG202 f.py"]
    assert "beside edits of this session" in denied.err
