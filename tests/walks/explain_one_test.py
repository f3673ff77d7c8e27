"""One conflict of several: only that is shown, and acknowledged, and what is said leads to a landing all the same."""

from tests.support.repository import Repository, Session


def rejected(repository: Repository) -> Session:
    repository.commit_files({"a.py": "A = 1\n", "b.py": "B = 1\n", "c.py": "C = 1\n"})
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("a.py", "b.py")
    bob.lands("a.py", "A = 2\n")
    bob.lands("b.py", "B = 2\n")
    assert ann.commits("c.py", "C = 2\n").rejected == ["CG101 a.py", "CG101 b.py"]
    return ann


def newest(ann: Session) -> str:
    return str(ann.json("explain")["verdict"])


def test_one_conflict_is_shown_and_the_way_on_is_that_of_all(repository: Repository) -> None:
    ann = rejected(repository)
    text = ann.coordgit("explain", f"{newest(ann)}#1").out
    assert "+A = 2" in text and "+B = 2" not in text
    assert "2 of 2 reads are stale" in text
    assert f'coordgit ack {newest(ann)}#1 --why "..."' in text
    shown = ann.json("explain", f"{newest(ann)}#1")
    assert [conflict["path"] for conflict in shown["conflicts"]] == ["a.py"]
    assert "coordgit read b.py" in " ".join(shown["remedy"])


def test_all_of_them_are_acknowledged_at_once_where_all_are_shown(repository: Repository) -> None:
    ann = rejected(repository)
    text = ann.coordgit("explain", newest(ann)).out
    assert "+A = 2" in text and "+B = 2" in text
    assert f'ack {newest(ann)} --why "..."' in text
