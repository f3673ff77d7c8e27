"""Work that a commit takes from another session, as a deletion, a text, or under another name, is recognised."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import CHANGED, Repository
from tests.walks.provenance_text_test import LINES

pytestmark = pytest.mark.nightly


@pytest.mark.parametrize("taken", [True, False], ids=["taken", "its own"])
def test_a_deletion_that_is_taken_asks_the_reads_of_who_made_it(repository: Repository, taken: bool) -> None:
    repository.begin(api__py="1\n", old__py="2\n")
    bob, ann = repository.session("bob", repository.worktree("w", "feature")), Claude(repository, "ann")
    bob.reads("api.py")
    bob.git("rm", "-q", "old.py")
    assert bob.git("commit", "-qm", "not needed").ok
    repository.session("cat").lands("api.py", "3\n")
    ann.runs("git cherry-pick -n feature" if taken else "git rm -q old.py")
    assert ann.runs("git commit -qm gone").rejected == (["CG101 api.py"] if taken else [])


TAKING = {"git": "git checkout -q feature -- api.py", "a copy": "git show feature:api.py >api.py"}


def taking(repository: Repository, read: str, text: str = CHANGED) -> Claude:
    """Bob has read something and committed another api.py; Ann, whose client records what her shell writes, knows the old one."""
    repository.begin(api__py="1\n", lines__py="1\n", other__py="1\n")
    bob, ann = repository.session("bob", repository.worktree("w", "feature")), Claude(repository, "ann")
    ann.reads("api.py")
    bob.reads(read)
    bob.lands("api.py", text)
    repository.session("dee").lands("lines.py", LINES)
    return ann


@pytest.mark.parametrize("how", TAKING)
@pytest.mark.parametrize("read", ["lines.py", "other.py"])
def test_a_text_that_a_clients_shell_has_taken_asks_the_reads_of_who_wrote_it(
    repository: Repository, how: str, read: str
) -> None:
    ann = taking(repository, read)
    ann.runs(TAKING[how])
    assert ann.commits("api.py").rejected == (["CG101 lines.py"] if read == "lines.py" else [])


@pytest.mark.parametrize("read", ["lines.py", "other.py"])
def test_who_adds_to_a_text_that_its_shell_has_taken_asks_the_reads_of_who_wrote_that(repository: Repository, read: str) -> None:
    ann = taking(repository, read)
    ann.runs("git diff main...feature >.git/patch; git apply .git/patch")
    ann.writes("api.py", CHANGED + "# of ann\n")
    assert ann.commits("api.py").rejected == (["CG101 lines.py"] if read == "lines.py" else [])


def test_who_adds_to_the_same_text_that_its_client_has_written_asks_nobody_elses_reads(repository: Repository) -> None:
    ann = taking(repository, "lines.py")
    ann.writes("api.py", CHANGED)
    ann.writes("api.py", CHANGED + "# of ann\n")
    assert ann.commits("api.py").ok


def test_the_same_text_that_its_client_has_written_is_its_own(repository: Repository) -> None:
    ann = taking(repository, "lines.py")
    ann.writes("api.py", CHANGED)
    assert ann.commits("api.py").ok


@pytest.mark.parametrize("again", [False, True])
def test_a_text_that_a_clients_shell_has_taken_is_known_once_it_was_read(repository: Repository, again: bool) -> None:
    ann = taking(repository, "other.py", "too long to be told\n" * 500)
    ann.runs(TAKING["git"])
    if again:
        ann.reads("api.py")
    assert ann.commits("api.py").ok
    ann.writes("new.py", "1\n")
    assert ann.commits("new.py").rejected == ([] if again else ["CG101 api.py"])


UNDER_ANOTHER_NAME = {
    "a commit": "git cherry-pick -n feature; git mv made.py lib.py",
    "an edit": "mv made.py lib.py",
}


@pytest.mark.parametrize("how", UNDER_ANOTHER_NAME)
@pytest.mark.parametrize("read", ["api.py", "other.py"])
def test_a_file_that_is_taken_under_another_name_asks_the_reads_of_who_wrote_it(
    repository: Repository, how: str, read: str
) -> None:
    repository.begin(api__py="1\n", other__py="1\n")
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob")
    if how == "a commit":
        bob = Claude(repository, "bob", repository.worktree("w", "feature"))
    bob.reads(read)
    bob.writes("made.py", CHANGED)
    if how == "a commit":
        assert bob.commits("made.py").ok
    repository.session("dee").lands("api.py", CHANGED)  # it happens to be the same text
    ann.runs(UNDER_ANOTHER_NAME[how])
    assert ann.commits("lib.py").rejected == (["CG101 api.py"] if read == "api.py" else [])


DROPPED = {
    "renamed": "git reset -q --soft HEAD~1; git mv made.py lib.py",
    "moved": "git reset -q HEAD~1; mv made.py lib.py",
    "made anew": "git reset -q --hard HEAD~1; echo '# of ann' >lib.py",
}


@pytest.mark.parametrize("how", DROPPED)
def test_a_file_of_a_commit_that_was_reset_asks_the_reads_of_who_wrote_it_under_another_name(
    repository: Repository, how: str
) -> None:
    repository.begin(api__py="1\n")
    worktree = repository.worktree("w", "feature")
    ann, bob = Claude(repository, "ann", worktree), Claude(repository, "bob", worktree)
    bob.reads("api.py")
    bob.writes("made.py", CHANGED)
    assert bob.commits("made.py").ok
    repository.session("dee").lands("api.py", CHANGED)  # it happens to be the same text
    committed = ann.runs(f"{DROPPED[how]}; git add lib.py; git commit -qm lib")
    assert ("CG101 api.py" in committed.rejected) == (how != "made anew"), committed.err


@pytest.mark.parametrize("landed", [True, False])
def test_what_its_maker_has_landed_under_another_name_is_anybodys_to_copy(repository: Repository, landed: bool) -> None:
    repository.begin(api__py="1\n")
    worktree = repository.worktree("w", "feature")
    ann, bob = Claude(repository, "ann", worktree), Claude(repository, "bob", worktree)
    bob.reads("api.py")
    bob.writes("made.py", CHANGED)
    assert bob.commits("made.py").ok
    assert bob.runs("git reset -q --soft HEAD~1; git mv made.py lib.py").ok
    if landed:
        assert bob.runs("git commit -qm lib").ok and repository.session("cat").git("merge", "-q", "feature").ok
    repository.session("dee").lands("api.py", "2\n")
    copied = ann.runs("cp lib.py copy.py; git add copy.py; git commit -qm copy -- copy.py")
    assert ("CG101 api.py" in copied.rejected) == (not landed), copied.err


AS_BEFORE = {
    "moved": "git mv api.py lib.py; git commit -qm moved",
    "copied": "cp api.py lib.py; git add lib.py; git commit -qm copied",
    "reverted": "echo '# 2' >>api.py; git commit -qam more; git revert --no-edit HEAD",
    "taken from history": "echo '# 2' >>api.py; git commit -qam more; git checkout -q HEAD~1 -- api.py; git commit -qm back",
}


@pytest.mark.parametrize("how", AS_BEFORE)
@pytest.mark.parametrize("edit", ["put back", "brought in", "the same"])
def test_what_the_branch_has_had_is_no_edit_of_who_has_the_same_elsewhere(repository: Repository, edit: str, how: str) -> None:
    repository.begin(api__py=LINES, other__py="1\n")
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob", repository.worktree("w", "feature"))
    bob.reads("other.py")
    if edit == "put back":
        bob.writes("api.py", CHANGED)
        assert bob.runs("git checkout -q HEAD -- api.py").ok
    else:
        repository.session("dee").lands("api.py", CHANGED)
    if edit == "brought in":
        assert bob.runs("git checkout -q main -- api.py").ok
    elif edit == "the same":
        bob.writes("api.py", CHANGED)
    repository.session("dee").lands("other.py", CHANGED)
    assert ann.runs(AS_BEFORE[how]).ok


def test_an_older_version_that_another_has_put_back_elsewhere_is_its_edit(repository: Repository) -> None:
    repository.begin(api__py="1\n", other__py="1\n")
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob", repository.worktree("w", "feature"))
    for text in (CHANGED, LINES):
        repository.session("dee").lands("api.py", text)
    assert bob.runs("git merge -q main").ok
    bob.reads("other.py")
    bob.writes("api.py", CHANGED)
    repository.session("dee").lands("api.py", "3\n")
    repository.session("dee").lands("other.py", CHANGED)
    assert "CG101 other.py" in ann.runs(f"cp {bob.cwd}/api.py api.py; git commit -qam 'a copy'").rejected


@pytest.mark.parametrize("edits", [True, False], ids=["its edit", "an edit it has put back"])
def test_a_copy_under_another_name_asks_the_reads_of_who_has_edited_the_file(repository: Repository, edits: bool) -> None:
    repository.begin(api__py="1\n", other__py="1\n")
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob", repository.worktree("w", "feature"))
    if not edits:
        repository.session("dee", bob.cwd).lands("api.py", CHANGED)
    bob.reads("other.py")
    bob.writes("api.py", LINES if not edits else CHANGED)
    if not edits:
        bob.writes("api.py", CHANGED)
    repository.session("dee").lands("other.py", CHANGED)
    ann.runs(f"cp {bob.cwd}/api.py lib.py; git add lib.py")
    assert ann.runs("git commit -qm copied").rejected == (["CG101 other.py"] if edits else [])


@pytest.mark.parametrize(("text", "codes"), [("", []), ("import api\n", ["CG101 api.py"])], ids=["empty", "the same text"])
def test_an_empty_file_that_another_branch_has_too_is_nobodys(repository: Repository, text: str, codes: list[str]) -> None:
    repository.begin(api__py="1\n")
    bob, ann = repository.session("bob", repository.worktree("w", "feature")), Claude(repository, "ann")
    bob.reads("api.py")
    bob.lands("__init__.py", text)
    repository.session("dee").lands("api.py", CHANGED)
    ann.runs(f"printf '{text[:-1]}{chr(92)}n' > __init__.py" if text else "touch __init__.py")
    assert ann.commits("__init__.py").rejected == codes


@pytest.mark.parametrize("read", ["api.py", "other.py"])
def test_who_takes_over_that_a_file_was_emptied_asks_the_reads_behind_that(repository: Repository, read: str) -> None:
    repository.begin(api__py="1\n", other__py="1\n", lines__py="1\n")
    bob, ann = repository.session("bob", repository.worktree("w", "feature")), repository.session("ann")
    bob.reads(read)
    bob.lands("lines.py", "")
    repository.session("dee").lands("api.py", CHANGED)
    assert ann.git("cherry-pick", "-n", "feature").ok
    assert ann.git("commit", "-qm", "taken").rejected == (["CG101 api.py"] if read == "api.py" else [])


def test_an_empty_file_is_nobodys_under_another_name(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    bob = repository.session("bob", repository.worktree("w", "feature"))
    bob.reads("api.py")
    bob.lands("__init__.py", "\n")
    repository.session("dee").lands("api.py", CHANGED)
    assert repository.session("ann").commits("lib.py", "\n").ok


@pytest.mark.parametrize("replaced", [True, False], ids=["replaced on another branch", "not replaced"])
def test_a_command_that_takes_what_head_has_makes_it_known_to_nobody(repository: Repository, replaced: bool) -> None:
    repository.begin(api__py="1\n", other__py="1\n")
    ann = Claude(repository, "ann", repository.worktree("w", "feature"))
    repository.session("dee").lands("api.py", CHANGED)
    assert ann.runs("git reset -q --soft main").ok
    ann.reads("api.py")
    if replaced:
        repository.session("bob", repository.worktree("v", "beside")).lands("api.py", LINES)
    assert ann.runs("git checkout -q HEAD -- api.py").ok
    ann.runs("git reset -q")
    ann.writes("other.py", "2\n")
    assert ann.commits("other.py").rejected == ["CG101 api.py"]


PARTS = {
    "a replaced line": ("two = 2\n", "two = 22\n"),
    "a deletion": ("three = 3\nfour = 4\n", ""),
}
HUNKS = {
    "picked": "git cherry-pick -n feature; git commit -qm taken",
    "applied": "git diff main...feature | git apply --index -3; git commit -qm taken",
    "in part": "printf 'y\\nq\\n' | git checkout -q -p feature -- api.py; git commit -qam taken",
}


@pytest.mark.parametrize("how", HUNKS)
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("read", ["lines.py", "other.py"])
def test_a_hunk_that_is_taken_asks_the_reads_of_who_made_it(repository: Repository, how: str, part: str, read: str) -> None:
    body = "".join(f"number_{n} = {n}\n" for n in range(20))
    text = f"two = 2\nthree = 3\nfour = 4\n{body}last = 1\n"
    repository.begin(api__py=text, lines__py="1\n", other__py="1\n")
    bob, ann = repository.session("bob", repository.worktree("w", "feature")), Claude(repository, "ann")
    bob.reads(read)
    more = "".join(f"of_bob_{n} = {n}\n" for n in range(9)) if how == "in part" else ""
    bob.lands("api.py", text.replace(*PARTS[part]) + more)
    if how != "in part":
        repository.session("dee").lands("api.py", text.replace("last = 1", "last = 2"))
    repository.session("dee").lands("lines.py", LINES)
    assert ann.runs(HUNKS[how]).rejected == (["CG101 lines.py"] if read == "lines.py" else [])


def test_the_same_hunk_that_its_client_has_written_is_its_own(repository: Repository) -> None:
    repository.begin(api__py="one = 1\ntwo = 2\n\nthree = 3\n", lines__py="1\n")
    bob, ann = repository.session("bob", repository.worktree("w", "feature")), Claude(repository, "ann")
    bob.reads("lines.py")
    bob.lands("api.py", "one = 1\ntwo = 22\n\nthree = 3\n")
    repository.session("dee").lands("lines.py", LINES)
    ann.reads("api.py")
    ann.edits("api.py", "two = 2\n", "two = 22\n")
    ann.edits("api.py", "three = 3\n", "three = 33\n")
    assert ann.commits("api.py").ok


@pytest.mark.parametrize("changed", [True, False], ids=["changed", "the same"])
def test_what_another_has_made_of_a_text_that_was_taken_over_is_not_its_authors(repository: Repository, changed: bool) -> None:
    """Bob takes over Ann's commit, resolves a conflict of it in a rebase as he likes, and brings that to main."""
    repository.begin(f="1\n", other="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    ann.reads("f")
    ann.lands("f", "ann's\n")
    assert bob.git("cherry-pick", "-n", "ann").ok and bob.git("commit", "-qm", "taken").ok
    dee = repository.session("dee")
    dee.lands("f" if changed else "other", "dee's\n")
    assert bob.git("rebase", "-q", "main").ok != changed
    if changed:
        bob.reads("f")
        bob.writes("f", "bob's\n")
        assert bob.git("add", "f").ok
        assert bob.git("-c", "core.editor=true", "rebase", "--continue").ok
    bob.lands("more", "1\n")
    landed = dee.git("merge", "-q", "--ff-only", "bob")
    assert landed.rejected == (["CG201 f"] if changed else []), landed.err
    if changed:
        assert dee.coordgit("ack", landed.verdict, "--why", "bob knows").ok
        assert dee.git("merge", "-q", "--ff-only", "bob").ok
    assert ann.commits("more", "1\n").rejected == (["CG101 f"] if changed else [])
