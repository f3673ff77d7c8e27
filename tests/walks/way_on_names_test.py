"""What the way on names: the very paths, wherever it is printed; what others have to answer; what is written or asked again."""

import re

import pytest

from tests.support.claude import Claude
from tests.support.repository import API, CHANGED, Repository
from tests.support.way_on import follow, on_a_branch, remedy

pytestmark = pytest.mark.usefixtures("command_line")

NAMES = ["my file", "pattern", "-lead", "#h", 'q"q', "it's", "new\nline", "é"]


def test_the_commands_name_the_very_paths(repository: Repository) -> None:
    repository.commit_files(dict.fromkeys(NAMES, "1\n"))
    ann, bob = repository.session("ann"), repository.session("bob")
    assert ann.coordgit("read", "--", *NAMES).ok
    for name in NAMES:
        bob.writes(name, "2\n")
    assert bob.git("commit", "-qam", "all").ok
    ann.writes("new.py", "1\n")
    ann.git("add", "new.py")
    assert len(ann.git("commit", "-qm", "new").rejected) == len(NAMES)
    assert all(step.ok for step in follow(ann))


def test_the_commands_name_a_path_that_is_not_utf8(repository: Repository) -> None:
    name = b"caf\xe9".decode("utf-8", "surrogateescape")
    repository.commit_files({name: "1\n"})
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads(name)
    bob.lands(name, "2\n")
    assert ann.commits("new.py", "1\n").rejected == ['CG101 "caf\\351"']
    assert remedy(ann)[1] == "coordgit read \"$(printf 'caf\\351')\""
    assert all(step.ok for step in follow(ann))


@pytest.mark.parametrize(("changed", "stale"), [("caf\udce9", ['CG101 "caf\\351"']), ("tea\udce9", [])], ids=["it", "another"])
def test_a_clients_shell_reads_a_path_that_is_not_utf8(repository: Repository, changed: str, stale: list[str]) -> None:
    repository.commit_files({"caf\udce9": "1\n", "tea\udce9": "1\n"})
    ann, bob = Claude(repository, "ann"), repository.session("bob")
    assert ann.runs(r"""bash -c 'cat $'"'"'caf\xe9'"'"''""").out == "1\n"
    bob.lands(changed, "too long to be told\n" * 500)
    ann.writes("new.py", "1\n")
    assert ann.commits("new.py").rejected == stale


@pytest.mark.parametrize("words", [("commit", "-qm", "new"), ("check",)], ids=["commit", "check"])
def test_the_commands_hold_in_the_folder_where_they_are_printed(repository: Repository, words: tuple[str, ...]) -> None:
    repository.commit_files({"src/api.py": API, "api.py": API})
    ann, bob = repository.session("ann", repository.top / "src"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("src/api.py", CHANGED)
    ann.writes("caller.py", "f(1)\n")
    assert ann.git("add", "caller.py").ok
    denied = ann.git(*words) if words[0] == "commit" else ann.coordgit(*words)
    assert denied.rejected == ["CG101 src/api.py"]
    assert remedy(ann)[1] == "coordgit read :/src/api.py"
    assert remedy(ann)[2] == ("git commit -qm new" if words[0] == "commit" else "git commit")
    assert follow(ann)[0].ok
    assert words[0] == "commit" or ann.git("commit", "-qm", "new").ok
    assert repository.git("log", "-1", "--format=%s") == "new"


def test_the_commands_hold_below_the_top_where_git_does_not_say_where_it_came_from(repository: Repository) -> None:
    ann = on_a_branch(repository)
    below = repository.session("ann", ann.cwd / "src")
    below.cwd.mkdir()
    assert below.git("pull", "-q", "--no-rebase", "--no-edit", ".", "side").rejected == ["CG101 api.py"]
    assert remedy(below)[1] == "coordgit read --at main :/api.py"
    assert all(step.ok for step in follow(below))


def test_a_path_that_is_counted_from_the_top_is_that_one(repository: Repository) -> None:
    repository.commit_files({"api.py": API, "src/api.py": API, "src/a b.py": API})
    ann = repository.session("ann", repository.top / "src")
    ann.reads(":/api.py:1-2", ":/src/a b.py", ":/none.py")
    assert ann.coordgit("read", "--at", "HEAD", ":/src/api.py").ok
    assert ann.coordgit("read", "--grep", "return", ":/api.py", "api.py").ok
    found = {(read["kind"], read["path"], *read.get("pathspecs", ())) for read in ann.json("session", "show")["reads"]}
    items = {("lines", "api.py"), ("content", "src/a b.py"), ("absent", "none.py"), ("content", "src/api.py")}
    assert found == items | {("match", "", "api.py", "src/api.py")}


def test_explain_offers_to_wait_for_a_lock_and_nothing_else(repository: Repository) -> None:
    repository.begin(a__txt="1\n", b__txt="1\n")
    ann, bob = repository.session("ann"), repository.session("bob")
    assert ann.coordgit("lock", "a.txt", "b.txt", "--why", "changing f").ok
    bob.writes("b.txt", "2\n")
    bob.writes("a.txt", "2\n")
    assert bob.git("commit", "-qam", "x").rejected == ["CG301 a.txt", "CG301 b.txt"]
    said = bob.coordgit("explain").out
    assert "wait until a.txt and b.txt are released (coordgit locks)" in said
    assert "coordgit ack" not in said
    assert "counts because" not in said and said.count("changing f") == 2
    noted = bob.git("-c", "coordgit.bypass=now", "commit", "-qam", "x")
    assert noted.ok and noted.err.count("changing f") == 2


@pytest.mark.parametrize("how", [("merge", "--no-edit", "ann"), ("cherry-pick", "ann")])
def test_what_another_session_has_to_answer_is_not_a_step_of_the_way_on(repository: Repository, how: tuple[str, ...]) -> None:
    """Ann's commit edits what main has changed since; bob brings it to main."""
    repository.begin(api__py="".join(f"line {n}\n" for n in range(9)))
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    ann.reads("api.py")
    ann.lands("api.py", repository.top.joinpath("api.py").read_text() + "the end\n")
    bob.lands("api.py", "the start\n" + repository.top.joinpath("api.py").read_text())
    result = bob.git(*how)
    assert result.rejected == ["CG101 api.py"]
    look = f"next: look at what changed in api.py (coordgit explain {result.verdict}), answer for session ann, which read it"
    assert f'{look} (coordgit ack {result.verdict} --why "..."), git ' in result.err
    assert not any(step.startswith("coordgit read") for step in remedy(bob))
    assert bob.coordgit("ack", result.verdict, "--why", "it fits").ok
    assert remedy(bob)[0].startswith("all of it is acknowledged, git ")
    done = follow(bob)
    assert done[0].ok, done


def test_an_edit_beside_the_targets_change_is_made_true_by_bringing_that_in(repository: Repository) -> None:
    repository.begin(api__py="".join(f"line {n}\n" for n in range(9)))
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    ann.reads("api.py")
    text = repository.top.joinpath("api.py").read_text()
    bob.lands("api.py", "the start\n" + text)
    assert ann.commits("api.py", text + "the end\n").rejected == ["CG101 api.py"]
    steps = remedy(ann)
    assert steps[1:3] == ["git merge --autostash main", "coordgit read api.py"]
    assert all(step.ok for step in follow(ann))
    assert repository.git("show", "ann:api.py") == f"the start\n{text}the end"


def test_a_folder_that_came_where_nothing_was_is_acknowledged(repository: Repository) -> None:
    repository.begin(api__py=API)
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("helper")
    bob.lands("helper/__init__.py", "1\n")
    denied = ann.commits("new.py", "1\n")
    look = f"look at what is in helper now (coordgit explain {denied.verdict})"
    assert f'{look}, acknowledge it (coordgit ack {denied.verdict} --why "...")' in denied.err
    assert not any("read" in step for step in remedy(ann)[1:])
    below = repository.session("ann", repository.top / "helper")
    assert "look at what is in helper now" in below.coordgit("check").err
    assert ann.coordgit("ack", denied.verdict, "--why", "seen").ok
    assert ann.git("commit", "-qm", "new").ok


@pytest.mark.parametrize("args", [("--grep", r"f\(", "*.py"), ("--glob", "*.py")], ids=["search", "listing"])
def test_a_search_that_was_declared_is_declared_again(repository: Repository, args: tuple[str, ...]) -> None:
    repository.begin(api__py=API)
    ann, bob = repository.session("ann"), repository.session("bob")
    assert ann.coordgit("read", *args).ok
    bob.lands("caller.py", "f(1)\n")
    assert ann.commits("new.txt", "1\n").rejected == ["CG102 caller.py"]
    assert all(step.ok for step in follow(ann))


def test_explain_offers_to_acknowledge_a_stale_read(repository: Repository) -> None:
    repository.begin(api__py=API)
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    assert bob.coordgit("lock", "new.py").ok
    assert ann.commits("new.py", "f(1)\n").rejected == ["CG101 api.py", "CG301 new.py"]
    said = ann.coordgit("explain").out
    assert "or, if the change does not matter to yours:\n  coordgit ack v" in said
    assert "or undo" not in said


def test_explain_tells_what_takes_back_from_what_leads_on(repository: Repository) -> None:
    ann = on_a_branch(repository)
    assert ann.git("cherry-pick", "side").rejected
    assert "  git cherry-pick --continue\nor undo:\n  git cherry-pick --abort\nor, if" in ann.coordgit("explain").out


def test_explain_of_a_lost_update_says_to_write_it_again(repository: Repository) -> None:
    repository.begin(api__py=API)
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    assert ann.commits("api.py", API + "# mine\n").rejected == ["CG201 api.py"]
    said = ann.coordgit("explain").out
    assert "  coordgit read --at HEAD api.py\n  # put your change into that" in said


def test_a_diff_quotes_a_name_as_git_does(repository: Repository) -> None:
    repository.commit_files({'"q"': "1\n", "plain": "1\n"})
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads('"q"', "plain")
    bob.lands('"q"', "2\n")
    bob.lands("plain", "2\n")
    ann.commits("new", "1\n")
    said = ann.coordgit("explain").out
    assert '--- "a/\\"q\\""\n' in said and '+++ "b/\\"q\\""\n' in said
    assert "--- a/plain\n" in said


def test_what_was_read_before_the_first_commit_has_no_base(repository: Repository) -> None:
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", API)
    assert re.search(r"CG103 api\.py  not there \d\d:\d\d, changed by", ann.commits("c.py", "1\n").err)


def test_what_was_read_later_names_its_base(repository: Repository) -> None:
    base = repository.begin(other__py="1\n")
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", API)
    assert re.search(rf"CG103 api\.py  not there \d\d:\d\d at {base[:7]}, changed by", ann.commits("c.py", "1\n").err)


@pytest.mark.parametrize("how", [("cherry-pick", "side"), ("merge", "-q", "--no-edit", "side")], ids=["cherry-pick", "merge"])
def test_what_two_lines_have_changed_is_read_on_each_and_known_on_both(repository: Repository, how: tuple[str, ...]) -> None:
    repository.begin(api__py=API)
    ann = repository.session("ann", repository.worktree("ann"))
    repository.session("ann", repository.worktree("side")).lands("side.py", "1\n")
    ann.lands("mine.py", "1\n")
    ann.reads("api.py")
    repository.session("bob", ann.cwd).lands("api.py", CHANGED)
    repository.session("cat").lands("api.py", "def f(z):\n    return z\n")
    assert ann.git(*how).rejected == ["CG101 api.py"] * 2
    steps = remedy(ann)
    assert steps[1:3] == ["coordgit read api.py", "coordgit read --at main api.py"]
    assert all(step.ok for step in follow(ann))
    repository.session("cat").lands("api.py", "def f(zz):\n    return zz\n")
    assert ann.commits("more.py", "1\n").rejected == ["CG101 api.py"]
