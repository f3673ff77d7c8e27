"""How blobs compare, for decisions that ask only where they have to. Nothing is loaded before that."""

from __future__ import annotations

from coordgit.core.knowledge import Texts
from coordgit.core.model import Oid
from coordgit.git.plumbing import Git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.hunks import Hunk


def texts_of(git: Git) -> Texts:
    """Compare blobs as git does."""

    def hunks(one: Oid, other: Oid) -> list[Hunk] | None:
        from coordgit.git import trees

        return trees.hunks(git, [(one, other)])[one, other]

    def count(oid: Oid) -> int:
        from coordgit.git import trees

        return number_of_lines(trees.blobs(git, [oid])[oid] or b"")

    return Texts(hunks, count)


def number_of_lines(text: bytes) -> int:
    return text.count(b"\n") + (text[-1:] not in (b"", b"\n"))
