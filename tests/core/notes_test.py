"""The text of a note: what was written is read back, and nothing that was not written that way is read."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordgit.core import note_format
from coordgit.core.model import ABSENT, CONTENT, ITEMS, LINES, LISTING, MATCH, Query, Read
from coordgit.core.note_format import Again, Block, NotedRead, UnreadableError, parse, text
from coordgit.core.predicates import DECLARED

OID, BASE = "a" * 40, "b" * 40
NOTE = f"""coordgit-reads 1
session 2 made "ann"
left-out 3
at {BASE}
content 1700000000 - - - {OID} = "src/api.py"
again 1700000100 {BASE} - "main"
lines 1700000000 cdru 0a1f 10-24 {OID} - "src/b.py"
match 1700000000 - - - - = "src" {{"pattern": "f\\\\(", "pathspecs": ["*.py"], "ignore_case": true}}
"""


def a_read(kind: str, path: str, *, known: str | None, flags: tuple[bool, ...], at: int, base: str) -> NotedRead:
    asked = Query(pattern="x", pathspecs=("*.py",), recursive=flags[0])
    return NotedRead(
        Read(
            agent="0a1f" if flags[1] else "",
            kind=kind,
            path=path,
            first=3 if kind == LINES else 0,
            last=9 if kind == LINES else 0,
            query=None if kind in ITEMS else asked,
            observed=OID if kind in (CONTENT, LINES) else None,
            known=known,
            base=base,
            at=float(at),
            via=DECLARED if flags[2] else note_format.VIA,
            exact=flags[0],
            declared=flags[1],
            tracked=flags[2],
        ),
        (Again("main", BASE, known, at),) if flags[0] else (),
    )


names = st.text(min_size=1, max_size=12).filter(lambda name: "/" not in name and "\0" not in name and name not in (".", ".."))
paths = st.lists(st.one_of(names, st.just("\udc80")), min_size=1, max_size=3).map("/".join)
some = st.builds(
    a_read,
    st.sampled_from((CONTENT, LINES, ABSENT, LISTING, MATCH)),
    paths.filter(lambda path: path.isascii() or all(not "\ud800" <= letter <= "\udc7f" for letter in path)),
    known=st.sampled_from((None, OID, BASE)),
    flags=st.tuples(st.booleans(), st.booleans(), st.booleans()),
    at=st.integers(0, 9_999_999_999),
    base=st.sampled_from((OID, BASE, "c" * 64)),
)


@given(st.lists(some, max_size=6))
def test_what_is_written_is_read_back(reads: list[NotedRead]) -> None:
    block = Block("ann", 2, "made", tuple(reads), 7)
    (found,) = parse(text([block]).encode())
    assert sorted(found.reads, key=repr) == sorted(reads, key=repr)
    assert found._replace(reads=()) == block._replace(reads=())
    assert text([found]) == text([block])


def test_the_example_is_read() -> None:
    (block,) = parse(NOTE.encode())
    assert (block.session, block.number, block.left_out, len(block.reads)) == ("ann", 2, 3, 3)
    assert text([block]) == NOTE


def test_a_commit_that_git_made_alone_has_no_block() -> None:
    assert parse(text([]).encode()) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("coordgit-reads 1", "coordgit-reads 2"),
        ('session 2 made "ann"', 'session 2 owned "ann"'),
        ('session 2 made "ann"', 'session 2 made "a\\u001bnn"'),
        ('session 2 made "ann"', "session 2 made {}"),
        ('session 2 made "ann"', 'session 0 made "ann"'),
        ('"main"', '"\\udcff"'),
        ('"pattern": "f', '"pattern": "\\ud800'),
        ("left-out 3", "left-out -3"),
        ("left-out 3", "left-out 99999999999"),
        (f"at {BASE}\n", ""),
        (f"at {BASE}", "at HEAD"),
        (f"at {BASE}", f"at {BASE}\nat --output=x"),
        ("content 1700000000", "contents 1700000000"),
        ("content 1700000000 - - -", "content 1700000000 - - 1-2"),
        ("content 1700000000", "content  1700000000"),
        ("10-24", "24-10"),
        ("10-24", "0-24"),
        ("cdru", "urdc"),
        ("0a1f", "0A1F"),
        ('"src/api.py"', '"../api.py"'),
        ('"src/api.py"', '"/etc/passwd"'),
        ('"src/api.py"', '"src//api.py"'),
        ('"src/api.py"', '""'),
        ('"src/api.py"', '"a\\u0000b"'),
        ('"src/api.py"', '"\\ud800"'),
        ('"src/api.py"', '"src/api.py" {"pattern": "x"}'),
        ('"src/b.py"', "[" * 5000),
        ('"src" {', '"src" ['),
        ('"ignore_case": true', '"ignore_case": "true"'),
        ('"ignore_case": true', '"anything": true'),
        ('["*.py"]', '"*.py"'),
        ('["*.py"]', "[1]"),
        ('"main"', '"main" x'),
        ('"src/api.py"', f'"{"x" * 10_000}"'),
    ],
)
def test_a_line_that_is_not_exactly_so_makes_it_unreadable(old: str, new: str) -> None:
    assert old in NOTE
    with pytest.raises(UnreadableError):
        parse(NOTE.replace(old, new, 1).encode())


def test_what_is_not_ascii_or_has_no_end_is_unreadable() -> None:
    for raw in (NOTE.encode() + b"\xff\n", NOTE.encode() * 9000, b"", NOTE.encode()[:-20]):
        with pytest.raises(UnreadableError):
            parse(raw)


def test_too_many_reads_are_left_out_the_oldest_first_and_counted() -> None:
    flags = (False, False, False)
    reads = [a_read(CONTENT, f"f{at}", known=OID, flags=flags, at=at, base=BASE) for at in range(note_format.MOST_READS + 2)]
    kept, left_out = note_format.bounded(reads, 1)
    assert left_out == 2 and min(one.read.at for one in kept) == 2
    assert len(note_format.bounded(reads, 2)[0]) == note_format.MOST_READS // 2
    (block,) = parse(text([Block("ann", 1, "made", kept, left_out)]).encode())
    assert len(block.reads) == note_format.MOST_READS


def _seconds_to_parse(note: bytes) -> float:
    began = time.process_time()
    parse(note)
    return time.process_time() - began


def test_ten_times_as_many_sessions_take_about_ten_times_as_long_to_read() -> None:
    took = []
    for count in (4000, 40_000):
        note = "\n".join([note_format.FIRST_LINE, *(f'session {n} made "ann"' for n in range(1, count + 1))]).encode()
        took.append(min(_seconds_to_parse(note) for _ in range(3)))
    assert took[1] <= 30 * took[0]
