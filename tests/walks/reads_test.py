"""The kinds of read: what makes each stale, and what does not."""

import pytest

from tests.support.repository import Repository, Session
from tests.walks.observing import LONG

ODD = [
    "sp ace.py",
    "tab\there.py",
    "new\nline.py",
    'quo"te.py',
    "back\\slash.py",
    "ünï.py",
    "-dash.py",
    "a:1-2",
    "x" * 240 + ".py",
    "glob*.py",
]


def line_changed(number: int, text: str = LONG) -> str:
    return text.replace(f"line {number}\n", f"line {number}, changed\n")


@pytest.fixture
def ann(repository: Repository) -> Session:
    repository.commit_files(
        {"long.py": LONG, "other.py": "OTHER = 1\n", "pkg/a.py": "def helper():\n    return 1\n", "docs/x.md": "x\n"}
    )
    return repository.session("ann")


@pytest.mark.parametrize("number", [9, 10, 14, 20, 21])
def test_a_range_is_stale_when_one_of_its_lines_or_their_neighbours_changed(ann: Session, bob: Session, number: int) -> None:
    ann.reads("long.py:10-20")
    bob.lands("long.py", line_changed(number))
    assert ann.commits("new.py", "1\n").rejected == ["CG101 long.py:10-20"]


@pytest.mark.parametrize("number", [1, 8, 22, 40])
def test_a_range_is_true_when_other_lines_changed(ann: Session, bob: Session, number: int) -> None:
    ann.reads("long.py:10-20")
    bob.lands("long.py", line_changed(number))
    assert ann.commits("new.py", "1\n").ok


def test_a_range_moves_with_lines_put_before_it(ann: Session, bob: Session) -> None:
    ann.reads("long.py:10-20")
    moved = "new first line\n" * 5 + LONG
    bob.lands("long.py", moved)
    assert ann.commits("new.py", "1\n").ok
    bob.lands("long.py", line_changed(5, moved))
    assert ann.commits("new.py", "2\n").ok
    bob.lands("long.py", line_changed(15, moved))
    assert ann.commits("new.py", "3\n").rejected == ["CG101 long.py:10-20"]


def test_a_range_is_stale_when_its_file_is_gone(ann: Session, bob: Session) -> None:
    ann.reads("long.py:10-20")
    assert bob.git("rm", "-q", "long.py").ok and bob.git("commit", "-qm", "gone").ok
    assert ann.commits("new.py", "1\n").rejected == ["CG101 long.py:10-20"]


def test_ones_own_landed_edit_inside_the_range_is_not_foreign(ann: Session, bob: Session) -> None:
    ann.reads("long.py:10-20")
    mine = line_changed(15)
    assert ann.commits("long.py", mine).ok
    bob.lands("long.py", line_changed(35, mine))
    assert ann.commits("new.py", "1\n").ok
    bob.lands("long.py", line_changed(12, mine))
    assert ann.commits("new.py", "2\n").rejected == ["CG101 long.py:10-20"]


def test_two_sessions_edit_different_ranges_of_one_file(ann: Session, bob: Session) -> None:
    ann.reads("long.py:1-10")
    bob.reads("long.py:30-40")
    both = line_changed(5)
    assert ann.commits("long.py", both).ok
    both = line_changed(35, both)
    assert bob.commits("long.py", both).ok
    assert ann.commits("long.py", line_changed(6, both)).ok


def test_different_ranges_of_one_file_stand_side_by_side(ann: Session, bob: Session) -> None:
    ann.reads("long.py:1-5", "long.py:30-35")
    bob.lands("long.py", line_changed(32))
    assert ann.commits("new.py", "1\n").rejected == ["CG101 long.py:30-35"]


def test_a_whole_file_read_is_refreshed_by_the_ranges_that_changed(ann: Session, bob: Session) -> None:
    ann.reads("long.py")
    bob.lands("long.py", line_changed(32, line_changed(5)))
    ann.reads("long.py:1-8")
    assert ann.commits("new.py", "1\n").rejected == ["CG101 long.py"]
    ann.reads("long.py:30-34")
    assert ann.commits("new.py", "1\n").ok


@pytest.mark.parametrize(("part", "found"), [("9-10", []), ("1-9", ["CG101 long.py"])], ids=["where it stood", "up to it"])
def test_a_read_is_refreshed_by_seeing_where_a_line_is_gone(ann: Session, bob: Session, part: str, found: list[str]) -> None:
    ann.reads("long.py")
    bob.lands("long.py", LONG.replace("line 10\n", ""))
    ann.reads(f"long.py:{part}")
    assert ann.commits("new.py", "1\n").rejected == found


def test_a_path_that_was_not_there_and_now_is(ann: Session, bob: Session) -> None:
    ann.reads("helper.py")
    bob.lands("helper.py", "1\n")
    assert ann.commits("new.py", "1\n").rejected == ["CG103 helper.py"]


def test_a_path_that_was_not_there_and_still_is_not(ann: Session, bob: Session) -> None:
    ann.reads("helper.py")
    bob.lands("helper2.py", "1\n")
    assert ann.commits("new.py", "1\n").ok


def test_a_path_that_came_and_went(ann: Session, bob: Session) -> None:
    ann.reads("helper.py")
    bob.lands("helper.py", "1\n")
    assert bob.git("rm", "-q", "helper.py").ok and bob.git("commit", "-qm", "gone").ok
    assert ann.commits("new.py", "1\n").ok


def test_a_folder_can_appear_where_a_file_was_not(ann: Session, bob: Session) -> None:
    ann.reads("helper")
    bob.lands("helper/__init__.py", "1\n")
    assert ann.commits("new.py", "1\n").rejected == ["CG103 helper"]


def test_a_change_that_was_undone_is_not_stale(ann: Session, bob: Session) -> None:
    ann.reads("other.py")
    bob.lands("other.py", "OTHER = 2\n")
    bob.lands("other.py", "OTHER = 1\n")
    assert ann.commits("new.py", "1\n").ok


def test_a_deleted_file_is_stale(ann: Session, bob: Session) -> None:
    ann.reads("other.py")
    assert bob.git("rm", "-q", "other.py").ok and bob.git("commit", "-qm", "gone").ok
    assert ann.commits("new.py", "1\n").rejected == ["CG101 other.py"]


def test_a_renamed_file_is_stale_under_its_old_name(ann: Session, bob: Session) -> None:
    ann.reads("other.py")
    assert bob.git("mv", "other.py", "another.py").ok and bob.git("commit", "-qm", "renamed").ok
    assert ann.commits("new.py", "1\n").rejected == ["CG101 other.py"]


def test_a_changed_mode_alone_is_not_stale(ann: Session, bob: Session) -> None:
    ann.reads("other.py")
    assert bob.git("update-index", "--chmod=+x", "other.py").ok and bob.git("commit", "-qm", "mode").ok
    assert ann.commits("new.py", "1\n").ok


def test_touching_a_file_is_not_a_change(ann: Session, bob: Session, repository: Repository) -> None:
    ann.reads("other.py")
    (repository.top / "other.py").touch()
    bob.lands("new2.py", "1\n")
    assert ann.commits("new.py", "1\n").ok


def test_a_declared_listing_is_stale_when_a_name_came(ann: Session, bob: Session) -> None:
    assert ann.coordgit("read", "--glob", "pkg/*.py").ok
    bob.lands("pkg/b.py", "1\n")
    assert ann.commits("new.py", "1\n").rejected == ["CG102 pkg/b.py"]


def test_a_declared_listing_is_true_when_names_came_elsewhere_or_a_file_changed(ann: Session, bob: Session) -> None:
    assert ann.coordgit("read", "--glob", "pkg/*.py").ok
    bob.lands("docs/b.py", "1\n")
    bob.lands("pkg/a.py", "def helper():\n    return 2\n")
    bob.lands("pkg/b.txt", "1\n")
    assert ann.commits("new.py", "1\n").ok


def test_a_declared_search_is_stale_when_it_finds_more(ann: Session, bob: Session) -> None:
    assert ann.coordgit("read", "--grep", r"helper\(", "*.py").ok
    bob.lands("caller.py", "helper()\n")
    assert ann.commits("new.py", "1\n").rejected == ["CG102 caller.py"]


def test_a_declared_search_is_true_when_its_lines_only_moved(ann: Session, bob: Session) -> None:
    assert ann.coordgit("read", "--grep", r"helper\(").ok
    bob.lands("pkg/a.py", "# first\n\n\ndef helper():\n    return 2\n")
    bob.lands("other.py", "OTHER = 2\n")
    assert ann.commits("new.py", "1\n").ok


def test_a_search_in_some_files_is_true_when_others_match(ann: Session, bob: Session) -> None:
    assert ann.coordgit("read", "--grep", r"helper\(", "*.md").ok
    bob.lands("caller.py", "helper()\n")
    assert ann.commits("new.py", "1\n").ok


def test_ones_own_match_and_ones_own_file_are_not_foreign(ann: Session, bob: Session) -> None:
    assert ann.coordgit("read", "--grep", r"helper\(").ok
    assert ann.coordgit("read", "--glob", "pkg/*").ok
    assert ann.commits("pkg/mine.py", "helper()\n").ok
    assert ann.commits("new.py", "1\n").ok


def test_a_search_that_was_acknowledged_asks_again_only_for_a_later_change(ann: Session, bob: Session) -> None:
    assert ann.coordgit("read", "--grep", r"helper\(").ok
    bob.lands("caller.py", "helper()\n")
    rejected = ann.commits("new.py", "1\n")
    assert ann.coordgit("ack", rejected.verdict, "--why", "seen").ok
    assert ann.commits("new.py", "1\n").ok
    bob.lands("caller2.py", "helper()\n")
    assert ann.commits("new.py", "2\n").rejected == ["CG102 caller2.py"]


@pytest.mark.parametrize("name", ODD)
def test_odd_names_are_read_and_reported(ann: Session, bob: Session, repository: Repository, name: str) -> None:
    bob.lands(name, "1\n")
    ann.reads(f"./{name}")
    bob.lands("unrelated.py", "1\n")
    assert ann.commits("new.py", "1\n").ok
    bob.lands(name, "2\n")
    result = ann.commits("new.py", "2\n")
    assert [line.split()[0] for line in result.rejected] == ["CG101"], result
    assert len([line for line in result.err.splitlines() if line.startswith("  CG")]) == 1
    assert ann.coordgit("explain").ok


def test_a_name_that_is_not_utf8_is_read_and_quoted(ann: Session, bob: Session, repository: Repository) -> None:
    raw = b"latin-\xe9.py"
    folder = str(repository.top).encode()

    def land(text: bytes) -> None:
        with open(folder + b"/" + raw, "wb") as file:
            file.write(text)
        assert bob.git("add", "-A").ok and bob.git("commit", "-qm", "odd").ok

    land(b"1\n")
    assert ann.coordgit("read", raw.decode("utf-8", "surrogateescape")).ok
    land(b"2\n")
    assert ann.commits("new.py", "1\n").rejected == ['CG101 "latin-\\351.py"']
    assert ann.json("explain")["conflicts"][0]["code"] == "CG101"


def test_reads_stick_across_commits_resets_and_rejections(ann: Session, bob: Session) -> None:
    ann.reads("other.py")
    assert ann.commits("one.py", "1\n").ok
    assert ann.git("reset", "-q", "--hard", "HEAD~1").ok
    bob.lands("other.py", "OTHER = 2\n")
    assert ann.commits("two.py", "1\n").rejected == ["CG101 other.py"]
    assert ann.commits("two.py", "1\n").rejected == ["CG101 other.py"]


def test_reads_end_with_a_clear(ann: Session, bob: Session) -> None:
    ann.reads("other.py")
    assert ann.coordgit("session", "clear").ok
    bob.lands("other.py", "OTHER = 2\n")
    assert ann.commits("two.py", "1\n").ok


def test_a_formatter_in_the_commit_is_the_sessions_own(ann: Session, bob: Session, repository: Repository) -> None:
    hook = repository.top / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nsed -i 's/OTHER=/OTHER = /' other.py && git add other.py\n")
    hook.chmod(0o755)
    ann.reads("other.py")
    assert ann.commits("other.py", "OTHER=3\n").ok
    assert ann.commits("new.py", "1\n").ok
    bob.lands("other.py", "OTHER = 4\n")
    assert ann.commits("new.py", "2\n").rejected == ["CG101 other.py"]


def test_a_file_that_git_ignores_is_not_a_read(ann: Session, bob: Session, repository: Repository) -> None:
    bob.lands(".gitignore", "*.log\n")
    repository.write("x.log", "1\n")
    ann.reads("x.log", "other.py")
    assert [read["path"] for read in ann.json("session", "show")["reads"]] == ["other.py"]


def test_a_symbolic_link_is_read_with_its_target(ann: Session, bob: Session, repository: Repository) -> None:
    (repository.top / "link.py").symlink_to("other.py")
    assert bob.git("add", "link.py").ok and bob.git("commit", "-qm", "link").ok
    ann.reads("link.py")
    bob.lands("other.py", "OTHER = 2\n")
    assert ann.commits("new.py", "1\n").rejected == ["CG101 other.py"]


def test_a_retargeted_link_is_stale(ann: Session, bob: Session, repository: Repository) -> None:
    (repository.top / "link.py").symlink_to("other.py")
    assert bob.git("add", "link.py").ok and bob.git("commit", "-qm", "link").ok
    ann.reads("link.py")
    (repository.top / "link.py").unlink()
    (repository.top / "link.py").symlink_to("long.py")
    assert bob.git("commit", "-qam", "retarget").ok
    assert "CG101 link.py" in ann.commits("new.py", "1\n").rejected


def test_line_ends_and_filters_are_gits(ann: Session, bob: Session, repository: Repository) -> None:
    bob.lands(".gitattributes", "*.txt text eol=crlf\n")
    bob.lands("a.txt", "one\ntwo\n")
    (repository.top / "a.txt").unlink()
    repository.git("checkout", "--", "a.txt")
    assert b"\r\n" in (repository.top / "a.txt").read_bytes()
    ann.reads("a.txt")
    bob.lands("unrelated.py", "1\n")
    assert ann.commits("new.py", "1\n").ok


def test_an_edit_never_launders_a_stale_read(ann: Session, bob: Session) -> None:
    ann.reads("other.py")
    bob.lands("other.py", "OTHER = 2\n")
    result = ann.commits("other.py", "OTHER = 1\nMORE = 1\n")
    assert result.rejected == ["CG201 other.py"]
    ann.coordgit("read", "other.py")  # one's own text: it shows nothing of what it overwrote
    assert ann.commits("other.py", "OTHER = 1\nMORE = 1\n").rejected == ["CG201 other.py"]
    assert ann.coordgit("read", "--at", "HEAD", "other.py").ok
    assert ann.commits("other.py", "OTHER = 2\nMORE = 1\n").ok


@pytest.mark.parametrize("lands", ["OTHER = 3\n", "OTHER = 4\n"], ids=["as it was read", "with another text"])
def test_an_edit_read_over_a_newer_version_is_known_once_just_that_lands(ann: Session, bob: Session, lands: str) -> None:
    ann.reads("other.py")
    bob.lands("other.py", "OTHER = 2\n")
    bob.writes("other.py", "OTHER = 3\n")
    assert "was not refreshed" in ann.coordgit("read", "other.py").err
    bob.lands("other.py", lands)
    assert ann.commits("new.py", "1\n").rejected == ([] if lands == "OTHER = 3\n" else ["CG101 other.py"])


def test_attributes_ignore_and_inform(ann: Session, bob: Session) -> None:
    bob.lands(".gitattributes", "*.lock coordgit=ignore\n*.md coordgit=inform\n")
    bob.lands("a.lock", "1\n")
    ann.reads("a.lock", "docs/x.md")
    bob.lands("a.lock", "2\n")
    first = ann.commits("new.py", "1\n")
    assert first.ok and "note" not in first.err
    bob.lands("docs/x.md", "y\n")
    second = ann.commits("new.py", "2\n")
    assert second.ok and "CG101 docs/x.md" in second.err


@pytest.mark.parametrize(
    ("level", "codes"),
    [("record", []), ("snapshot", ["CG201 long.py"]), ("strict", ["CG201 long.py", "CG101 other.py"])],
)
def test_levels(ann: Session, bob: Session, repository: Repository, level: str, codes: list[str]) -> None:
    repository.git("config", "coordgit.level", level)
    ann.reads("other.py", "long.py")
    bob.lands("other.py", "OTHER = 2\n")
    bob.lands("long.py", line_changed(3))
    assert sorted(ann.commits("long.py", line_changed(30)).rejected) == sorted(codes)


def test_the_relevant_level_rejects_what_is_tied_to_the_commit(ann: Session, bob: Session, repository: Repository) -> None:
    repository.git("config", "coordgit.level", "relevant")
    ann.reads("pkg/a.py", "other.py")
    bob.lands("other.py", "OTHER = 2\n")
    assert ann.commits("new.py", "unrelated = 1\n").ok
    bob.lands("pkg/a.py", "def helper(argument):\n    return 1\n")
    assert ann.commits("new.py", "helper()\n").rejected == ["CG101 pkg/a.py"]


def test_people_are_not_blocked_for_reads_nobody_recorded(bob: Session, repository: Repository) -> None:
    bob.lands("other.py", "OTHER = 2\n")
    repository.commit_files({"mine.py": "1\n"}, "by hand")
    repository.coordgit("read", "other.py")
    bob.lands("other.py", "OTHER = 3\n")
    repository.write("mine.py", "2\n")
    result = repository.run(["git", "commit", "-qam", "by hand"])
    assert result.rejected == ["CG101 other.py"]
