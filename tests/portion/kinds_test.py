"""``coordgit commit`` in repositories of other kinds, and with git's own options for a commit."""

import fcntl
import os
import shlex
from pathlib import Path

import pytest

from coordgit.git import trusted_repositories
from coordgit.portion import make_commit
from tests.portion.team import OF_ANN, TEXT, both_edit, commit, committed, hook
from tests.support.claude import Claude
from tests.support.repository import Repository, needs_reftable


@pytest.mark.parametrize("kind", ["--object-format=sha256", "--ref-format=reftable"])
def test_other_formats_of_objects_and_refs(tmp_path: Path, kind: str) -> None:
    if "reftable" in kind:
        needs_reftable(tmp_path)
    repository = Repository(tmp_path, init=(kind,))
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob")
    ann.writes("f.py", TEXT)
    assert commit(ann).ok  # the first of the repository
    both_edit(ann, bob)
    assert commit(ann).ok and committed(repository, "f.py") == OF_ANN
    assert commit(bob).rejected == ["CG101 f.py"]
    assert repository.git("status", "--porcelain") == "M f.py"


def test_a_submodule_and_an_entry_that_is_only_intended_stay_as_they_are(
    repository: Repository, ann: Claude, bob: Claude
) -> None:
    inner = repository.folder / "inner"
    inner.mkdir()
    repository.git("init", "-q", cwd=inner)
    repository.commit_files({"x": "x\n"}, cwd=inner)
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "sub")
    repository.git("commit", "-qm", "sub")
    repository.commit_files({"x": "y\n"}, cwd=repository.top / "sub")
    bob.writes("new.py", "n\n")
    repository.git("add", "-N", "new.py")
    hook(repository, "pre-commit", "git status --porcelain --ignore-submodules=none > /dev/null && [ -d sub ]")
    before = repository.git("status", "--porcelain")
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    made = commit(ann)
    assert made.ok and not made.err
    assert repository.git("show", "--name-only", "--format=", "HEAD") == "f.py"
    assert repository.git("status", "--porcelain") == before


def test_a_commit_is_signed_or_not_made(repository: Repository, ann: Claude, bob: Claude) -> None:
    program = repository.folder / "gpg"
    program.write_text(
        "#!/bin/sh\ncat > /dev/null; echo '[GNUPG:] SIG_CREATED D 1 8 00 1 X' >&2; echo '-----BEGIN PGP SIGNATURE-----'\n"
    )
    program.chmod(0o755)
    repository.git("config", "commit.gpgSign", "true")
    repository.git("config", "gpg.program", str(program))
    both_edit(ann, bob)
    before = repository.state()
    program.rename(f"{program}.gone")
    assert commit(ann).code == 3 and repository.state() == before
    Path(f"{program}.gone").rename(program)
    assert commit(ann).ok and "gpgsig -----BEGIN PGP" in repository.git("cat-file", "-p", "HEAD")


def test_the_message_is_given_as_to_git(repository: Repository, ann: Claude) -> None:
    editor = repository.folder / "editor"
    editor.write_text('#!/bin/sh\ngrep "modified: *f.py" "$1" && echo edited > "$1"\n')
    editor.chmod(0o755)
    repository.write("message", "of a file\n")
    for n, (words, env, message) in enumerate(
        [
            (("-m", "one", "-m", "two"), {}, "one\n\ntwo"),
            (("-F", "message"), {}, "of a file"),
            ((), {"GIT_EDITOR": str(editor)}, "edited"),
        ]
    ):
        ann.edits("f.py", f"line {n + 2}\n", f"line {n + 2} ann\n")
        made = repository.coordgit("commit", *words, **(ann.env | env))
        assert made.ok, made.err
        assert repository.git("log", "-1", "--format=%B") == message
    ann.edits("f.py", "line 9\n", "line 9 ann\n")
    before = repository.state()
    assert repository.coordgit("commit", **ann.env, GIT_EDITOR="true").code == 1  # an empty message
    assert repository.state() == before


@pytest.mark.parametrize("how", ["chmod +x f.py", "chmod 755 *.py"])
def test_a_mode_is_its_sessions(repository: Repository, ann: Claude, bob: Claude, how: str) -> None:
    bob.edits("g.py", "g\n", "bob\n")
    bob.edits("f.py", "line 8\n", "line 8 bob\n")
    assert ann.runs(how).ok
    rejected = bob.runs("git commit -qam bob")
    assert "CG202 f.py" in rejected.rejected, rejected.err
    assert "  CG202 f.py  made executable by claude ann (" in rejected.err
    assert "mode 100755" in repository.coordgit("whose", "f.py").out
    assert commit(bob).ok and repository.git("ls-tree", "HEAD", "f.py").startswith("100644")
    assert commit(ann).ok and repository.git("ls-tree", "HEAD", "f.py").startswith("100755")
    assert not repository.git("status", "--porcelain")


def test_a_mode_that_no_hook_saw_is_committed_by_name(repository: Repository, ann: Claude, bob: Claude) -> None:
    bob.edits("g.py", "g\n", "bob\n")
    (repository.top / "f.py").chmod(0o755)
    assert commit(ann).code == 1
    assert commit(ann, "--mine-is", "f.py", "f.py").ok
    assert repository.git("ls-tree", "HEAD", "f.py").startswith("100755")
    assert repository.git("status", "--porcelain") == "M g.py"


def test_a_mode_that_was_handed_over_is_committed(repository: Repository, ann: Claude, bob: Claude) -> None:
    assert ann.runs("chmod +x f.py").ok
    rejected = bob.runs("git commit -qam bob")
    assert rejected.rejected == ["CG202 f.py"]
    assert repository.coordgit("ack", rejected.verdict, "--why", "it asked for it", **bob.env).ok
    assert bob.runs("git commit -qam bob").ok


@pytest.mark.parametrize("path", ["f.py", "f.bin"])
def test_what_is_declared_decides_where_two_sessions_changed_the_same(
    repository: Repository, ann: Claude, bob: Claude, path: str
) -> None:
    if path == "f.py":
        ann.edits(path, "line 2\n", "line 2 ann\n")
        bob.edits(path, "line 2 ann\n", "line 2 both\n")
    else:
        assert ann.runs(f"printf '\\0ann' >{path}").ok and bob.runs(f"printf '\\0both' >{path}").ok
    refused = commit(ann)
    assert refused.code == 1
    command = refused.err.rsplit("(coordgit ", 1)[1].rsplit(")", 1)[0]
    made = repository.coordgit(*shlex.split(command), **ann.env)
    assert made.ok and f"CG202 {path}" in made.err and "rejected" not in made.err, made
    assert "both" in committed(repository, path) and not repository.git("status", "--porcelain")


def test_a_file_may_become_a_folder_and_a_folder_a_file(repository: Repository, ann: Claude, bob: Claude) -> None:
    bob.edits("f.py", "line 8\n", "line 8 bob\n")
    assert ann.runs("rm g.py && mkdir g.py && echo x > g.py/x").ok
    assert commit(ann).ok and committed(repository, "g.py/x") == "x\n"
    assert ann.runs("rm -r g.py && echo y > g.py").ok
    assert commit(ann).ok and committed(repository, "g.py") == "y\n"
    assert repository.git("status", "--porcelain") == "M f.py"


def test_commits_take_turns(repository: Repository) -> None:
    place = trusted_repositories.find(str(repository.top))
    assert place is not None
    folder = os.open(place.git_dir, os.O_RDONLY)
    try:
        with make_commit.turn(place, wanted=False):
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)  # as while an editor is open
            fcntl.flock(folder, fcntl.LOCK_UN)
        with make_commit.turn(place, wanted=True), pytest.raises(BlockingIOError):
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(folder)


@pytest.mark.parametrize(("lines", "shown"), [(6, 6), (200, 5)])
def test_a_file_that_both_wrote_anew_is_not_shown_line_by_line(
    repository: Repository, ann: Claude, bob: Claude, lines: int, shown: int
) -> None:
    ann.writes("f.py", "".join(f"ann {n}\n" for n in range(lines)))
    bob.writes("f.py", "".join(f"bob {n}\n" for n in range(lines)))
    refused = commit(bob).err
    assert refused.count("claude bob wrote  bob ") == refused.count("claude ann wrote, claude bob removed  ann ") == shown
    more = f"claude bob wrote  ... {lines - shown} more lines\n"
    assert (more in refused) is (lines > shown), refused
