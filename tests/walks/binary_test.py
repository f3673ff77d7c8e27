"""A file that its reader is not shown as text: an image, a notebook, a document."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

pytestmark = pytest.mark.daily(2)

TEXT = "".join(f"line {n}\n" for n in range(12))
LONG = TEXT.replace("line 3", "x" * 7000)  # more than is told with its diff


def pair(repository: Repository) -> tuple[Claude, Claude]:
    repository.begin(n__ipynb=TEXT, b__py="0\n")
    return Claude(repository, "ann"), Claude(repository, "bob")


def lands(bob: Claude, path: str, text: str) -> None:
    bob.reads(path)
    bob.writes(path, text)
    assert bob.commits(path).ok


def views(ann: Claude, path: str, kind: str) -> str:
    """The Read tool, of a file that it delivers otherwise than as text."""
    given, answered = {"file_path": str(ann.cwd / path)}, {"type": kind, "file": {"filePath": str(ann.cwd / path)}}
    return ann.after("Read", given, answered, ann.call()) + ann.batch()


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
