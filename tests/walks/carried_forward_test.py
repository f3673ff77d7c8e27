"""What a landing carries forward: bases, what was acknowledged, searches, ranges; and what it must not take for known."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Sessions

LINES = [f"line {n}\n" for n in range(1, 41)]


@pytest.mark.parametrize(
    ("afterwards", "codes"), [("TODO mine\nmore\n", []), ("TODO mine\nTODO his\n", ["CG102 mine.py"])], ids=["same", "more"]
)
def test_an_acknowledged_search_takes_in_what_the_session_itself_lands_later(
    sessions: Sessions, afterwards: str, codes: list[str]
) -> None:
    ann, bob = sessions("ann", "bob")
    assert ann.coordgit("read", "--grep", "TODO").ok
    bob.lands("his.py", "TODO his\n")
    assert ann.coordgit("ack", ann.commits("mine.py", "TODO mine\n").verdict, "--why", "his is another matter").ok
    bob.lands("other.py", "OTHER = 2\n")
    ann.lands("mine.py", "TODO mine\n")
    bob.lands("mine.py", afterwards)
    assert ann.commits("new.py", "1\n").rejected == codes


@pytest.mark.parametrize(
    ("afterwards", "codes"),
    [("more\n", ["CG102 mine.py"]), ("TODO mine\nmore\n", []), ("", ["CG102 hint.py"])],
    ids=["its own line is gone", "its own line stays", "the other target is merged"],
)
def test_a_search_that_another_target_answers_otherwise_takes_in_what_its_session_lands(
    repository: Repository, sessions: Sessions, afterwards: str, codes: list[str]
) -> None:
    ann, bob = sessions("ann", "bob")
    release = repository.worktree("release", "next")
    repository.git("config", "coordgit.target", "main")
    repository.git("config", "--add", "coordgit.target", "next")
    repository.commit_files({"hint.py": "TODO there\n"}, "mended", release)
    ann.reads("--grep", "TODO")
    bob.lands("other.py", "OTHER = 2\n")
    ann.lands("mine.py", "TODO mine\n")
    if afterwards:
        bob.lands("mine.py", afterwards)
    else:
        assert bob.git("merge", "-q", "--no-edit", "next").ok
    assert ann.commits("new.py", "1\n").rejected == codes


@pytest.mark.parametrize(("whose", "codes"), [("cat", ["CG102 his.py"]), ("ann", [])])
def test_a_search_does_not_take_in_the_work_of_another_that_the_commit_carries(
    repository: Repository, sessions: Sessions, whose: str, codes: list[str]
) -> None:
    (ann,) = sessions("ann")
    cat = repository.session("cat", repository.worktree("cat"))
    cat.lands("his.py", "TODO his\n")
    assert ann.coordgit("read", "--grep", "TODO").ok
    if whose == "cat":
        assert ann.git("checkout", "cat", "--", "his.py").ok
        assert ann.git("commit", "-qm", "with the work of cat").ok
    else:
        ann.lands("mine.py", "TODO mine\n")
    assert ann.commits("new.py", "1\n").rejected == codes


@pytest.mark.parametrize("via", ["Grep", "shell"])
@pytest.mark.parametrize("declared", [True, False])
def test_a_declared_search_that_is_run_again_by_a_tool_still_counts_by_itself(
    repository: Repository, sessions: Sessions, via: str, declared: bool
) -> None:
    """A search that only a client's hook recorded has to be tied to the commit."""
    (bob,) = sessions("bob")
    ann = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    if declared:
        assert repository.coordgit("read", "--grep", "TODO", **ann.env).ok
    if via == "Grep":
        response = {"mode": "files_with_matches", "filenames": [], "numFiles": 0}
        ann.after("Grep", {"pattern": "TODO", "output_mode": "files_with_matches"}, response, ann.call())
        ann.batch()
    else:
        ann.runs("git grep -E TODO || true")
    bob.lands("his.py", "TODO his\n")
    repository.write("new.py", "1\n")
    repository.git("add", "new.py")
    assert repository.run(["git", "commit", "-qm", "x"], **ann.env).rejected == (["CG102 his.py"] if declared else [])


@pytest.mark.parametrize("last", [32, 29])
def test_ranges_that_main_passed_by_are_known_as_the_branch_has_them(repository: Repository, last: int) -> None:
    """Read in two calls with a landing in between: what changed in the lines 1-35 was seen if both calls show all of it."""
    repository.begin(api__py="".join(LINES))
    branch = repository.worktree("ann")
    ann, cat, bob = repository.session("ann", branch), repository.session("cat", branch), repository.session("bob")
    ann.reads("api.py:1-35")
    changed = list(LINES)
    changed[4] = changed[29] = "changed\n"
    cat.lands("api.py", "".join(changed))
    ann.reads("api.py:3-7")
    bob.lands("api.py", "".join([*LINES, "one more\n"]))
    repository.git("config", "coordgit.level", "snapshot")
    ann.lands("new.py", "1\n")
    repository.git("config", "coordgit.level", "strict")
    assert ann.commits("new.py", "2\n").rejected == ["CG101 api.py:1-35"]
    ann.reads(f"api.py:28-{last}")
    assert ann.commits("new.py", "2\n").rejected == ([] if last == 32 else ["CG101 api.py:1-35"])


@pytest.mark.parametrize(("line", "codes"), [(30, []), (14, ["CG101 api.py:10-15"])], ids=["elsewhere", "in the range"])
def test_a_session_still_knows_its_own_lines_after_main_has_passed_by_the_range(
    repository: Repository, line: int, codes: list[str]
) -> None:
    repository.begin(api__py="".join(LINES))
    branch = repository.worktree("ann")
    ann, cat, bob = repository.session("ann", branch), repository.session("cat", branch), repository.session("bob")
    ann.reads("api.py:10-15")
    bob.lands("api.py", "".join([*LINES[:-1], "changed on main\n"]))
    ann.lands("new.py", "1\n")
    texts = list(LINES)
    for session, n in ((ann, 12), (cat, line)):
        texts[n - 1] = "changed\n"
        session.lands("api.py", "".join(texts))
    assert ann.commits("new.py", "2\n").rejected == codes


@pytest.mark.parametrize(("becomes", "codes"), [(None, []), ("3\n", ["CG101 gone.py"])], ids=["removed", "another text"])
def test_the_branch_may_come_to_have_what_an_uncommitted_edit_was_made_from(
    repository: Repository, becomes: str | None, codes: list[str]
) -> None:
    repository.begin(gone__py="1\n")
    ann, bob = Claude(repository, "ann", repository.worktree("ann")), repository.session("bob")
    assert ann.runs("git rm -q gone.py && git commit -qm gone").ok
    ann.reads("gone.py")
    ann.writes("gone.py", "anew\n")
    bob.lands("gone.py", "2\n")
    if becomes is None:
        (bob.cwd / "gone.py").unlink()
    else:
        bob.writes("gone.py", becomes)
    assert bob.git("commit", "-qam", "his").ok
    assert ann.commits("gone.py").rejected == codes


def test_who_takes_back_an_edit_that_has_landed_changes_what_it_was_made_from(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    ann, bob = Claude(repository, "ann"), repository.session("bob")
    ann.reads("api.py")
    ann.writes("api.py", "2\n")
    assert ann.commits("api.py").ok
    ann.writes("new.py", "1\n")
    bob.reads("api.py")
    bob.lands("api.py", "1\n")
    assert ann.commits("new.py").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("asked", [("--grep", "TODO"), ("--glob", "*.txt")], ids=["search", "listing"])
@pytest.mark.parametrize("same", [True, False], ids=["the same", "another"])
def test_an_answer_that_main_gives_as_well_is_true(
    repository: Repository, sessions: Sessions, asked: tuple[str, str], same: bool
) -> None:
    bob, dan = sessions("bob", "dan")
    ann = repository.session("ann", repository.worktree("ann"))
    bob.lands("new.txt" if same else "other.txt", "TODO\n")
    ann.lands("new.txt", "TODO\n")
    ann.reads(*asked)
    ann.lands("caller.py", "send()\n")
    assert dan.git("merge", "-q", "--no-edit", "ann").rejected == ([] if same else ["CG102 other.txt"])


@pytest.mark.parametrize("comes_back", [True, False], ids=["comes back", "stays replaced"])
def test_a_version_that_was_shown_on_two_branches_and_replaced_on_one_is_news_when_it_comes_back(
    repository: Repository, comes_back: bool
) -> None:
    ann, bob = Claude(repository, "ann"), repository.session("bob")
    repository.begin(api__py="1\n")
    ann.reads("api.py")
    bob.lands("api.py", "2\n")
    release = repository.worktree("release", "next")
    repository.git("config", "coordgit.target", "main")
    repository.git("config", "--add", "coordgit.target", "next")
    repository.session("dan", release).lands("other.py", "dan's\n")
    ann.edits("api.py", "2\n", "3\n")  # the answer to this call shows bob's version, on main and on next
    ann.edits("api.py", "3\n", "4\n")
    assert ann.commits("api.py").ok
    if comes_back:
        bob.reads("api.py")
        assert bob.git("revert", "--no-edit", "HEAD").ok
    repository.write("new.py", "1\n")
    assert ann.commits("new.py").rejected == (["CG101 api.py"] if comes_back else [])


@pytest.mark.parametrize("comes_back", [True, False], ids=["comes back", "stays away"])
@pytest.mark.parametrize(
    ("asked", "takes_out"),
    [(("--grep", "TODO"), "echo done > hint.txt"), (("--grep", "TODO"), "rm hint.txt"), (("--glob", "*.txt"), "rm hint.txt")],
    ids=["search, line", "search, file", "listing"],
)
def test_what_it_took_out_of_an_answer_is_news_when_it_comes_back_though_another_target_has_it_still(
    repository: Repository, sessions: Sessions, asked: tuple[str, str], takes_out: str, comes_back: bool
) -> None:
    ann, bob = sessions("ann", "bob")
    bob.lands("hint.txt", "TODO\n")
    release = repository.worktree("release", "next")
    repository.git("config", "coordgit.target", "main")
    repository.git("config", "--add", "coordgit.target", "next")
    ann.reads(*asked)
    repository.commit_files({"more.txt": "TODO there\n"}, "mended", release)
    repository.run(["sh", "-c", takes_out])
    rejected = ann.git("commit", "-qam", "gone")
    assert rejected.rejected == ["CG102 more.txt"] and ann.coordgit("ack", rejected.verdict, "--why", "known").ok
    assert ann.git("commit", "-qam", "gone").ok
    if comes_back:
        assert bob.git("revert", "--no-edit", "HEAD").ok
    else:
        bob.lands("other.py", "OTHER = 2\n")
    assert ann.commits("new.py", "1\n").rejected == ["CG102 hint.txt"] * comes_back
