"""A listing or search that is asked again over uncommitted changes which take back what another session has landed."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Result, Session
from tests.support.way_on import obey

pytestmark = pytest.mark.usefixtures("command_line")

TEXT = "one = 1\ntwo\nthree\nfour\nfive\n"
NEWER = "one = 112\ntwo\nthree\nfour\nfive\n"
GREP, GLOB = ("--grep", "one"), ("--glob", "*.txt")
CASES: dict[str, tuple[tuple[str, str], str | None, str | None, str | None]] = {
    "edited": (GREP, TEXT, NEWER, TEXT.replace("= 1", "= 7")),
    "taken back": (GREP, TEXT, NEWER, TEXT),
    "removed": (GREP, TEXT, NEWER, None),
    "put back": (GREP, TEXT, "two\n", TEXT),
    "new, removed": (GLOB, None, "x\n", None),
    "gone, created": (GLOB, TEXT, None, "x\n"),
}
"""What was asked; the text of a file before, as another session lands it, and as it is in the work tree afterwards."""


@pytest.fixture
def ann(repository: Repository) -> Session:
    return repository.session("ann")


def puts(session: Session, text: str | None) -> None:
    """Change the file in the work tree."""
    session.writes("f.txt", text) if text is not None else (session.cwd / "f.txt").unlink(missing_ok=True)


def lands(session: Session, text: str | None) -> None:
    puts(session, text)
    session.git("add", "-A")
    assert session.git("commit", "-qm", "another's").ok


def commits(session: Session) -> Result:
    session.writes("other.py", "OTHER = 2\n")
    return session.git("commit", "-qm", "own", "--", "other.py")


def begin(repository: Repository, text: str | None) -> None:
    repository.begin(other__py="OTHER = 1\n", n__md="1\n", **({"f__txt": text} if text is not None else {}))


@pytest.mark.parametrize("case", CASES)
def test_an_answer_that_hides_what_another_has_landed_refreshes_nothing(
    repository: Repository, ann: Session, bob: Session, case: str
) -> None:
    asked, before, newer, here = CASES[case]
    begin(repository, before)
    assert ann.coordgit("read", *asked).ok
    lands(bob, newer)
    puts(ann, here)
    assert commits(ann).rejected == ["CG102 f.txt"]
    again = ann.coordgit("read", *asked)
    assert again.ok and f"read the version at the tip: coordgit read --at HEAD {asked[0]}" in again.err
    denied = commits(ann)
    assert denied.rejected == ["CG102 f.txt"]
    assert f"next: look or search again at the tip (coordgit read --at HEAD {asked[0]}" in denied.err
    assert all(step.ok for step in obey(ann, denied, lambda: commits(ann)))


OWN = {
    "of another line": NEWER.replace("five", "5"),
    "with another line that is found": NEWER + "one more\n",
    "with the line twice": NEWER + "one = 112\n",
}


@pytest.mark.parametrize("own", OWN)
def test_an_answer_over_own_edits_of_other_lines_counts(repository: Repository, ann: Session, bob: Session, own: str) -> None:
    begin(repository, TEXT)
    assert ann.coordgit("read", *GREP).ok
    lands(bob, NEWER)
    puts(ann, OWN[own])
    assert commits(ann).rejected == ["CG102 f.txt"]
    assert ann.coordgit("read", *GREP).out
    assert commits(ann).ok


def test_a_listing_over_other_new_files_counts(repository: Repository, ann: Session, bob: Session) -> None:
    begin(repository, None)
    assert ann.coordgit("read", *GLOB).ok
    lands(bob, "x\n")
    ann.writes("g.txt", "x\n")
    puts(ann, "y\n")
    assert commits(ann).rejected == ["CG102 f.txt"]
    assert ann.coordgit("read", *GLOB).out
    assert commits(ann).ok


@pytest.mark.parametrize("knows", ["the file at the tip", "its own landing"])
def test_what_the_session_knows_is_not_hidden_by_its_edit(repository: Repository, ann: Session, bob: Session, knows: str) -> None:
    begin(repository, TEXT)
    assert ann.coordgit("read", *GREP).ok
    lands(bob, NEWER)
    if knows == "its own landing":
        assert ann.coordgit("ack", commits(ann).verdict, "--why", "known").ok
        puts(ann, NEWER.replace("112", "113"))
        assert ann.git("commit", "-qm", "own", "--", "f.txt").ok
    else:
        assert ann.coordgit("read", "f.txt").ok
    puts(ann, NEWER.replace("112", "7"))
    bob.lands("n.md", "one\n")
    assert commits(ann).rejected
    assert ann.coordgit("read", *GREP).out
    assert commits(ann).ok


def test_what_a_sparse_checkout_leaves_out_is_not_hidden(repository: Repository, bob: Session) -> None:
    """The new line is in no file here, as the old one was not: nobody has taken it back."""
    begin(repository, TEXT)
    ann = repository.session("ann", repository.worktree("ann"))
    ann.git("sparse-checkout", "set", "--no-cone", "/other.py")
    assert not (ann.cwd / "f.txt").exists()
    assert ann.coordgit("read", *GREP).ok
    lands(bob, NEWER)
    assert ann.git("merge", "-q", "main").ok
    assert commits(ann).rejected == ["CG102 f.txt"]
    assert ann.coordgit("read", *GREP).out
    assert commits(ann).ok


def test_a_client_s_search_that_hides_what_another_has_landed_is_acknowledged(repository: Repository, bob: Session) -> None:
    begin(repository, "send(1)\n")
    ann = Claude(repository, "ann")

    def greps() -> None:
        given = {"pattern": r"send\(", "output_mode": "files_with_matches"}
        ann.after("Grep", given, {"mode": "files_with_matches", "filenames": ["f.txt"], "numFiles": 1}, ann.call())

    def commits() -> Result:
        repository.write("other.py", "send(3)\n")
        return repository.run(["git", "commit", "-qm", "own", "--", "other.py"], **ann.env)

    greps()
    lands(bob, "send(1, 2)\n")
    (repository.top / "f.txt").unlink()
    greps()
    denied = commits()
    assert denied.rejected == ["CG102 f.txt"]
    assert "next: look at what changed in f.txt (coordgit explain v" in denied.err
    assert repository.coordgit("ack", denied.verdict, "--why", "removed", **ann.env).ok
    assert commits().ok


MOVED = {
    "update-ref": ("update-ref", "refs/heads/main"),
    "soft reset": ("reset", "-q", "--soft"),
    "mixed reset": ("reset", "-q"),
}


@pytest.mark.parametrize("how", MOVED)
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("follows", [False, True], ids=["stays behind", "follows"])
def test_an_answer_of_a_work_tree_that_is_behind_head_is_the_older_one(
    repository: Repository, ann: Session, bob: Session, case: str, how: str, follows: bool
) -> None:
    asked, before, newer, _ = CASES[case]
    begin(repository, before)
    lands(bob, newer)
    made = repository.head()
    repository.git("reset", "-q", "--hard", "HEAD~1", COORDGIT_SESSION="bob")
    assert bob.git(*MOVED[how], made).ok
    if follows:
        repository.git("reset", "-q", "--hard")
    ann.reads(*asked)
    denied = commits(ann)
    untracked = (how, case) == ("mixed reset", "gone, created")  # which no listing has
    assert denied.rejected == ([] if follows or untracked else ["CG102 f.txt"])
    assert not denied.rejected or all(step.ok for step in obey(ann, denied, lambda: commits(ann)))


@pytest.mark.parametrize("follows", [False, True], ids=["stays behind", "follows"])
def test_a_file_that_a_session_has_put_back_as_head_has_it_is_behind_with_the_others(
    repository: Repository, ann: Session, bob: Session, follows: bool
) -> None:
    cat = Claude(repository, "cat")
    begin(repository, TEXT)
    cat.writes("f.txt", "cat's\n")
    assert cat.runs("git checkout -q HEAD -- f.txt").ok
    repository.worktree("side")
    repository.session("dan", repository.folder / "side").lands("f.txt", NEWER)
    assert bob.git("reset", "-q", "--soft", "side").ok
    if follows:
        repository.git("reset", "-q", "--hard")
    ann.reads(*GREP)
    assert commits(ann).rejected == ([] if follows else ["CG102 f.txt"])


@pytest.mark.parametrize("left", [TEXT, f"{TEXT}more\n"], ids=["taken back", "stands"])
def test_an_edit_is_not_why_a_work_tree_that_is_behind_differs(
    repository: Repository, ann: Session, bob: Session, left: str
) -> None:
    begin(repository, TEXT)
    lands(bob, NEWER)
    made, cat = repository.head(), Claude(repository, "cat")
    repository.git("reset", "-q", "--hard", "HEAD~1", COORDGIT_SESSION="bob")
    cat.writes("f.txt", f"{TEXT}more\n")
    cat.writes("f.txt", left)
    assert bob.git("update-ref", "refs/heads/main", made).ok
    ann.reads(*GREP)
    denied = commits(ann)
    assert denied.rejected == ["CG102 f.txt"]
    assert all(step.ok for step in obey(ann, denied, lambda: commits(ann)))


@pytest.mark.parametrize("holds", [False, True], ids=["older", "holds it"])
def test_an_answer_over_an_edit_of_an_older_version_is_the_older_one_whatever_was_committed_since(
    repository: Repository, ann: Session, bob: Session, holds: bool
) -> None:
    begin(repository, TEXT)
    cat = Claude(repository, "cat")
    cat.writes("f.txt", f"{TEXT}more\n")
    repository.worktree("side")
    repository.session("dan", repository.folder / "side").lands("f.txt", NEWER)
    assert bob.git("update-ref", "refs/heads/main", "side").ok
    repository.git("reset", "-q")
    if holds:
        repository.write("f.txt", f"{NEWER}more\n")
    bob.lands("n.md", "2\n")
    ann.reads(*GREP)
    denied = commits(ann)
    assert denied.rejected == ([] if holds else ["CG102 f.txt"])
    assert holds or all(step.ok for step in obey(ann, denied, lambda: commits(ann)))


@pytest.mark.parametrize("follows", [False, True], ids=["stays behind", "follows"])
def test_an_answer_that_is_asked_again_where_the_work_tree_is_behind_is_the_older_one(
    repository: Repository, ann: Session, bob: Session, follows: bool
) -> None:
    begin(repository, TEXT)
    ann.reads(*GREP)
    bob.lands("f.txt", NEWER)
    repository.worktree("side")
    repository.session("dan", repository.folder / "side").lands("f.txt", "two\n")
    assert bob.git("reset", "-q", "--soft", "side").ok
    if follows:
        repository.git("reset", "-q", "--hard")
    ann.reads(*GREP)
    assert commits(ann).rejected == ([] if follows else ["CG102 f.txt"])


@pytest.mark.parametrize("follows", [False, True], ids=["stays behind", "follows"])
@pytest.mark.parametrize("staged", ["another's\n", "dan's\n"], ids=["another text", "as HEAD has it"])
def test_a_file_that_is_staged_otherwise_does_not_hide_that_the_others_are_behind(
    repository: Repository, ann: Session, bob: Session, staged: str, follows: bool
) -> None:
    begin(repository, TEXT)
    repository.worktree("side")
    dan = repository.session("dan", repository.folder / "side")
    dan.lands("staged.txt", "dan's\n")
    dan.lands("f.txt", NEWER)
    repository.write("staged.txt", staged)
    repository.git("add", "staged.txt")
    assert bob.git("update-ref", "refs/heads/main", "side").ok
    if follows:
        repository.git("checkout", "-q", "HEAD", "--", "f.txt")
    ann.reads(*GREP)
    assert commits(ann).rejected == ([] if follows else ["CG102 f.txt"])


@pytest.mark.parametrize("detached", [False, True], ids=["on a branch", "detached"])
@pytest.mark.parametrize("behind", [True, False], ids=["stays behind", "follows"])
def test_an_answer_of_a_work_tree_that_missed_many_moves_is_the_oldest_one(
    repository: Repository, ann: Session, bob: Session, detached: bool, behind: bool
) -> None:
    begin(repository, TEXT)
    if detached:
        repository.git("switch", "-q", "--detach")
    texts = [TEXT.replace("= 1", f"= {n}") for n in range(100, 110)]
    for text in texts:
        blob = repository.run(["git", "hash-object", "-w", "--stdin"], stdin=text).out.strip()
        tree = repository.git("ls-tree", "HEAD").replace(repository.git("rev-parse", "HEAD:f.txt"), blob)
        made = repository.run(["git", "mktree"], stdin=f"{tree}\n").out.strip()
        assert bob.git("update-ref", "HEAD", repository.git("commit-tree", made, "-p", "HEAD", "-m", "another's")).ok
    if not behind:
        repository.git("reset", "-q", "--hard")
    ann.reads(*GREP)
    if detached:
        repository.git("switch", "-q", "-C", "side")
    assert commits(ann).rejected == (["CG102 f.txt"] if behind else [])


@pytest.mark.parametrize("own", [TEXT, TEXT + "one\n"], ids=["takes back", "adds"])
def test_an_answer_over_the_edits_that_a_reset_has_left_is_not_an_older_one(
    repository: Repository, ann: Session, bob: Session, own: str
) -> None:
    begin(repository, TEXT)
    lands(bob, NEWER)
    ann.reads("f.txt")
    lands(ann, own)
    assert ann.git("reset", "-q", "HEAD~1").ok
    ann.reads(*GREP)
    bob.lands("n.md", "2\n")
    assert commits(ann).ok


@pytest.mark.parametrize("older", [True, False], ids=["a client takes back what landed", "a new text"])
def test_an_edit_in_the_index_is_not_an_older_answer(repository: Repository, bob: Session, older: bool) -> None:
    begin(repository, TEXT)
    lands(bob, NEWER)
    ann = Claude(repository, "ann")
    text = TEXT if older else NEWER.replace("112", "7")
    ann.runs(f"printf '{text}' > f.txt && git add f.txt")
    assert repository.coordgit("read", *GREP, **ann.env).ok
    assert ann.runs("echo more >> n.md && git commit -qm own -- n.md").ok


@pytest.mark.parametrize("asked", [GREP, GLOB], ids=["search", "listing"])
def test_an_answer_of_a_conflict_is_not_one_of_before_the_file(
    repository: Repository, ann: Session, bob: Session, asked: tuple[str, str]
) -> None:
    begin(repository, None)
    lands(bob, TEXT)
    repository.git("branch", "side")
    lands(bob, NEWER)
    bob.git("switch", "-q", "side")
    lands(bob, TEXT.replace("= 1", "= 2"))
    bob.git("switch", "-q", "main")
    assert not ann.git("merge", "-q", "side").ok
    ann.reads(*asked)
    ann.reads("f.txt")
    puts(ann, "one = 3\n")
    assert ann.git("commit", "-qam", "merged").ok


def test_files_that_are_as_head_has_them_answer_for_it_though_the_index_is_older(
    repository: Repository, ann: Session, bob: Session
) -> None:
    begin(repository, TEXT)
    lands(bob, NEWER)
    repository.git("read-tree", "HEAD~1")
    ann.reads(*GREP)
    assert commits(ann).ok


def test_a_removal_in_the_index_is_not_a_listing_of_before_the_file(repository: Repository, ann: Session, bob: Session) -> None:
    begin(repository, None)
    lands(bob, TEXT)
    bob.lands("n.md", "2\n")
    assert ann.git("rm", "-q", "f.txt").ok
    ann.reads(*GLOB)
    assert ann.git("commit", "-qm", "removed").ok


@pytest.mark.parametrize("value", ["", "ignore", "inform"])
def test_a_file_that_an_attribute_leaves_out_hides_nothing(
    repository: Repository, ann: Session, bob: Session, value: str
) -> None:
    begin(repository, TEXT)
    ann.reads(*GREP)
    lands(bob, NEWER)
    bob.lands("g.txt", "one more\n")
    bob.lands(".gitattributes", f"f.txt coordgit={value}\n" if value else "")
    puts(ann, TEXT.replace("= 1", "= 7"))
    hits = ["CG102 g.txt"] if value else ["CG102 f.txt", "CG102 g.txt"]
    assert commits(ann).rejected == hits
    ann.reads(*GREP)
    assert commits(ann).rejected == ([] if value else hits)


@pytest.mark.parametrize(("look", "own", "others"), [("ls d", "d/own.txt", "d/new.txt"), ("grep -rn one", "own.txt", "new.txt")])
@pytest.mark.parametrize("hides", [False, True])
def test_own_work_of_another_branch_that_is_staged_hides_nothing(
    repository: Repository, look: str, own: str, others: str, hides: bool
) -> None:
    repository.commit_files({"d/f.txt": "1\n"})
    ann = Claude(repository, "ann", repository.worktree("ann"))
    repository.session("bob").lands(others, "one\n")
    ann.runs(look)
    ann.writes(own, "one\n")
    assert ann.commits(own).ok
    assert ann.runs("git checkout -q -b squashed main && git merge -q --squash ann").ok
    assert ann.runs("git commit -qm own").rejected == [f"CG102 {others}"]
    ann.runs(f"rm {others}; {look}" if hides else look)
    assert ann.runs("git commit -qm own").rejected == ([f"CG102 {others}"] if hides else [])
