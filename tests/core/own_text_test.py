import pytest

from coordgit.core.knowledge import Knowledge
from coordgit.core.own_text import FileText, hides_newer, shows_all
from tests.core.knowledge_test import knows, own, whole

LOST = own("mine", lost=True)
"""Written over HEAD's version, from an older one."""

BOTH = ["v0", "v1"]
"""The file lacks what HEAD has gained since each of these."""


def text(
    blob: str | None = "mine",
    tip: str | None = "v2",
    *,
    lacks: list[str],
    landed: str = "",
    elsewhere: bool = False,
    left_by: str = "",
) -> FileText:
    """The file ``blob`` at commit c2, whose version is ``tip``; commit c1 has v1. ``elsewhere``: another session's uncommitted
    edit has the same text; ``left_by``: another session left it last."""
    return FileText(
        blob=blob,
        tip=tip,
        head="c2",
        at={"c1": "v1", "c2": tip}.__getitem__,
        lacking=lambda versions: [version in lacks for version in versions],
        landed=lambda: [landed] if landed else [],
        left_last=lambda: not left_by,
        foreign=lambda: elsewhere,
    )


@pytest.mark.parametrize(
    ("knowledge", "seen", "hides"),
    [
        (knows(whole("mine")), text(lacks=BOTH), False),
        (knows(whole("v1")), text(lacks=BOTH), True),
        (knows(whole("v1")), text(lacks=[]), False),
        (knows(whole("v1")), text(tip="v1", lacks=BOTH), False),
        (knows(whole("v1")), text(tip="mine", lacks=BOTH), False),
        (knows(whole("v1", base="c2")), text(lacks=BOTH), False),
        (knows(whole("v1")), text(lacks=BOTH, elsewhere=True), False),
        (knows(whole("v1")), text(lacks=BOTH, left_by="bob"), False),
        (knows(whole("v1"), write=LOST), text(tip="v1", lacks=BOTH), True),
        (knows(whole("mine"), write=LOST), text(lacks=BOTH), True),
        (knows(whole("mine"), write=LOST), text(lacks=BOTH, left_by="bob"), False),
        (knows(whole("v1"), write=own("mine")), text(lacks=BOTH, landed="v0"), True),
        (knows(whole("v1"), write=own("mine")), text(lacks=["v1"], landed="v0"), False),
        (knows(whole("v1")), text(None, lacks=BOTH), True),
        (knows(whole("v1")), text(None, "v1", lacks=BOTH), False),
        (knows(), text(None, lacks=BOTH), False),
    ],
    ids=[
        "it is known",
        "the tip is new",
        "the text holds what is new",
        "nothing is newer",
        "it is the tip",
        "the tip is what was there at the read",
        "another session has the same",
        "another session left it so",
        "made over a newer version",
        "made over a newer version and read since",
        "made over a newer version and left so by another session",
        "its own landing is lost too",
        "only what it has landed itself stands",
        "removed and new",
        "removed as it was known",
        "removed and never read",
    ],
)
def test_ones_own_text_read_back_shows_nothing_of_a_newer_version(knowledge: Knowledge, seen: FileText, hides: bool) -> None:
    assert hides_newer(knowledge, seen) == hides


@pytest.mark.parametrize(
    ("knowledge", "base", "seen", "shows"),
    [
        (knows(whole("mine"), write=own("mine")), "c1", text(lacks=[]), True),
        (knows(whole("mine"), write=own("mine")), "c1", text(lacks=["v1"]), False),
        (knows(whole("mine"), write=own("mine")), "c1", text(lacks=["v1"], landed="v0"), True),
        (knows(whole("mine"), write=own("mine")), "c2", text(lacks=[]), False),
        (knows(whole("v0"), write=own("mine", "v0")), "c2", text(lacks=["v1"]), True),
        (knows(whole("v0"), write=own("mine", "v0")), "c2", text(tip="v0", lacks=[]), False),
        (knows(whole("v0"), write=own("mine", "v0")), "c2", text("other", lacks=[]), False),
        (knows(whole("v0"), write=own("mine", "v0", before="mine")), "c2", text(lacks=[]), False),
        (knows(whole("v0"), write=LOST), "c2", text(lacks=[]), False),
        (knows(whole("v0")), "c2", text(lacks=[]), False),
    ],
    ids=[
        "it holds what came since the read",
        "it lacks that",
        "it holds what came since its session's own landing",
        "it was read at HEAD",
        "it holds what came since it was made",
        "nothing came since",
        "another text is there",
        "git has put it there",
        "made over a newer version",
        "it has no text of its own",
    ],
)
def test_own_text_that_holds_what_head_has_gained_shows_it(knowledge: Knowledge, base: str, seen: FileText, shows: bool) -> None:
    assert shows_all(knowledge, base, seen) == shows
