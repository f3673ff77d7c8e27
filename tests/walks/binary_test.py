"""A file of which no diff shows anything, or which its reader is not shown as text: only a look at the file itself counts."""

import shutil

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

TEXT = "".join(f"line {n}\n" for n in range(12))
LONG = TEXT.replace("line 3", "x" * 7000)  # more than is told with its diff


def pair(repository: Repository) -> tuple[Claude, Claude]:
    repository.begin(data__bin="\0\1\n", n__ipynb=TEXT, b__py="0\n")
    return Claude(repository, "ann"), Claude(repository, "bob")


def lands(bob: Claude, path: str, text: str) -> None:
    bob.reads(path)
    bob.writes(path, text)
    assert bob.commits(path).ok


def views(ann: Claude, path: str, kind: str) -> str:
    """The Read tool, of a file that it delivers otherwise than as text."""
    given, answered = {"file_path": str(ann.cwd / path)}, {"type": kind, "file": {"filePath": str(ann.cwd / path)}}
    return ann.after("Read", given, answered, ann.call()) + ann.batch()


@pytest.mark.parametrize(("look", "rejected"), [("coordgit explain", ["CG101 data.bin"]), ("cat data.bin", [])])
def test_who_is_told_only_that_a_file_differs_looks_at_it(repository: Repository, look: str, rejected: list[str]) -> None:
    ann, bob = pair(repository)
    views(ann, "data.bin", "image")
    lands(bob, "data.bin", "\0\2\n")
    told = ann.edits("b.py", "0", "1")
    assert "Binary files differ\n```\n(it stays stale until the file was looked at)" in told, told
    assert ann.commits("b.py").rejected == ["CG101 data.bin"]
    assert ann.runs(look).ok
    assert ann.commits("b.py").rejected == rejected


def test_it_is_enough_for_who_has_seen_less_of_it(repository: Repository) -> None:
    ann, bob = pair(repository)
    ann.runs("file data.bin")
    lands(bob, "data.bin", "\0\2\n")
    told = ann.edits("b.py", "0", "1")
    assert "Binary files differ\n```" in told and "stays stale" not in told, told
    assert ann.commits("b.py").ok


@pytest.mark.parametrize("kind", ["image", "notebook", "pdf"])
def test_a_picture_or_a_notebook_that_is_viewed_again_is_seen(repository: Repository, kind: str) -> None:
    ann, bob = pair(repository)
    views(ann, "n.ipynb", kind)
    lands(bob, "n.ipynb", LONG)
    ann.edits("b.py", "0", "1")
    assert ann.commits("b.py").rejected == ["CG101 n.ipynb"]
    views(ann, "n.ipynb", kind)
    assert ann.commits("b.py").ok


def test_the_pages_of_a_document_are_not_all_of_it(repository: Repository) -> None:
    ann, bob = pair(repository)
    views(ann, "n.ipynb", "pdf")
    lands(bob, "n.ipynb", LONG)
    views(ann, "n.ipynb", "parts")
    ann.edits("b.py", "0", "1")
    assert ann.commits("b.py").rejected == ["CG101 n.ipynb"]


CLEAN = """object=$(mktemp) && cat >"$object" && name=$(sha256sum <"$object" | cut -c1-64) && mv "$object" "$1/$name"
printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%s\\nsize %s\\n' "$name" "$(wc -c <"$1/$name")"
"""
SMUDGE = """cat "$1/$(sed -n 's/^oid sha256://p')"
"""


def with_large_files(repository: Repository) -> None:
    """Set up a filter that does what git-lfs does."""
    objects = repository.folder / "objects"
    objects.mkdir()
    for name, text in (("clean", CLEAN), ("smudge", SMUDGE)):
        (repository.folder / name).write_text(text)
        repository.git("config", f"filter.lfs.{name}", f"sh {repository.folder / name} {objects}")


@pytest.mark.parametrize("look", ["git diff HEAD~1 HEAD", "coordgit explain --all", "cat data.csv"])
def test_who_is_shown_what_git_has_in_place_of_a_large_file_looks_at_it(repository: Repository, look: str) -> None:
    with_large_files(repository)
    repository.begin(data__csv=TEXT, b__py="0\n", __gitattributes="*.csv filter=lfs\n")
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob")
    ann.reads("data.csv")
    lands(bob, "data.csv", TEXT.replace("3", "4"))
    told = ann.edits("b.py", "0", "1")
    assert "Binary files differ\n```\n(it stays stale until the file was looked at)" in told, told
    assert ann.commits("b.py").rejected == ["CG101 data.csv"]
    assert ann.runs(look).ok
    assert ann.commits("b.py").rejected == ([] if look.startswith("cat") else ["CG101 data.csv"])


@pytest.mark.parametrize(("path", "compared"), [("data.bin", False), ("large.txt", False), ("n.ipynb", True)])
def test_the_line_that_a_rejection_points_to_is_looked_for_in_texts_alone(
    repository: Repository, path: str, compared: bool
) -> None:
    """git compares huge or binary files line by line for many seconds."""
    repository.begin(data__bin="\0\1\n", n__ipynb=TEXT, large__txt="1\n" * (5 << 20), b__py="0\n")
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads(path)
    bob.lands(path, {"data.bin": "\0\2\n", "large.txt": "2\n" * (5 << 20)}.get(path, LONG))
    log, wrapper = repository.folder / "children", repository.folder / "command" / "git"
    wrapper.write_text(f'#!/bin/sh\necho "$@" >>{log}\nexec {shutil.which("git")} "$@"\n')
    wrapper.chmod(0o755)
    ann.writes("b.py", "1\n")
    assert ann.git("add", "b.py").ok
    assert ann.coordgit("check").rejected == [f"CG101 {path}"]
    blob = repository.head(f"HEAD:{path}")
    assert any("diff -U0" in line and blob in line for line in log.read_text().splitlines()) == compared
