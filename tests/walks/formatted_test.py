"""What a formatter makes of a session's uncommitted edit, in a commit's hook or by hand, is that session's too."""

import pytest

from tests.support.claude import Claude, begun
from tests.support.repository import Repository

TWO = "def f(x):\n    return x\n\n\ndef g(x):\n    return x\n"
FORMAT = "sed -i.bak 's/- 1  */- 1/' api.py && rm api.py.bak"


@pytest.fixture
def ann(repository: Repository) -> Claude:
    """Ann has edited one function, with spaces at the end of the line."""
    ann = begun(repository, {"api.py": TWO, "Makefile": f"fmt:\n\t@{FORMAT}\n"})
    ann.edits("api.py", "def g(x):\n    return x", "def g(x):\n    return -x")
    ann.edits("api.py", "return -x", "return -x - 1  ")
    Claude(repository, "bob").reads("api.py")
    return ann


@pytest.mark.parametrize("command", ["make fmt", "git commit -qam mine"])
def test_what_a_formatter_made_of_an_edit_is_committed_with_it(ann: Claude, command: str) -> None:
    repository = ann.repository
    hook = repository.top / ".git/hooks/pre-commit"
    hook.write_text(f"#!/bin/sh\n{FORMAT}\nexit 1\n")
    hook.chmod(0o755)
    ann.runs(command)
    assert "-x - 1\n" in (repository.top / "api.py").read_text(), "it has been formatted"
    hook.unlink()
    Claude(repository, "bob").edits("api.py", "def g(x):", "def g(x, y):")
    committed = ann.runs("coordgit commit -m mine")
    assert committed.ok, committed.err
    assert repository.git("show", "HEAD:api.py") == TWO.replace("def g(x):\n    return x", "def g(x):\n    return -x - 1").strip()


@pytest.mark.parametrize("own", [True, False], ids=["its own file", "another's file"])
def test_what_a_script_only_formats_is_told_by_its_text(ann: Claude, own: bool) -> None:
    """No word of the command tells that it is a formatter."""
    repository = ann.repository
    repository.write("tidy", "sed -i.bak 's/ *$//; s/(x)/( x )/' api.py && rm api.py.bak\n")
    who = ann if own else Claude(repository, "bob")
    assert who.runs("sh tidy").ok
    makers = {row["session"] for path in repository.json("whose")["paths"] for row in path["lines"] or ()}
    assert makers == ({ann.session} if own else {ann.session, None})


def test_what_another_session_writes_meanwhile_stays_its_own(ann: Claude) -> None:
    bob = Claude(ann.repository, "bob")
    call, given = ann.call(), {"command": "make fmt"}
    ann.before("Bash", given, call)
    bob.edits("api.py", "def f(x):\n    return x", "def f(x):\n    return 3 * x")
    ann.after("Bash", given, {"stdout": "", "stderr": "", "interrupted": False}, call)
    (mine,) = ann.repository.json("session", "show", ann.session)["writes"]
    assert "3 * x" not in ann.repository.git("cat-file", "-p", mine["after"])
    assert ann.runs("coordgit commit -m mine").ok
    assert "3 * x" not in ann.repository.git("show", "HEAD:api.py")


@pytest.mark.parametrize("hook_fails", [True, False])
def test_another_sessions_line_that_the_commits_hook_formats_is_still_its_own(ann: Claude, hook_fails: bool) -> None:
    repository, bob = ann.repository, Claude(ann.repository, "bob")
    hook = repository.top / ".git/hooks/pre-commit"
    again = "git diff --quiet" if hook_fails else "git add -u"
    hook.write_text(f"#!/bin/sh\nsed -i.bak 's/ *$//' api.py && rm api.py.bak\n{again}\n")
    hook.chmod(0o755)
    bob.edits("api.py", "def f(x):\n    return x", "def f(x):\n    return 3 * x   ")
    if hook_fails:
        assert ann.runs("git commit -qam mine").code == 1, "formatted"
    assert ann.runs("git commit -qam mine").rejected == ["CG202 api.py"]
    hook.unlink()
    assert ann.runs("coordgit commit -m mine").ok
    assert "3 * x" not in repository.git("show", "HEAD:api.py")
    bob.reads("api.py")
    assert bob.runs("coordgit commit -m his").ok
    assert repository.git("show", "HEAD:api.py") == (repository.top / "api.py").read_text().strip()
    assert "api.py changed by" not in bob.runs("true").out, "his commit is nobody else's"


def formats_all(repository: Repository) -> None:
    hook = repository.top / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nsed -i.bak 's/ *$//' *.py && rm *.bak && git add -u\n")
    hook.chmod(0o755)


@pytest.mark.parametrize(
    ("change", "rejected"),
    [
        (("y = 2\n", "y = 22   \n"), ["CG202 b.py"]),
        (("y = 2\n", ""), ["CG202 b.py"]),
        (("y = 2\n", "y = 2   \n"), []),
    ],
    ids=["a short line", "a short line removed", "spaces alone"],
)
def test_another_sessions_short_edit_that_the_commits_hook_formats_is_still_its_own(
    repository: Repository, change: tuple[str, str], rejected: list[str]
) -> None:
    ann = begun(repository, {"a.py": "a = 1\n", "b.py": "x = 1  \ny = 2\nz = 3\n"})
    formats_all(repository)
    Claude(repository, "bob").edits("b.py", *change)
    ann.edits("a.py", "a = 1\n", "a = 11\n")
    assert ann.runs("git add a.py && git commit -qm mine").rejected == rejected


@pytest.mark.parametrize("all_of_it", [True, False])
def test_another_sessions_short_line_beside_ones_own_that_the_commits_hook_formats_is_still_its_own(
    repository: Repository, all_of_it: bool
) -> None:
    ann = begun(repository, {"b.py": "x = 1\ny = 2\nz = 3\nu = 4\nv = 5\n"})
    formats_all(repository)
    Claude(repository, "bob").edits("b.py", "y = 2\n", "y = 22\n")
    ann.edits("b.py", "v = 5\n", "v = 55   \n")
    done = ann.runs("git commit -qam mine" if all_of_it else "coordgit commit -m mine")
    assert done.rejected == ["CG202 b.py"] * all_of_it


def test_a_text_of_ones_own_that_equals_anothers_is_no_sweep(repository: Repository) -> None:
    ann = begun(repository, {"b.py": "x = 1  \ny = 2\nz = 3\n"})
    formats_all(repository)
    bob = Claude(repository, "bob")
    bob.edits("b.py", "y = 2\n", "y = 22   \n")
    ann.writes("b.py", "x = 1\ny = 22\nz = 3\n")
    assert ann.runs("git add b.py && git commit -qm mine").ok


def test_who_has_taken_back_its_edit_beside_another_is_not_swept(repository: Repository) -> None:
    ann = begun(repository, {"a.py": "a = 1\n", "b.py": "x = 1  \ny = 2\nz = 3\n"})
    formats_all(repository)
    bob, cat = Claude(repository, "bob"), Claude(repository, "cat")
    bob.edits("b.py", "z = 3\n", "z = 33\n")
    cat.edits("b.py", "y = 2\n", "y = 22   \n")
    bob.edits("b.py", "z = 33\n", "z = 3\n")
    ann.edits("a.py", "a = 1\n", "a = 11\n")
    denied = ann.runs("git add a.py && git commit -qm mine")
    assert denied.rejected == ["CG202 b.py"] and "edited by claude cat" in denied.err, denied.err


TIDY = "sed -i.bak 's/ *$//; s/(x)/( x )/' *.py && rm *.bak"


@pytest.mark.parametrize("command", ["make form", "sh tidy"])
def test_other_files_that_a_formatter_brought_into_another_form_are_not_told(repository: Repository, command: str) -> None:
    """A formatter that is run over the whole work tree."""
    ann = begun(
        repository, {"api.py": TWO, "b.py": TWO, "tidy": f"{TIDY}\n", "Makefile": "form:\n\t@" + TIDY.replace("$", "$$") + "\n"}
    )
    ann.edits("api.py", "def f(x):\n    return x", "def f(x):\n    return -x")
    assert ann.runs(command).ok
    committed = ann.runs("git commit -qam formatted")
    assert committed.ok and committed.err == "", committed
    assert repository.git("show", "--format=", "--name-only") == "api.py\nb.py"


def test_another_file_in_which_a_program_has_changed_more_is_told(repository: Repository) -> None:
    ann = begun(repository, {"api.py": TWO, "b.py": TWO, "c.py": TWO})
    ann.edits("api.py", "def f(x):\n    return x", "def f(x):\n    return -x")
    repository.write("b.py", TWO.replace("(x)", "( x )"))
    repository.write("c.py", TWO.replace("(x)", "(y)"))
    committed = ann.runs("git commit -qam formatted")
    assert committed.ok and "CG202 c.py  not edited by this session" in committed.err and "b.py" not in committed.err
