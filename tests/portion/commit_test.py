"""``coordgit commit`` in one work tree: each session's own edits, with real git, the real gate and real hook payloads."""

import pytest

from tests.portion.team import OF_ANN, TEXT, both_edit, commit, committed
from tests.support.claude import Claude
from tests.support.repository import Repository


def test_a_session_commits_its_own_lines_of_a_file_that_two_edited(repository: Repository, ann: Claude, bob: Claude) -> None:
    both_edit(ann, bob)
    disk = (repository.top / "f.py").read_bytes()
    made = commit(ann)
    assert made.ok, made.err
    assert committed(repository, "f.py") == OF_ANN
    assert (repository.top / "f.py").read_bytes() == disk
    assert repository.git("status", "--porcelain") == "M f.py"  # not staged: git() strips the blank before it
    assert repository.git("diff", "--cached", "--name-only") == ""
    assert "-line 8\n+line 8 bob" in repository.git("diff")


def test_who_commits_second_looks_once_and_commits_the_rest(repository: Repository, ann: Claude, bob: Claude) -> None:
    both_edit(ann, bob)
    assert commit(ann).ok
    denied = commit(bob)
    assert (denied.code, denied.rejected) == (1, ["CG101 f.py"])  # it has not seen what ann committed
    bob.reads("f.py")
    assert commit(bob).ok
    assert repository.git("status", "--porcelain") == ""
    assert committed(repository, "f.py") == (repository.top / "f.py").read_text()


def test_one_look_is_enough_for_whoever_edited_last(repository: Repository, ann: Claude, bob: Claude) -> None:
    bob.reads("f.py")
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    bob.edits("f.py", "line 8\n", "line 8 bob\n")
    assert commit(ann).ok
    bob.cwd = repository.top / "below"
    bob.cwd.mkdir()
    rejected = bob.runs("coordgit commit -m 'it is' ../f.py")
    assert rejected.rejected == ["CG101 f.py"]
    again = rejected.err.partition("commit again (")[2].partition(")\n")[0]
    assert again == """coordgit commit -m 'it is' ../f.py""", rejected.err
    bob.reads("../f.py")  # its own text, which holds what ann has committed
    assert bob.runs(again).ok


def test_one_look_is_enough_after_an_edit_over_what_another_committed(repository: Repository, ann: Claude, bob: Claude) -> None:
    ann.reads("f.py")
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    ann.reads("f.py")  # with its own line in it, which HEAD does not get from bob
    bob.reads("f.py")
    bob.edits("f.py", "line 8\n", f"line 8 {'bob ' * 3000}\n")  # too much for a notice
    assert commit(bob).ok
    ann.edits("f.py", "line 5\n", "line 5 ann\n")
    assert commit(ann).rejected == ["CG101 f.py"]
    ann.reads("f.py")
    assert commit(ann).ok
    assert committed(repository, "f.py") == (repository.top / "f.py").read_text()


def test_a_look_at_a_text_that_lacks_what_landed_is_not_enough(repository: Repository, ann: Claude, bob: Claude) -> None:
    bob.reads("f.py")
    bob.edits("f.py", "line 8\n", "line 8 bob\n")
    text = (repository.top / "f.py").read_text()
    repository.git("stash")
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    assert commit(ann).ok
    bob.writes("f.py", text)
    bob.reads("f.py")
    assert commit(bob).rejected == ["CG201 f.py"]


def test_a_rejection_moves_nothing(repository: Repository, ann: Claude, bob: Claude) -> None:
    both_edit(ann, bob)
    assert commit(ann).ok
    before, disk = repository.state(), (repository.top / "f.py").read_bytes()
    assert commit(bob).code == 1
    assert repository.state() == before and (repository.top / "f.py").read_bytes() == disk


def test_what_another_staged_stays_staged(repository: Repository, ann: Claude, bob: Claude) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    bob.writes("bob.py", "b\n")
    bob.edits("g.py", "g\n", "bob\n")
    repository.git("add", "bob.py", "g.py")
    assert commit(ann).ok
    assert repository.git("show", "--name-only", "--format=", "HEAD") == "f.py"
    assert repository.git("status", "--porcelain") == "A  bob.py\nM  g.py"


def test_new_deleted_renamed_and_oddly_named_files(repository: Repository, ann: Claude, bob: Claude) -> None:
    odd = 'a "b\n\tü.txt'
    ann.writes("dir/new.py", "n\n")
    ann.writes(odd, "odd\n")
    assert ann.runs("mv g.py h.py").ok
    bob.writes("untracked.py", "u\n")
    made = commit(ann)
    assert made.ok, made.err
    names = repository.run(["git", "-c", "core.quotePath=false", "ls-tree", "-r", "-z", "--name-only", "HEAD"]).out
    assert set(names.split("\0")[:-1]) == {"f.py", "dir/new.py", "h.py", odd}
    assert repository.git("status", "--porcelain") == "?? untracked.py"


def test_modes_links_and_binary_files_are_committed_whole(repository: Repository, ann: Claude, bob: Claude) -> None:
    ann.writes("run.sh", "#!/bin/sh\n")
    assert ann.runs("chmod +x run.sh").ok
    assert ann.runs("ln -s f.py link").ok
    (repository.top / "data.bin").write_bytes(b"\0one")
    repository.git("add", "data.bin")
    repository.git("commit", "-qm", "binary", "--", "data.bin")
    assert ann.runs("printf '\\0two' > data.bin").ok
    bob.edits("f.py", "line 8\n", "line 8 bob\n")
    made = commit(ann)
    assert made.ok, made.err
    tree = repository.git("ls-tree", "-r", "HEAD")
    assert "100755 blob" in tree and "120000 blob" in tree and "\trun.sh" in tree and "\tlink" in tree
    assert repository.run(["git", "show", "HEAD:data.bin"]).out == "\0two"
    assert repository.git("status", "--porcelain") == "M f.py"


def test_line_ends_and_filters_are_those_of_git(repository: Repository, ann: Claude, bob: Claude) -> None:
    repository.commit_files({".gitattributes": "*.txt text eol=crlf\n", "c.txt": "one\ntwo\nthree\nfour\n"})
    repository.git("checkout", "-q", "--", ".")
    (repository.top / "c.txt").write_bytes(b"one\r\ntwo\r\nthree\r\nfour\r\n")

    def edits(session: Claude, old: bytes, new: bytes) -> None:
        session.runs(f"sed -i 's/{old.decode()}/{new.decode()}/' c.txt")

    edits(ann, b"one", b"ONE")
    edits(bob, b"four", b"FOUR")
    disk = (repository.top / "c.txt").read_bytes()
    assert disk == b"ONE\r\ntwo\r\nthree\r\nFOUR\r\n"
    assert commit(ann).ok
    assert committed(repository, "c.txt") == "ONE\ntwo\nthree\nfour\n"
    assert (repository.top / "c.txt").read_bytes() == disk


def test_lines_that_both_changed_are_refused_and_shown(repository: Repository, ann: Claude, bob: Claude) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    bob.edits("f.py", "line 2 ann\n", "line 2 bob\n")
    before = repository.state()
    for session in (ann, bob):
        refused = commit(session)
        assert refused.code == 1
        assert "claude ann wrote, claude bob removed  line 2 ann" in refused.err
        assert "claude bob wrote  line 2 bob" in refused.err
        assert "next: name the file that is your version, such as f.py as it is (coordgit commit -m " in refused.err
        assert " --mine-is f.py :/f.py)\n" in refused.err
    (repository.top / "d").mkdir()
    below = repository.coordgit("commit", "-m", "x", cwd=repository.top / "d", **ann.env)
    assert "(coordgit commit -m x --mine-is ../f.py :/f.py)\n" in below.err
    assert repository.state() == before


def test_a_file_that_one_deleted_and_the_other_edited_can_be_put_back(repository: Repository, ann: Claude, bob: Claude) -> None:
    bob.edits("f.py", "line 2\n", "line 2 bob\n")
    assert ann.runs("rm f.py").ok
    for session in (ann, bob):
        refused = commit(session)
        assert refused.code == 1 and "next: put it back (coordgit restore f.py), or delete it" in refused.err
    assert repository.coordgit("restore", "f.py", **bob.env).ok
    assert commit(bob).ok and "line 2 bob" in committed(repository, "f.py")


def test_the_paths_that_can_be_told_apart_are_committed_by_name(repository: Repository, ann: Claude, bob: Claude) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    bob.edits("f.py", "line 2 ann\n", "line 2 bob\n")
    ann.edits("g.py", "g\n", "ann\n")
    assert commit(ann).code == 1
    assert commit(ann, "g.py").ok
    assert repository.git("status", "--porcelain") == "M f.py"


def test_lines_that_wait_do_not_make_their_session_a_contributor(repository: Repository, ann: Claude, bob: Claude) -> None:
    bob.edits("f.py", "line 8\n", "line 8\nbob one\nbob two\nbob three\n")
    ann.edits("f.py", "bob two\n", "bob two\nann within\n")
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    made = commit(ann)
    assert made.ok and "not committed yet" in made.err
    ann.reads("g.py")
    repository.write("g.py", "new\n")
    repository.git("commit", "-qm", "g", "--", "g.py")  # makes a read of ann's stale
    bob.reads("f.py")
    assert commit(bob).ok
    assert "bob three" in committed(repository, "f.py") and "within" not in committed(repository, "f.py")
    ann.reads("f.py")
    assert commit(ann).rejected == ["CG101 g.py"]
    ann.reads("g.py")
    assert commit(ann).ok and repository.git("status", "--porcelain") == ""


def test_another_sessions_path_is_not_committed_by_name(repository: Repository, ann: Claude, bob: Claude) -> None:
    bob.edits("g.py", "g\n", "bob\n")
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    refused = commit(ann, "g.py")
    assert refused.code == 1 and "coordgit whose :/g.py" in refused.err
    assert len(refused.err.splitlines()) == 2


def test_a_commit_of_ones_own_edits_is_refused_while_a_merge_waits(repository: Repository, ann: Claude) -> None:
    repository.git("switch", "-qc", "side")
    repository.commit_files({"side.py": "s\n"})
    repository.git("switch", "-q", "main")
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    repository.git("merge", "-q", "--no-commit", "--no-ff", "side")
    refused = commit(ann)
    assert refused.code == 3 and "a merge is in progress" in refused.err and len(refused.err.splitlines()) == 2
    repository.git("merge", "--abort")
    assert commit(ann).ok


def test_what_a_person_declares_is_committed_and_what_an_agent_recorded_stays(repository: Repository, bob: Claude) -> None:
    path = repository.top / "f.py"
    path.write_text(path.read_text().replace("line 2\n", "line 2 mine\n"))
    bob.edits("f.py", "line 8\n", "line 8 bob\n")
    unnamed = repository.coordgit("commit", "-m", "mine")
    assert unnamed.code == 1 and "coordgit whose" in unnamed.err
    assert "if one is yours: coordgit commit --mine-is PATH PATH\n" in unnamed.err
    made = repository.coordgit("commit", "-m", "mine", "--mine-is", "f.py", "f.py")
    assert made.ok, made.err
    assert committed(repository, "f.py") == TEXT.replace("line 2\n", "line 2 mine\n")
    assert repository.git("status", "--porcelain") == "M f.py"


def test_what_an_agent_declares_has_its_recorded_lines_too_and_leaves_the_others(
    repository: Repository, ann: Claude, bob: Claude
) -> None:
    both_edit(ann, bob)
    assert commit(ann, "--mine-is", "f.py", "f.py").ok
    assert committed(repository, "f.py") == OF_ANN


def test_who_declares_what_another_alone_has_edited_is_told_whose_it_is(repository: Repository, ann: Claude, bob: Claude) -> None:
    bob.runs("sed -i 's/line 8$/line 8 bob/' f.py")
    refused = commit(ann, "--mine-is", "f.py", "f.py")
    assert refused.code == 1 and "all that is uncommitted in f.py is recorded as another session's" in refused.err
    assert refused.err.endswith("try: coordgit whose :/f.py\n")
    assert "no uncommitted edit here" in commit(ann, "--mine-is", "HEAD", "f.py").err


def test_a_new_file_of_which_its_maker_has_left_nothing_is_committed_as_the_refusal_says(
    repository: Repository, ann: Claude, bob: Claude
) -> None:
    bob.writes("new.py", "bobs = 1\n")
    ann.reads("new.py")
    ann.writes("new.py", "anns = 1\nbobs = 1\n")
    bob.writes("new.py", "anns = 1\n")
    ann.reads("new.py")
    refused = commit(ann).err
    assert "another session made this file" in refused
    words = refused.partition("--mine-is ")[2].partition(")")[0].split()
    assert commit(ann, "--mine-is", *words).ok
    assert committed(repository, "new.py") == "anns = 1\n" and repository.git("status", "--porcelain") == ""


def test_a_commit_can_be_named_as_the_version_that_is_mine(repository: Repository, bob: Claude) -> None:
    repository.git("switch", "-qc", "side")
    mine = repository.commit_files({"f.py": TEXT.replace("line 2\n", "line 2 mine\n")})
    repository.git("switch", "-q", "main")
    bob.edits("f.py", "line 8\n", "line 8 bob\n")
    made = repository.coordgit("commit", "-m", "mine", "--mine-is", mine, "f.py")
    assert made.ok, made.err
    assert committed(repository, "f.py") == TEXT.replace("line 2\n", "line 2 mine\n")


def test_what_a_person_had_edited_is_shown_as_theirs_and_committed_by_them(repository: Repository) -> None:
    repository.commit_files({"f.py": TEXT})
    repository.write("f.py", TEXT.replace("line 2\n", "line 2 by hand\n"))
    cat = Claude(repository, "cat")
    cat.send("SessionStart", source="startup")
    cat.edits("f.py", "line 8\n", "line 8 cat\n")
    whose = [row["session"] for path in repository.json("whose")["paths"] for row in path["lines"]]
    assert whose == [person := whose[0], person, "cat", "cat"] and "@" in person
    assert commit(cat).ok and committed(repository, "f.py") == TEXT.replace("line 8\n", "line 8 cat\n")
    assert repository.coordgit("commit", "-m", "by hand").ok and "by hand" in committed(repository, "f.py")


def test_what_nobody_recorded_goes_along_and_is_reported(repository: Repository, ann: Claude) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    text = (repository.top / "f.py").read_text()
    repository.write("f.py", text.replace("line 2 ann\n", "line 2  ann\n"))  # a formatter
    assert "recorded" not in commit(ann).err
    ann.edits("f.py", "line 3\n", "line 3 ann\n")
    repository.write("f.py", (repository.top / "f.py").read_text().replace("line 9\n", "line 9 person\n"))
    made = commit(ann)
    assert made.ok and "committed too, though no hook recorded who changed them: f.py:9 ..." in made.err
    assert repository.git("status", "--porcelain") == ""


def test_the_first_commit_of_a_repository(repository: Repository) -> None:
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob")
    ann.writes("a.py", "a\n")
    bob.writes("b.py", "b\n")
    made = commit(ann)
    assert made.ok, made.err
    assert repository.git("ls-tree", "-r", "--name-only", "HEAD") == "a.py"
    assert repository.git("status", "--porcelain") == "?? b.py"


def test_a_detached_head_and_a_linked_worktree(repository: Repository) -> None:
    repository.commit_files({"f.py": TEXT})
    linked = repository.worktree("linked")
    for cwd in (linked, repository.top):
        if cwd == repository.top:
            repository.git("checkout", "-q", "--detach")
        ann, bob = Claude(repository, f"ann {cwd.name}", cwd), Claude(repository, f"bob {cwd.name}", cwd)
        ann.edits("f.py", "line 2\n", "line 2 ann\n")
        bob.edits("f.py", "line 8\n", "line 8 bob\n")
        made = repository.coordgit("commit", "-m", "x", cwd=cwd, **ann.env)
        assert made.ok, made.err
        assert repository.git("status", "--porcelain", cwd=cwd) == "M f.py"
        assert repository.git("show", "--format=", "-U0", "HEAD", cwd=cwd).endswith("-line 2\n+line 2 ann")


def test_who_put_a_file_back_has_no_edits_in_it_any_more(repository: Repository, ann: Claude, bob: Claude) -> None:
    both_edit(ann, bob)
    assert commit(ann).ok
    bob.runs("git checkout -q -- f.py")
    ann.runs("rm f.py")
    assert "uncommitted" not in bob.reads("f.py"), "it took its edits away itself"
    made = commit(ann)
    assert made.ok, made.err


@pytest.mark.parametrize("options", [("-q",), ()])
def test_a_quiet_commit_prints_no_summary(repository: Repository, ann: Claude, options: tuple[str, ...]) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    made = repository.run(["coordgit", "commit", *options, "-m", "quiet"], **ann.env)
    assert (made.code, made.err, bool(made.out)) == (0, "", not options)
    assert repository.git("log", "-1", "--format=%s") == "quiet"


def test_all_is_refused_with_the_command_that_commits_ones_own(repository: Repository, ann: Claude, bob: Claude) -> None:
    both_edit(ann, bob)
    head = repository.head()
    refused = repository.coordgit("commit", "-am", "all of it", **ann.env)
    assert refused.code == 2 and repository.head() == head
    why, way = refused.err.splitlines()
    assert why.startswith("coordgit: -a would take what others edit here") and way == "try: coordgit commit -m 'all of it'"
    assert ann.runs(way.removeprefix("try: ")).ok
    assert committed(repository, "f.py") == OF_ANN


def test_a_line_of_hers_that_was_committed_is_not_taken_for_an_equal_one_of_his(repository: Repository) -> None:
    repository.commit_files({"f.py": "0\n1\n2\n3\n4\n5\n6\n7\n"})
    repository.git("config", "coordgit.level", "record")
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob")
    edits = (
        (ann, "0123x567"),
        (bob, "0123xx67"),
        (bob, "0123xxxy67"),
        (ann, "123xxxy67"),
        (ann, "123xxxxy67"),
        (bob, "12xyxxy67"),
    )
    for session, letters in edits:
        session.writes("f.py", "".join(f"{letter}\n" for letter in letters))
    for session, letters in ((ann, "123x567"), (bob, "12xyxy67"), (ann, "12xyxxy67")):
        assert commit(session).ok
        assert committed(repository, "f.py").replace("\n", "") == letters
