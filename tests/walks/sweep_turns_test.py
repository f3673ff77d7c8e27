"""CG202 between a person and agents: whose an edit is depends on who is at work, and on what was there before."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository
from tests.support.way_on import obey
from tests.walks.sweep_test import LINES, commits_all, person


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.begin(f__py=LINES, g__py="0\n", h__py="0\n")
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude, repository: Repository) -> Claude:
    return Claude(repository, "bob")


def test_a_person_commits_what_an_agent_has_left_at_the_end_of_its_turn(ann: Claude, repository: Repository) -> None:
    ann.send("UserPromptSubmit", prompt="write it")
    ann.writes("g.py", "1\n")
    assert person(repository, "commit", "-qam", "all").rejected == ["CG202 g.py"]
    ann.send("Stop", stop_hook_active=False, background_tasks=[])
    assert person(repository, "commit", "-qam", "all").ok
    ann.send("UserPromptSubmit", prompt="more")
    ann.writes("g.py", "2\n")
    assert person(repository, "commit", "-qam", "all").rejected == ["CG202 g.py"]


@pytest.mark.daily(4)
@pytest.mark.parametrize(
    ("hook", "fields", "rests"),
    [
        ("Stop", {"background_tasks": [{"id": "1", "status": "running"}]}, False),
        ("Stop", {"background_tasks": [{"id": "1", "status": "completed"}]}, True),
        ("Stop", {}, True),
        ("Notification", {"notification_type": "permission_prompt"}, False),
        ("Notification", {"notification_type": "idle_prompt"}, True),
        ("SubagentStop", {"agent_id": "a1"}, False),
        ("SessionStart", {"source": "compact"}, False),
        ("PreCompact", {}, False),
    ],
)
def test_an_agent_is_at_work_until_its_turn_is_over(
    ann: Claude, repository: Repository, hook: str, fields: dict[str, object], rests: bool
) -> None:
    ann.writes("g.py", "1\n")
    ann.send(hook, **fields)
    assert person(repository, "commit", "-qam", "all").ok == rests


def test_an_interrupted_agent_is_not_at_work(ann: Claude, repository: Repository) -> None:
    ann.writes("g.py", "1\n")
    given = {"command": "make", "description": "run"}
    ann.before("Bash", given, "c1")
    ann.send("PostToolUseFailure", tool_name="Bash", tool_input=given, tool_use_id="c1", is_interrupt=True, error="stopped")
    ann.batch()
    assert person(repository, "commit", "-qam", "all").ok


def test_a_resumed_agent_is_not_at_work_before_it_is_spoken_to(ann: Claude, repository: Repository) -> None:
    ann.writes("g.py", "1\n")
    ann.send("Stop")
    ann.send("SessionStart", source="resume")
    assert person(repository, "commit", "-qam", "all").ok


def test_of_two_agents_only_the_one_at_work_is_in_a_persons_way(ann: Claude, bob: Claude, repository: Repository) -> None:
    ann.writes("g.py", "1\n")
    bob.writes("h.py", "1\n")
    ann.send("Stop")
    denied = person(repository, "commit", "-qam", "all")
    assert denied.rejected == ["CG202 h.py"]
    assert person(repository, "commit", "-qm", "ann's", "--", "g.py").ok


def test_for_another_agent_an_edit_stays_its_sessions_between_two_turns(ann: Claude, bob: Claude) -> None:
    ann.writes("g.py", "1\n")
    bob.writes("h.py", "1\n")
    bob.send("Stop")
    assert commits_all(ann).rejected == ["CG202 h.py"]


def test_a_person_may_bypass(ann: Claude, repository: Repository) -> None:
    ann.writes("g.py", "1\n")
    assert person(repository, "-c", "coordgit.bypass=it is mine", "commit", "-qam", "all").ok


def dirty_at_the_start(repository: Repository) -> Claude:
    repository.write("h.py", "1\n")
    carl = Claude(repository, "carl")
    carl.send("SessionStart", source="startup")
    return carl


def test_what_a_person_had_edited_before_the_session_began_is_not_taken_along(ann: Claude, repository: Repository) -> None:
    carl = dirty_at_the_start(repository)
    carl.writes("g.py", "1\n")
    denied = commits_all(carl)
    assert denied.rejected == ["CG202 h.py"]
    assert all(done.ok for done in obey(carl, denied, lambda: commits_all(carl)))
    assert (repository.top / "h.py").read_text() == "1\n"
    assert person(repository, "commit", "-qam", "mine").ok


def test_an_agent_that_edited_nothing_commits_what_its_user_asks_it_to(ann: Claude, repository: Repository) -> None:
    carl = dirty_at_the_start(repository)
    assert commits_all(carl).ok


def test_an_agent_that_went_on_with_a_persons_edit_commits_the_path(ann: Claude, repository: Repository) -> None:
    carl = dirty_at_the_start(repository)
    carl.reads("h.py")
    carl.edits("h.py", "1\n", "1\n2\n")
    assert commits_all(carl).ok


def test_what_a_person_edits_later_is_nobodys(ann: Claude, repository: Repository) -> None:
    ann.send("SessionStart", source="startup")
    ann.writes("g.py", "1\n")
    repository.write("h.py", "1\n")
    assert commits_all(ann).ok


def test_what_an_earlier_session_left_is_not_the_persons(ann: Claude, repository: Repository) -> None:
    ann.writes("h.py", "1\n")
    ann.send("SessionEnd", reason="other")
    carl = dirty_at_the_start(repository)
    carl.writes("g.py", "1\n")
    assert commits_all(carl).ok


def test_a_persons_edit_that_was_taken_back_is_forgotten_at_the_next_start(ann: Claude, repository: Repository) -> None:
    dirty_at_the_start(repository)
    repository.git("checkout", "-q", "h.py")
    Claude(repository, "dee").send("SessionStart", source="startup")
    with repository.store() as store:
        assert store.all("SELECT path FROM writes WHERE via = 'found'") == []


# --- what nobody else has made ----------------------------------------------------------------------------------------


def test_sub_agents_of_a_session_are_that_session(ann: Claude, repository: Repository) -> None:
    ann.writes("g.py", "1\n")
    full = str(repository.top / "h.py")
    given = {"file_path": full, "content": "1\n"}
    ann.before("Write", given, "s1", agent_id="sub")
    repository.write("h.py", "1\n")
    ann.after("Write", given, {"type": "update", "filePath": full, "originalFile": "0\n"}, "s1", agent_id="sub")
    assert commits_all(ann).ok


def test_what_nobody_recorded_is_told_beside_an_agents_own_edits(ann: Claude, repository: Repository) -> None:
    """A person, or a program, has changed it since the session began."""
    ann.writes("h.py", "1\n")
    repository.write("g.py", "1\n")
    committed = commits_all(ann)
    assert committed.ok
    assert ": 1 path has changes that nobody recorded, the commit may land\n" in committed.err
    assert "  CG202 g.py  not edited by this session: a person's change, a program's or a stash's\n" in committed.err


UNLANDED = {"a branch": "git checkout -q cat -- g.py", "a copy": "git show cat:g.py > g.py", "a stash": "git stash pop -q"}
"""Where a person has text from that another session, or the person, has made and not landed -> how."""


@pytest.mark.parametrize("where", UNLANDED)
def test_unlanded_work_that_a_person_has_put_there_is_told_beside_an_agents_own_edits(
    ann: Claude, repository: Repository, where: str
) -> None:
    repository.session("cat", repository.worktree("cat")).lands("g.py", "of cat\n")
    if where == "a stash":
        repository.write("g.py", "of a person\n")
        repository.git("stash", "-q")
    ann.writes("h.py", "1\n")
    assert repository.run(["sh", "-c", UNLANDED[where]]).ok
    committed = commits_all(ann)
    assert committed.ok
    assert "  CG202 g.py  not edited by this session: a person's change, a program's or a stash's\n" in committed.err


@pytest.mark.parametrize("command", ["git checkout -q cat -- g.py", "git merge -q cat && git reset -q --soft HEAD~"])
def test_unlanded_work_that_an_agent_has_put_there_itself_is_not_told(ann: Claude, repository: Repository, command: str) -> None:
    repository.session("cat", repository.worktree("cat")).lands("g.py", "of cat\n")
    assert ann.runs(command).ok
    ann.writes("h.py", "1\n")
    committed = commits_all(ann)
    assert committed.ok and "CG202" not in committed.err


def test_what_a_package_manager_has_written_beside_an_agents_own_edits_is_not_told(ann: Claude, repository: Repository) -> None:
    """It writes the lock file, whoever runs it. What it changes in other files is told."""
    paths = ("uv.lock", "web/package-lock.json", "package.json")
    repository.commit_files(dict.fromkeys(paths, "0\n"))
    ann.writes("h.py", "1\n")
    for path in paths:
        repository.write(path, "1\n")
    committed = commits_all(ann)
    assert committed.ok and "CG202 package.json " in committed.err and "lock" not in committed.err, committed


@pytest.mark.parametrize("changed", [False, True], ids=["as it was", "changed by a person"])
def test_what_a_session_has_taken_out_of_a_branch_is_its_own_when_it_is_committed_again(
    ann: Claude, repository: Repository, changed: bool
) -> None:
    """A person's change of the same line goes on with its edit."""
    ann.writes("g.py", "1\n")
    assert commits_all(ann).ok and ann.runs("git reset -q --soft HEAD~1").ok
    if changed:
        repository.write("g.py", "2\n")
    ann.writes("h.py", "1\n")
    committed = commits_all(ann)
    assert committed.ok and "CG202" not in committed.err, committed.err


@pytest.mark.parametrize(("line", "told"), [("by hand\n", True), ("line  3 ;\n", False)], ids=["a person's", "a formatter's"])
def test_lines_that_nobody_recorded_in_an_own_path_are_told(ann: Claude, repository: Repository, line: str, told: bool) -> None:
    lines = [f"line {n};\n" for n in range(9)]
    repository.commit_files({"long.py": "".join(lines)})
    ann.edits("long.py", "line 7;", "line 7, by ann;")
    repository.write("long.py", (repository.top / "long.py").read_text().replace("line 3;\n", line))
    committed = commits_all(ann)
    assert committed.ok and ("  CG202 long.py  not only edited by this session: " in committed.err) == told, committed


@pytest.mark.parametrize("at_once", [False, True], ids=["two calls", "one call"])
@pytest.mark.parametrize(
    "change",
    [
        "printf '1\\n' >g.py",
        "sed -i s/2/1/ g.py",
        "git rm -q g.py",
        "git mv g.py moved.py",
        "git checkout -q HEAD~1 -- g.py",
        "git cherry-pick -n side",
        "git revert -n HEAD",
    ],
)
def test_what_the_agents_own_command_changed_is_not_told(ann: Claude, repository: Repository, change: str, at_once: bool) -> None:
    repository.commit_files({"g.py": "2\n"})
    repository.git("checkout", "-q", "-b", "side")
    repository.commit_files({"g.py": "3\n"})
    repository.git("checkout", "-q", "main")
    ann.writes("h.py", "1\n")
    ran = ann.runs(f"{change}; git commit -qam all" if at_once else change)
    committed = ran if at_once else commits_all(ann)
    assert "CG202" not in committed.err, (ran, committed)


def test_what_an_agent_takes_off_the_stash_and_commits_in_one_call_is_its_own(ann: Claude, repository: Repository) -> None:
    ann.writes("h.py", "1\n")
    ann.runs("git stash -q")
    committed = ann.runs("git stash pop -q && git commit -qam all")
    assert committed.ok and committed.err == ""


def test_what_a_person_edits_before_the_agents_command_does_is_told(ann: Claude, repository: Repository) -> None:
    ann.writes("h.py", "1\n")
    repository.write("g.py", "0\na person's\n")
    committed = ann.runs("printf 'an agent\\n' >>g.py; git commit -qam all")
    assert "  CG202 g.py  not edited by this session: " in committed.err, committed


def test_an_agent_that_commits_nothing_of_its_own_does_what_it_is_asked_for(ann: Claude, repository: Repository) -> None:
    repository.write("g.py", "1\n")
    assert commits_all(ann).err == ""
    ann.writes("h.py", "1\n")
    repository.write("g.py", "2\n")
    assert person(repository, "commit", "-qm", "all", "--", "g.py").err == ""


@pytest.mark.parametrize("how", ["an edit", "git", "another worktree"])
def test_who_put_its_edit_back_has_no_part_in_what_another_reverts_to(repository: Repository, how: str) -> None:
    repository.begin(f__py=LINES, g__py="0\n")
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob")
    if how == "another worktree":
        bob = Claude(repository, "bob", repository.worktree("w", "feature"))
    bob.reads("g.py")
    bob.edits("f.py", "line_25 = 25\n", "line_25 = 'of bob'\n")
    if how == "git":
        assert bob.runs("git checkout -q HEAD -- f.py").ok
    else:
        bob.edits("f.py", "line_25 = 'of bob'\n", "line_25 = 25\n")
    repository.session("dan").lands("g.py", "1\n")
    assert ann.runs("echo >> f.py; git commit -qam mine").ok
    assert ann.runs("git revert --no-edit HEAD").ok


def test_who_left_its_edit_in_another_worktree_has_a_part_in_its_copy(repository: Repository) -> None:
    repository.begin(f__py=LINES, g__py="0\n")
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob", repository.worktree("w", "feature"))
    bob.reads("g.py")
    bob.edits("f.py", "line_25 = 25\n", "line_25 = 'of bob'\n")
    repository.session("dan").lands("g.py", "1\n")
    assert ann.runs(f"cp {bob.cwd}/f.py f.py; git commit -qam 'a copy'").rejected == ["CG101 g.py"]


def test_an_amend_with_anothers_lines_leads_to_a_commit_of_ones_own(ann: Claude, bob: Claude, repository: Repository) -> None:
    repository.commit_files({"f.py": "".join(f"x{n}\n" for n in range(30))})
    ann.edits("f.py", "x2\n", "two\n")
    assert ann.runs("git commit -qam two").ok
    bob.edits("f.py", "x25\n", "by bob\n")
    ann.edits("f.py", "two\n", "three\n")
    denied = ann.runs("git commit -qa --amend --no-edit")
    assert denied.rejected == ["CG202 f.py"] and 'as a commit of its own (coordgit commit -m "...")' in denied.err, denied
    assert ann.runs("coordgit commit -m three").ok
    assert "three" in repository.git("show", "HEAD:f.py") and "by bob" not in repository.git("show", "HEAD:f.py")
    assert repository.git("status", "--porcelain") == "M f.py"
