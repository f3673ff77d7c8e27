"""What a client's shell command changes in several files at once is its session's edit; what a program makes is nobody's."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

FILES = {"src/a.py": "one\n", "src/b.py": "one\n", "Makefile": "gen:\n\techo two >src/a.py\n"}
EDIT = "s/one/two/"
PATHS = ["src/a.py", "src/b.py"]


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files(FILES)
    return Claude(repository, "ann")


@pytest.mark.parametrize(
    "command",
    [
        f"sed -i {EDIT} src/*.py",
        f'for f in src/*.py; do sed -i {EDIT} "$f"; done',
        f"find src -name '*.py' -exec sed -i {EDIT} {{}} +",
        f"grep -rl one src | xargs sed -i {EDIT}",
        f"for f in $(find src -name '*.py'); do sed -i {EDIT} $f; done",
        f'git ls-files src | while read -r f; do sed -i {EDIT} "$f"; done',
        f"for f in $(grep -rl one src); do sed -i {EDIT} $f; done",
        f'grep -rl one src | while read -r f; do sed -i {EDIT} "$f"; done',
        "find src -name '*.py' -delete",
        "python3 -c \"import os; os.remove('src/a.py'); os.remove('src/b.py')\"",
        "python3 - src/a.py src/b.py <<'E'\nimport sys\nfor p in sys.argv[1:]:\n    open(p, 'w').write('two')\nE",
        "python3 - <<'E'\nfrom pathlib import Path\nfor p in Path('src').rglob('*.py'):\n    p.write_text('two')\nE",
        f"cd src && perl -pi -e {EDIT} *.py",
        "rm src/*.py",
        "rm -r src",
        "git rm -q 'src/*.py'",
        "python3 - <<'E'\nfor p in ('src/a.py', 'src/b.py'):\n    open(p, 'w').write('two')\nE",
        "python3 - <<'E'\nfrom pathlib import Path\na, b = Path('src/a.py'), Path('src/b.py')\n"
        "b.write_text(a.read_text().replace('one', 'two'))\na.write_text(b.read_text())\nE",
    ],
)
def test_another_session_does_not_commit_what_a_command_did_to_several_files(ann: Claude, command: str) -> None:
    assert ann.runs(command).ok
    bob = Claude(ann.repository, "bob")
    bob.writes("new.py", "1\n")
    assert bob.runs("git add -A && git commit -qm bob").rejected == [f"CG202 {path}" for path in PATHS]
    assert ann.repository.coordgit("commit", "-m", "ann", **ann.env).ok
    assert ann.repository.git("show", "--format=", "--name-only", "HEAD").split() == PATHS


PATCH = "".join(f"--- a/{path}\n+++ b/{path}\n@@ -1 +1 @@\n-one\n+two\n" for path in PATHS)
TWO = "echo two >../two"


@pytest.mark.parametrize(
    "command",
    [
        "patch -sp1 <../x.patch",
        "git apply ../x.patch",
        f"git apply - <<'E'\n{PATCH}E",
        "for f in src/*.py; do printf '1c\ntwo\n.\nw\n' | ed -s $f; done",
        f"{TWO} && for f in a b; do dd status=none if=../two of=src/$f.py; done",
        f"{TWO} && for f in a b; do install -m 644 ../two src/$f.py; done",
        f"{TWO} && tee src/a.py src/b.py <../two",
        "truncate -s 1 src/a.py src/b.py",
    ],
)
def test_another_session_does_not_commit_or_stash_what_a_patch_or_an_editor_did(ann: Claude, command: str) -> None:
    (ann.repository.folder / "x.patch").write_text(PATCH)
    assert ann.runs(command).ok
    bob = Claude(ann.repository, "bob")
    assert bob.runs("git commit -qam bob").rejected == [f"CG202 {path}" for path in PATHS]
    bob.before("Bash", {"command": "git stash"}, "x")
    assert "would take away uncommitted edits of claude ann" in bob.last.out


MODELS_PATCH = "*** Begin Patch\n*** Update File: src/a.py\n@@\n-one\n+two\n*** End Patch\n"


@pytest.mark.parametrize("command", [f"apply_patch <<'E'\n{MODELS_PATCH}E", f"apply_patch '{MODELS_PATCH}'"])
@pytest.mark.parametrize("path", PATHS)
def test_another_session_does_not_commit_what_a_patch_of_a_model_names(ann: Claude, command: str, path: str) -> None:
    """Codex runs this command itself; here a script that writes both files stands for it."""
    script = ann.repository.folder / "command" / "apply_patch"
    script.write_text("#!/bin/sh\nfor f in src/*.py; do echo two >$f; done\n")
    script.chmod(0o755)
    assert ann.runs(command).ok
    bob = Claude(ann.repository, "bob")
    assert bob.runs(f"git commit -qm bob {path}").rejected == ["CG202 src/a.py"] * (path == "src/a.py")


@pytest.mark.parametrize("command", ["git apply --check ../x.patch", "patch --dry-run -sp1 <../x.patch"])
def test_a_patch_that_is_only_tried_changes_nothing(ann: Claude, command: str) -> None:
    (ann.repository.folder / "x.patch").write_text(PATCH)
    assert ann.runs(command).ok
    assert ann.repository.json("session", "show", "ann")["writes"] == []


@pytest.mark.parametrize("command", ["mv src lib", "git mv src lib"])
def test_a_folder_that_a_session_moves_is_moved_by_its_commit(ann: Claude, command: str) -> None:
    bob = Claude(ann.repository, "bob")
    bob.writes("new.py", "1\n")
    assert ann.runs(command).ok
    assert ann.repository.coordgit("commit", "-m", "ann", **ann.env).ok
    assert ann.repository.git("show", "--format=", "--name-status", "-M", "HEAD").split("\n") == [
        "R100\tsrc/a.py\tlib/a.py",
        "R100\tsrc/b.py\tlib/b.py",
    ]


READ_BY_PATH = """python3 -c "from pathlib import Path; print(Path('src/b.py').read_text())" """


@pytest.mark.parametrize("command", ["make -s gen", "cat src/*.py", READ_BY_PATH])
def test_what_a_program_makes_or_a_command_only_names_is_nobodys(ann: Claude, command: str) -> None:
    assert ann.runs(command).ok
    ann.repository.write("src/b.py", "by hand\n")
    bob = Claude(ann.repository, "bob")
    bob.writes("new.py", "1\n")
    assert bob.runs("git add -A && git commit -qm bob").ok


@pytest.mark.parametrize(
    ("command", "codes"),
    [
        ("git mv f.py g.py && git commit -qm moved", ["CG101 g.py"]),
        ("echo b > g.py && git add g.py && git commit -qm made", ["CG101 g.py"]),
        ("git checkout -q his -- g.py && git commit -qm taken", []),
        ("git merge -q his", []),
    ],
    ids=["moved", "made", "taken", "merged"],
)
def test_a_file_that_a_call_has_made_and_committed_is_known_as_any_that_its_session_made(
    repository: Repository, command: str, codes: list[str]
) -> None:
    repository.commit_files({"f.py": "a\n"})
    ann, bob = Claude(repository, "00000000-0000-4000-8000-00000000000a"), repository.session("bob")
    repository.session("his", repository.worktree("his")).lands("g.py", "his\n")
    ann.reads("f.py")
    assert ann.runs(command).ok
    ann.writes("caller.py", "1\n")
    bob.lands("g.py", "changed\n")
    assert ann.commits("caller.py").rejected == codes
