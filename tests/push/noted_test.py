"""``coordgit verify`` wherever the objects are: by the notes that were pushed, in a clone that knows nothing else."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from coordgit.git.notes import FETCH
from tests.push.push_test import Clones, pushes
from tests.push.push_test import clones as clones
from tests.support.repository import CHANGED, Result

RANGE = "origin/main...origin/feat"


class Elsewhere:
    """Ann's branch rests on api.py and was pushed with its reads; a third clone has what the remote has, and no store."""

    def __init__(self, folder: Path, read: tuple[str, ...] = ("api.py",), first: str = "") -> None:
        self.folder = folder
        self.clones = Clones(folder)
        self.ann, self.bob = self.clones.ann, self.clones.bob
        if first:
            self.bob.lands("api.py", first)
            assert pushes(self.bob).ok and self.ann.git("pull", "-q").ok
        for session in (self.ann, self.bob):
            assert session.git("config", "coordgit.publish", "true").ok
        assert self.ann.git("switch", "-qc", "feat").ok
        self.ann.reads(*read)
        self.ann.lands("caller.py", "f(1)\n")
        assert self.ann.git("push", "-q", "-u", "origin", "feat").ok
        self.here = self.clone()

    def clone(self, *options: str, name: str = "here") -> Path:
        here = self.folder / name
        self.ann.repository.git("clone", "-q", *options, f"file://{self.clones.remote}", str(here), cwd=self.folder)
        self.run(FETCH, here)
        return here

    def run(self, command: str, where: Path | None = None) -> Result:
        done = self.ann.repository.run(["sh", "-c", command], where or self.here)
        assert done.ok, done
        return done

    def fetch(self) -> None:
        self.run("git fetch -q origin")
        self.run(FETCH)

    def bob_lands(self, path: str = "api.py", text: str = CHANGED) -> None:
        self.bob.lands(path, text)
        assert pushes(self.bob).ok
        self.fetch()

    def verify(self, *args: str, where: Path | None = None) -> Result:
        return self.ann.repository.coordgit("verify", *(args or (RANGE,)), cwd=where or self.here)

    def rejected(self, *args: str) -> list[str]:
        """The conflicts; none when it passed, and nothing else is accepted."""
        said = self.verify(*args)
        assert said.code == (1 if said.rejected else 0) and "unknown here" not in said.err, said
        return said.rejected

    def document(self, *args: str) -> Any:
        return json.loads(self.verify(*(args or (RANGE,)), "--json").out)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Elsewhere:
    return Elsewhere(tmp_path)


def test_verify_elsewhere_gives_the_answer_of_the_push(elsewhere: Elsewhere) -> None:
    elsewhere.bob_lands()
    said = elsewhere.verify()
    ann = elsewhere.ann
    assert ann.git("pull", "-q", "--no-rebase", "--no-edit", "origin", "main").ok
    denied = pushes(ann, "origin", "feat:main")
    assert said.rejected == denied.rejected == ["CG101 api.py"] and said.code == 1
    asked, pushed = ([re.sub(r"[0-9]+:[0-9]+", "", line) for line in text.splitlines()[:2]] for text in (said.err, denied.err))
    assert asked == [pushed[0].replace(f" {denied.verdict}", ""), pushed[1]]
    assert not (elsewhere.here / ".git/coordgit").exists()


def test_where_what_was_read_has_not_changed_it_passes(elsewhere: Elsewhere) -> None:
    elsewhere.bob_lands("other.py", "OTHER = 2\n")
    said = elsewhere.verify()
    assert said.ok and said.err == "coordgit: passed: 1 read behind 1 commit is up to date\n", said


def test_a_file_and_a_search_in_it_are_two_reads(elsewhere: Elsewhere) -> None:
    elsewhere.ann.reads("--grep", r"f\(", "*.py")
    assert pushes(elsewhere.ann, "origin", "feat").ok
    elsewhere.bob_lands()
    said = elsewhere.verify()
    assert said.rejected == ["CG101 api.py", "CG102 api.py"] and "rejected: 2 of 2 reads are stale" in said.err


def test_what_it_says_to_do_next_is_what_helps(elsewhere: Elsewhere) -> None:
    elsewhere.bob_lands()
    commands = elsewhere.document()["remedy"][1:]
    assert commands[0] == "git pull --no-rebase origin main"
    for command in commands:
        done = elsewhere.ann.repository.run(["sh", "-c", command], elsewhere.ann.cwd, **elsewhere.ann.env)
        assert done.ok, (command, done)
    elsewhere.fetch()
    assert elsewhere.rejected() == []


def test_an_acknowledgement_counts_elsewhere_if_it_is_pushed(tmp_path: Path) -> None:
    lines = [f"LINE_{n} = {n}\n" for n in range(1, 10)]
    elsewhere = Elsewhere(tmp_path, read=("api.py:5-6",), first="".join(lines))
    elsewhere.bob_lands("api.py", "".join([*lines[:4], "# new\n", *lines[5:]]))
    assert elsewhere.ann.git("fetch", "-q").ok
    denied = elsewhere.ann.coordgit("verify", "origin/main...feat")
    assert elsewhere.ann.coordgit("ack", denied.verdict, "--why", "seen").ok
    assert elsewhere.rejected() == ["CG101 api.py:5-6"]
    assert pushes(elsewhere.ann, "origin", "feat").ok
    elsewhere.bob_lands("api.py", "".join(["# first\n", *lines[1:4], "# new\n", *lines[5:]]))
    assert elsewhere.rejected() == []


@pytest.mark.parametrize(("line", "stale"), [(5, ["CG101 api.py:5-6"]), (1, [])])
def test_lines_that_a_change_does_not_touch_are_true(tmp_path: Path, line: int, stale: list[str]) -> None:
    lines = [f"LINE_{n} = {n}\n" for n in range(1, 10)]
    elsewhere = Elsewhere(tmp_path, read=("api.py:5-6",), first="".join(lines))
    lines[line - 1 : line] = ["# new\n", "# newer\n"]
    elsewhere.bob_lands("api.py", "".join(lines))
    assert elsewhere.rejected() == stale


@pytest.mark.parametrize("whose", ["ann", "bob"])
def test_a_change_is_nobodys_own_but_its_makers(elsewhere: Elsewhere, whose: str) -> None:
    """Both change api.py in the same way on main, where only a note tells whose commit that is."""
    maker = elsewhere.ann if whose == "ann" else elsewhere.bob
    if whose == "ann":
        assert maker.git("switch", "-q", "main").ok
    maker.lands("api.py", CHANGED)
    assert pushes(maker, "origin", "main").ok
    elsewhere.fetch()
    assert elsewhere.rejected() == ([] if whose == "ann" else ["CG101 api.py"])


@pytest.mark.parametrize(("policy", "code"), [("pass", 0), ("warn", 0), ("reject", 1)])
def test_what_commits_without_a_note_come_to_is_a_setting(elsewhere: Elsewhere, policy: str, code: int) -> None:
    elsewhere.run(f"git config coordgit.unknown {policy}")
    assert elsewhere.verify().ok
    elsewhere.run("git for-each-ref --format='delete %(refname)' refs/notes | git update-ref --stdin")
    said = elsewhere.verify()
    assert said.code == code
    assert said.rejected == (["CG401 origin/main"] if policy == "reject" else [])
    assert ('"ann: caller.py" (Dev)' in said.err, f"try: {FETCH}" in said.err) == (policy != "pass", policy != "pass")
    publish = "publish what was read (coordgit init --publish), push again with its hooks from the clone where it was read"
    assert (publish in said.err) == bool(code)


def test_a_merge_that_git_made_alone_has_no_reads_and_is_not_unknown(elsewhere: Elsewhere) -> None:
    elsewhere.run("git config coordgit.unknown reject")
    elsewhere.bob_lands("other.py", "OTHER = 2\n")
    identity = "git -c user.name=forge -c user.email=forge@localhost"
    elsewhere.run(f"git switch -q --detach origin/main && {identity} merge -q --no-ff -m merged origin/feat")
    assert elsewhere.rejected("origin/main...HEAD") == []
    elsewhere.run(f"echo more >>other.py && {identity} commit -q -a --amend --no-edit")
    assert elsewhere.verify("origin/main...HEAD").rejected == ["CG401 origin/main"]


@pytest.mark.parametrize("text", ["coordgit-reads 2\n", "coordgit-reads 1\nsession 1 made ann\n", "x" * 3_000_000])
def test_a_note_that_cannot_be_read_makes_the_reads_unknown(elsewhere: Elsewhere, text: str) -> None:
    elsewhere.run("git for-each-ref --format='delete %(refname)' refs/notes | git update-ref --stdin")
    (elsewhere.folder / "note").write_text(text)
    elsewhere.run(f"git -c user.name=x -c user.email=x@x notes --ref=coordgit/x add -F {elsewhere.folder}/note origin/feat")
    said = elsewhere.verify()
    assert said.ok and ": its note cannot be read, " in said.err, said


@pytest.mark.parametrize(
    ("words", "asks", "code", "says"),
    [
        (("--depth=1", "--no-single-branch"), (), 3, "coordgit: this clone is shallow"),
        (("--single-branch", "-b", "feat"), ("origin/main...HEAD",), 2, "origin/main is not a commit here"),
    ],
    ids=["a shallow clone", "a clone of the branch alone"],
)
def test_a_clone_that_lacks_commits_says_what_to_fetch_and_takes_nothing_for_landed(
    elsewhere: Elsewhere, words: tuple[str, ...], asks: tuple[str, ...], code: int, says: str
) -> None:
    elsewhere.bob_lands()
    here = elsewhere.clone(*words, name="less")
    said = elsewhere.verify(where=here)
    assert said.code == code and says in said.err, said
    elsewhere.run(said.err.splitlines()[1].removeprefix("try: "), here)
    assert elsewhere.verify(*asks, where=here).rejected == ["CG101 api.py"]


def test_a_partial_clone_fetches_what_it_needs(elsewhere: Elsewhere) -> None:
    elsewhere.ann.repository.git("config", "uploadpack.allowFilter", "true", cwd=elsewhere.clones.remote)
    elsewhere.bob_lands()
    here = elsewhere.clone("--filter=blob:none", "--no-checkout", name="partial")
    assert elsewhere.verify(where=here).rejected == ["CG101 api.py"]


def test_in_a_clone_with_a_store_the_notes_say_what_that_does_not_know(elsewhere: Elsewhere) -> None:
    elsewhere.bob_lands()
    bob = elsewhere.bob
    for command in ("git fetch -q origin", FETCH):
        elsewhere.run(command, bob.cwd)
    said = bob.coordgit("verify", RANGE)
    assert said.rejected == ["CG101 api.py"]
    assert bob.coordgit("explain", said.verdict).ok
    assert bob.json("session", "list")["sessions"] == [
        one for one in bob.json("session", "list")["sessions"] if "/" not in one["session"]
    ]


def test_github_shows_it_at_the_line_that_was_read(elsewhere: Elsewhere) -> None:
    elsewhere.bob_lands()
    said = elsewhere.verify(RANGE, "--format", "github")
    (line,) = said.out.splitlines()
    assert line.startswith("::error file=api.py,line=1,endLine=1,title=coordgit CG101::api.py read ")
    assert "changed by" in line and '"bob: api.py"' in line and said.code == 1


def test_names_end_no_annotation(tmp_path: Path) -> None:
    clones = Clones(tmp_path / "first")
    name = "a,b:c%\n::error::x.py"
    clones.ann.lands(name, "1\n")
    clones.bob.git("pull", "-q")
    assert pushes(clones.ann).ok
    assert clones.ann.git("config", "coordgit.publish", "true").ok
    assert clones.ann.git("switch", "-qc", "feat").ok
    clones.ann.reads(name)
    clones.ann.lands("caller.py", "f(1)\n")
    assert pushes(clones.ann, "origin", "feat").ok
    assert clones.bob.git("pull", "-q").ok
    clones.bob.lands(name, "2\n")
    assert pushes(clones.bob).ok
    assert clones.ann.git("fetch", "-q").ok
    said = clones.ann.coordgit("verify", "origin/main...feat", "--format", "github").out
    assert said.count("\n") == 1 and said.startswith("::error file=a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax.py,line=1,")


def test_gitlab_gets_a_report(elsewhere: Elsewhere) -> None:
    assert json.loads(elsewhere.verify(RANGE, "--format", "gitlab").out) == []
    elsewhere.bob_lands()
    (issue,) = json.loads(elsewhere.verify(RANGE, "--format", "gitlab").out)
    assert issue["location"] == {"path": "api.py", "lines": {"begin": 1, "end": 1}}
    assert (issue["check_name"], issue["severity"]) == ("coordgit CG101", "major")


@pytest.mark.parametrize("policy", ["warn", "reject"])
def test_a_bare_repository_without_any_notes_rejects_unknown_reads_if_that_is_set(clones: Clones, policy: str) -> None:
    assert clones.ann.coordgit("-C", str(clones.remote), "init", "--no-clients").ok
    clones.ann.repository.git("config", "coordgit.unknown", policy, cwd=clones.remote)
    clones.ann.lands("caller.py", "f(1)\n")
    pushed = pushes(clones.ann)
    assert pushed.ok == (policy == "warn")
    assert ("remote:   CG401 main" in pushed.err) == (policy == "reject"), pushed


def test_a_bare_repository_asks_the_notes_of_commits_that_were_pushed_to_another_branch_before(clones: Clones) -> None:
    ann, bob = clones.ann, clones.bob
    assert ann.coordgit("-C", str(clones.remote), "init", "--no-clients").ok
    for session in (ann, bob):
        assert session.git("config", "coordgit.publish", "true").ok
    assert ann.git("switch", "-qc", "feat").ok
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    assert pushes(ann, "-u", "origin", "feat").ok
    bob.lands("api.py", CHANGED)
    assert pushes(bob).ok
    assert ann.git("pull", "-q", "--no-rebase", "--no-edit", "origin", "main").ok
    assert "remote:   CG101 api.py" in pushes(ann, "--no-verify", "origin", "feat:main").err
    assert "CG101 api.py" in ann.coordgit("-C", str(clones.remote), "verify", "main...feat").err
    ann.reads("api.py")
    assert pushes(ann, "origin", "feat:main").ok


@pytest.mark.parametrize("stale", [True, False])
def test_a_bare_repository_asks_the_notes_that_came_with_a_push(elsewhere: Elsewhere, stale: bool) -> None:
    ann = elsewhere.ann
    elsewhere.bob_lands("api.py" if stale else "other.py", CHANGED)
    assert ann.repository.coordgit("-C", str(elsewhere.clones.remote), "init", "--no-clients").ok
    assert ann.git("pull", "-q", "--no-rebase", "--no-edit", "origin", "main").ok
    assert ann.git("config", "coordgit.level", "record").ok  # so that only the other side rejects
    pushed = pushes(ann, "origin", "feat:main", "feat")
    assert pushed.ok == (not stale)
    if stale:
        assert "remote: coordgit: rejected" in pushed.err and "remote:   CG101 api.py" in pushed.err
        assert "remote: next: read api.py again" in pushed.err  # the branch contains main already
        ann.reads("api.py")
        assert pushes(ann, "origin", "feat:main", "feat").ok


def test_a_folder_that_a_bare_repository_rejects_is_acknowledged_where_the_file_was_read(elsewhere: Elsewhere) -> None:
    """The verdict is in the bare repository alone, which knows no session that could acknowledge it."""
    ann = elsewhere.ann
    assert elsewhere.bob.git("rm", "-q", "api.py").ok
    elsewhere.bob_lands("api.py/x.py", "1\n")
    assert ann.repository.coordgit("-C", str(elsewhere.clones.remote), "init", "--no-clients").ok
    assert ann.git("pull", "-q", "--no-rebase", "--no-edit", "origin", "main").ok
    pushed = pushes(ann, "--no-verify", "origin", "feat:main")
    there = "acknowledge it, as this says there (coordgit check), push again with its hooks from the clone where it was read"
    assert f"remote: next: look at what is in api.py now and {there}" in pushed.err
    asked = ann.coordgit("check")
    assert asked.rejected == ["CG101 api.py"] and ann.coordgit("ack", asked.verdict, "--why", "seen").ok
    assert pushes(ann, "origin", "feat:main").ok


def test_a_change_is_told_with_the_time_of_its_commit(elsewhere: Elsewhere) -> None:
    elsewhere.bob.env["GIT_COMMITTER_DATE"] = "2020-01-02T03:04:05Z"
    elsewhere.bob_lands()
    (conflict,) = elsewhere.document()["conflicts"]
    assert conflict["change"]["at"] == 1577934245.0
