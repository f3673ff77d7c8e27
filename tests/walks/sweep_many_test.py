"""CG202 of many paths, or beside many stale ones: the way on is one that can be pasted, and hands nothing over."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository
from tests.support.way_on import obey

pytestmark = pytest.mark.usefixtures("command_line")

MANY = 25
FILES = {f"m/f{n}.py": f"import x\nx.old({n})\n" for n in range(MANY)}


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files({**FILES, "notes.txt": "n\n", "other.txt": "o\n"})
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude, repository: Repository) -> Claude:
    return Claude(repository, "bob")


def test_a_commit_of_too_many_own_paths_to_name_leaves_anothers_out(ann: Claude, bob: Claude, repository: Repository) -> None:
    bob.writes("notes.txt", "of bob\n")
    ann.runs("sed -i s/old/new/ m/*.py")
    denied = ann.runs("git commit -qam all")
    assert denied.rejected == ["CG202 notes.txt"]
    assert "next: commit only what this session has edited (coordgit commit -m all); or, once" in denied.err, denied.err
    assert ann.runs("coordgit commit -m all").ok
    assert len(repository.git("show", "--name-only", "--format=", "HEAD").split()) == MANY
    assert repository.git("status", "--porcelain") == "M notes.txt"


def test_own_paths_are_to_be_named_if_not_all_of_their_edits_are_recorded(
    ann: Claude, bob: Claude, repository: Repository
) -> None:
    bob.writes("notes.txt", "of bob\n")
    ann.runs("sed -i s/old/new/ m/*.py")
    repository.write("other.txt", "generated\n")
    denied = ann.runs("git commit -qam all")
    assert "commit again, naming your own paths" in denied.err and "coordgit commit" not in denied.err, denied.err


@pytest.mark.parametrize("many", [False, True])
def test_who_looks_at_a_stale_answer_is_handed_no_edit(ann: Claude, bob: Claude, repository: Repository, many: bool) -> None:
    """Its files hold another's edits, so the search cannot be repeated."""
    paths = " ".join(sorted(FILES) if many else ["m/f1.py"])
    ann.runs("grep -rn x.old m")
    ann.edits("notes.txt", "n", "x.old")
    assert bob.runs(f"sed -i s/old/new/ {paths} && git commit -qm new m && sed -i s/new/newer/ {paths}").ok
    bob.writes("other.txt", "of bob\n")
    denied = ann.runs("git commit -qam notes")
    named = "m/f0.py" if many else "m/f1.py"  # one line is for all files of the search
    assert {f"CG102 {named}", "CG202 m/f1.py"} <= set(denied.rejected)
    done = obey(ann, denied, lambda: ann.runs("git commit -qam notes"))
    assert all(one.ok for one in done), done
    assert any("+x.new(1)" in one.out for one in done), done
    ann.edits("notes.txt", "x", "xx")
    assert "CG202 other.txt" in ann.runs("git commit -qm more -- notes.txt other.txt m/f1.py").rejected


def test_what_another_has_staged_in_part_or_renamed_stays_staged(ann: Claude, bob: Claude, repository: Repository) -> None:
    """A commit that chooses its paths takes nothing else from the index."""
    bob.writes("notes.txt", "staged\n")
    assert bob.runs("git add notes.txt && git mv other.txt moved.txt").ok
    bob.writes("notes.txt", "not staged\n")
    ann.edits("m/f1.py", "old", "new")
    staged = repository.git("diff", "--cached")
    denied = ann.runs("git commit -qam mine")
    assert denied.rejected == ["CG202 moved.txt", "CG202 notes.txt", "CG202 other.txt"]
    done = obey(ann, denied, lambda: ann.runs("git commit -qam mine"))
    assert all(one.ok for one in done), done
    assert repository.git("diff", "--cached") == staged
    assert repository.git("show", "--name-only", "--format=", "HEAD") == "m/f1.py"


@pytest.mark.parametrize("added", ["m/f1.py", "-A"])
def test_it_stays_staged_too_where_a_new_file_is_left_out_by_naming_ones_own(
    ann: Claude, bob: Claude, repository: Repository, added: str
) -> None:
    bob.writes("notes.txt", "staged\n")
    assert bob.runs("git add notes.txt && git mv other.txt moved.txt").ok
    ann.edits("m/f1.py", "old", "new")
    assert ann.runs(f"git add {added}").ok
    staged = repository.git("diff", "--cached", "--", "notes.txt", "other.txt", "moved.txt")
    denied = ann.runs("git commit -qm mine")
    assert denied.rejected == ["CG202 moved.txt", "CG202 notes.txt", "CG202 other.txt"]
    done = obey(ann, denied, lambda: ann.runs("git commit -qm mine"))
    assert all(one.ok for one in done), done
    assert repository.git("diff", "--cached") == staged
    assert repository.git("show", "--name-only", "--format=", "HEAD") == "m/f1.py"
