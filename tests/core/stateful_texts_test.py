"""The pure rule against the oracle, for what looks into texts: ranges of lines and searches, through the session's own edits.

Every line is written once, so it tells by itself whether what was read still stands: nothing here compares two texts to
know. Both ways are asked at each step: what the rule lets pass is true, and what nobody else touched is let pass.
"""

from typing import NamedTuple

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from coordgit.core.model import LINES, MATCH, Change, CheckedBranch, Epoch, Query, Read
from coordgit.core.stale_ranges import Hunks, blob_pairs, is_as_known, range_touched
from coordgit.core.stale_searches import search_changed
from coordgit.core.validation import CheckedRead, Delta, Suspect, needs_hunks, suspects
from tests.core.hunks_test import between
from tests.oracle.cycles import told, witness
from tests.oracle.serialization import Asked as Question
from tests.oracle.serialization import History, Landing, true_at_parent
from tests.support.thorough import examples

Text = tuple[str, ...]
"""The lines of a file, between its two ends; with none between them the file does not exist. A piece of one has no ends."""

NOTHING = ("^", "$")
START = {
    "a": ("^", "f1", "g2", "f3", "g4", "f5", "g6", "f7", "g8", "f9", "$"),
    "d/b": ("^", "g11", "f12", "g13", "f14", "$"),
    "d/c": NOTHING,
}
NAMES, PATHS, FOLDERS, WORDS = ("ann", "bob"), tuple(START), ("", "d"), ("f", "g")
LANDINGS = ("now", "later", "rebased")
WHERE = st.sampled_from(("a", "a", "a", "d/b", "d/c"))


class Edit(NamedTuple):
    """One line put in the place of another, or between two, or removed from between them."""

    above: str
    below: str
    removed: str = ""
    put: str = ""


class Range(NamedTuple):
    """A read of lines, and what became of them: on the line, as its session knows (newest last), and in its own files."""

    read: Read
    base: int
    there: tuple[Text, ...]
    mine: Text
    seen: Text

    def question(self) -> Question:
        path = self.read.path
        name = f"{path}:{self.read.first}-{self.read.last}"
        return Question(name, ((path, True),), lambda at, now: (at == path and self.holds(lines_of(now))) or None)

    def holds(self, text: Text) -> bool:
        """Somebody else may have landed just what its session made of the lines, too."""
        return any(stands(text, piece) for piece in (*self.there, self.mine))


class Search(NamedTuple):
    """A search for lines with a word; ``mine`` is what its session made of the answer itself since ``base``."""

    read: Read
    base: int
    word: str
    mine: dict[str, Text | None]

    def answer(self, path: str, oid: str | None) -> Text | None:
        lines = lines_of(oid) if oid and path.startswith(self.read.path) else ()
        return tuple(sorted(line for line in lines if self.word in line)) or None

    def answers(self, tip: dict[str, Text]) -> dict[str, Text | None]:
        return {path: self.answer(path, blob(text)) for path, text in tip.items()}

    def question(self, tip: dict[str, Text]) -> Question:
        found = tuple((path, lines) for path, lines in self.answers(tip).items() if lines)
        return Question(f"{self.word} in {self.read.path}", found, self.answer)


class Worker:
    """A session in a worktree of its own: the tip it started from, its files, what it has not landed, what it read."""

    def __init__(self) -> None:
        self.at = 0
        self.files = dict(START)
        self.edits: dict[str, list[Edit]] = {path: [] for path in PATHS}
        self.ranges: dict[str, Range] = {}
        self.searches: dict[str, Search] = {}
        self.made: set[tuple[str, str | None]] = set()


class Texts(RuleBasedStateMachine):
    """One line, its tips numbered from 0; sessions edit in their own worktrees and land path by path."""

    def __init__(self) -> None:
        super().__init__()
        self.tips: list[dict[str, Text]] = [dict(START)]
        self.makers: list[str] = []
        self.workers = {name: Worker() for name in NAMES}
        self.landings: list[Landing] = []
        self.number = 100

    @initialize(first=st.integers(2, 7), other=st.integers(2, 7))
    def begin(self, first: int, other: int) -> None:
        self.reads("ann", "a", first, 1)
        self.reads("bob", "a", other, 1)

    @rule(name=st.sampled_from(NAMES), path=WHERE, first=st.integers(1, 9), more=st.integers(0, 2))
    def reads(self, name: str, path: str, first: int, more: int) -> None:
        worker = self.workers[name]
        self._look(name, path, first, first + more, worker.files[path], worker.at, worker.edits[path])

    def _look(self, name: str, path: str, first: int, last: int, text: Text, base: int, unlanded: list[Edit]) -> None:
        key = f"{path}:{first}-{last}"
        self.workers[name].ranges.pop(key, None)
        if last > len(text) - 2:
            return
        seen = text[first : last + 1]
        there = replayed(seen, undoing(unlanded))  # as the line has them
        read = Read(0, Epoch(name, 1), "", LINES, path, first, last, None, blob(text), blob(text), None, 0.0, "", True, True, "")
        self.workers[name].ranges[key] = Range(read, base, (there,), seen, seen)

    @rule(name=st.sampled_from(NAMES), folder=st.sampled_from(FOLDERS), word=st.sampled_from(WORDS))
    def searches(self, name: str, folder: str, word: str) -> None:
        self._search(name, folder, word, self.workers[name].at)

    def _search(self, name: str, folder: str, word: str, base: int) -> None:
        query = Query(word + r"\d+")
        read = Read(0, Epoch(name, 1), "", MATCH, folder, 0, 0, query, None, None, None, 0.0, "", True, True, "")
        self.workers[name].searches[f"{word} in {folder}"] = Search(read, base, word, {})

    @rule(
        name=st.sampled_from(NAMES),
        path=WHERE,
        where=st.integers(1, 10),
        how=st.sampled_from(("replace", "insert", "delete")),
        word=st.sampled_from(WORDS),
        landing=st.sampled_from(LANDINGS),
    )
    def edits(self, name: str, path: str, where: int, how: str, word: str, landing: str) -> None:
        text = self.workers[name].files[path]
        self.number += 1
        put = f"{word}{self.number}"
        if how == "insert" and where < len(text):
            self._edit(name, path, [Edit(text[where - 1], text[where], "", put)])
        elif how != "insert" and where < len(text) - 1:
            self._edit(name, path, [Edit(text[where - 1], text[where + 1], text[where], put if how == "replace" else "")])
        self.lands(name, path, landing)

    @rule(name=st.sampled_from(NAMES), path=WHERE, back=st.integers(0, 3), landing=st.sampled_from(LANDINGS))
    def undoes(self, name: str, path: str, back: int, landing: str) -> None:
        """Put the file back to what it was at an older tip: the first, or one of the newest."""
        worker = self.workers[name]
        text, older = worker.files[path], self.tips[max(worker.at - back, 0) if back else 0][path]
        steps, now = [], list(text)
        for line in text:
            if line not in older:
                n = now.index(line)
                steps.append(Edit(now[n - 1], now[n + 1], removed=now.pop(n)))
        for n, line in enumerate(older):
            if line not in now:
                steps.append(Edit(now[n - 1], now[n], put=line))
                now.insert(n, line)
        self._edit(name, path, steps)
        self.lands(name, path, landing)

    def _edit(self, name: str, path: str, steps: list[Edit]) -> None:
        """An edit moves what the session knows only if it was made on what the session knew."""
        worker = self.workers[name]
        before = worker.files[path]
        worker.files[path] = replayed(before, steps)
        worker.edits[path] += steps
        self._knows(worker, path, before, worker.files[path], steps)

    def _knows(self, worker: Worker, path: str, before: Text, after: Text, steps: list[Edit]) -> None:
        worker.made.add((path, blob(after)))
        for key, one in worker.ranges.items():
            if one.read.path == path and one.read.known == blob(before):
                read = one.read._replace(known=blob(after))
                worker.ranges[key] = one._replace(read=read, mine=replayed(one.mine, steps))

    @rule(name=st.sampled_from(NAMES))
    def brings(self, name: str) -> None:
        """Merge the tip: nothing becomes known. What does not fit on it any more is given up."""
        worker = self.workers[name]
        for path, text in self.tips[-1].items():
            steps = refitted(text, worker.edits[path])
            if steps is None:
                back = undoing(worker.edits[path])
                self._knows(worker, path, worker.files[path], replayed(worker.files[path], back), back)
            worker.edits[path] = steps or []
            worker.files[path] = replayed(text, worker.edits[path])
            worker.made.add((path, blob(worker.files[path])))
        worker.at = len(self.tips) - 1

    @rule(name=st.sampled_from(NAMES), path=WHERE, landing=st.sampled_from(LANDINGS))
    def lands(self, name: str, path: str, landing: str) -> None:
        """``rebased``: the commit is written anew on its way, and nothing tells what its session knows of the outcome."""
        worker, tip = self.workers[name], self.tips[-1]
        new = replayed(tip[path], worker.edits[path])
        if landing == "later" or refitted(tip[path], worker.edits[path]) is None or new == tip[path]:
            return
        stale, passed_by = self._stale(name)
        if stale:
            self._look_again(name, stale)
            return
        worker.made.add((path, blob(new)))
        saw = [one.question() for one in worker.ranges.values()]
        saw += [search.question(self.tips[search.base]) for search in worker.searches.values()]
        self.landings.append(Landing(f"c{len(self.tips)}", name, tuple(saw), {path: blob(new)}, frozenset(worker.made)))
        old = len(self.tips) - 1
        self.tips.append({**tip, path: new})
        self.makers.append(name)
        for key, one in worker.ranges.items():
            there = next(piece for piece in (*reversed(one.there), one.mine) if stands(tip[one.read.path], piece))
            one = one._replace(base=old, there=(there,))
            if key in passed_by:
                one = one._replace(read=one.read._replace(known=blob(tip[one.read.path])), mine=there)
            if one.read.path == path:
                there = replayed(there, worker.edits[path])
                one = one._replace(there=(*one.there, there), mine=there)
                if landing == "now":
                    one = one._replace(read=one.read._replace(known=blob(new)), base=old + 1, there=(there,))
            worker.ranges[key] = one
        for key, search in worker.searches.items():
            mine = {} if landing == "now" else {path: search.answer(path, blob(new))}
            worker.searches[key] = search._replace(base=old + (landing == "now"), mine=mine)
        worker.edits[path] = []
        self.brings(name)
        history = History({at: text for at in PATHS if (text := blob(START[at]))}, tuple(self.landings))
        assert not (cycle := witness(history)), told(history, cycle)
        assert not true_at_parent(history)

    def _look_again(self, name: str, stale: set[str]) -> None:
        """Read where it is what is stale: that is all it takes."""
        worker, tip = self.workers[name], len(self.tips) - 1
        for key in stale:
            if key in worker.searches:
                word, folder = key.split(" in ")
                self._search(name, folder, word, tip)
            else:
                read = worker.ranges[key].read
                self._look(name, read.path, read.first, read.last, self.tips[-1][read.path], tip, [])

    def _stale(self, name: str) -> tuple[set[str], set[str]]:
        """(what the rule says is stale, the ranges that it says a change passed by and left as their session knows them)."""
        worker = self.workers[name]
        every: dict[str, Range | Search] = {**worker.ranges, **worker.searches}
        asked = [CheckedRead(one.read, one.read.known, str(one.base)) for one in every.values()]
        deltas = {str(base): self._delta(base) for base in range(len(self.tips))}
        stale: set[str] = set()
        passed_by: set[str] = set()
        for suspect in suspects(asked, CheckedBranch("main", str(len(self.tips) - 1)), deltas):
            key = next(key for key, one in every.items() if one.read is suspect.read)
            if needs_hunks(suspect) and not range_touched(suspect, hunks := _hunks(suspect)):
                if is_as_known(suspect, hunks):
                    passed_by.add(key)
            elif suspect.read.kind == LINES or _answers_change(suspect):
                stale.add(key)
        return stale, passed_by

    def _delta(self, base: int) -> Delta:
        changes: dict[str, Change] = {}
        for path in PATHS:
            at = [n for n in range(base, len(self.makers)) if self.tips[n][path] != self.tips[n + 1][path]]
            before, after = self.tips[base][path], self.tips[-1][path]
            if before != after:
                changes[path] = Change(path, blob(before), blob(after), frozenset(self.makers[n] for n in at))
        return Delta(str(base), changes)

    @invariant()
    def what_passes_is_true_and_what_nobody_else_touched_passes(self) -> None:
        tip = self.tips[-1]
        for name, worker in self.workers.items():
            stale, _ = self._stale(name)
            for key, one in worker.ranges.items():
                text, then = tip[one.read.path], self.tips[one.base][one.read.path]
                if key not in stale:
                    assert one.holds(text), (name, key, one, text)
                    if one.read.known == one.read.observed == blob(then) and name not in self.makers[one.base :]:
                        assert untouched(text, then, one), (name, key, one, text)  # the neighbours count too
                elif one.read.known is not None:
                    assert not untouched(text, then, one), (name, key, one, text)
                    assert not untouched(text, lines_of(one.read.known), one), (name, key, one, text)
            for key, search in worker.searches.items():
                now, old = search.answers(tip), search.answers(self.tips[search.base])
                if key not in stale:
                    missed = [path for path in PATHS if now[path] not in (old[path], search.mine.get(path, old[path]))]
                    assert not missed, (name, key, search, tip)
                else:
                    changes = self._delta(search.base).changes
                    others = [path for path in PATHS if now[path] != old[path] and changes[path].makers != {name}]
                    assert others, (name, key, search, tip)


def blob(text: Text) -> str | None:
    """An object id that can be read."""
    return "\n".join(text[1:-1]) or None


def lines_of(oid: str) -> Text:
    return ("^", *oid.split("\n"), "$")


def edited(text: Text, edit: Edit) -> Text | None:
    """A text, or a piece of one, after an edit; ``None`` if it is not an edit of it."""
    if edit.put in text:
        return None
    put = (edit.put,) if edit.put else ()
    for n, line in enumerate(text):
        if edit.removed == line:
            return text[:n] + put + text[n + 1 :]
        if not edit.removed and text[n : n + 2] == (edit.above, edit.below):
            return text[: n + 1] + put + text[n + 1 :]
    return None


def replayed(text: Text, steps: list[Edit]) -> Text:
    for edit in steps:
        after = edited(text, edit)
        text = text if after is None else after
    return text


def undoing(steps: list[Edit]) -> list[Edit]:
    return [edit._replace(removed=edit.put, put=edit.removed) for edit in reversed(steps)]


def refitted(text: Text, steps: list[Edit]) -> list[Edit] | None:
    """The edits with the neighbours that they have in this text; ``None`` if they do not fit on it."""
    found = []
    for edit in steps:
        after = edited(text, edit)
        if after is None:
            return None
        n = text.index(edit.removed or edit.below)
        found.append(edit._replace(above=text[n - 1], below=text[n + bool(edit.removed)]))
        text = after
    return found


def stands(text: Text, piece: Text) -> bool:
    """Are these lines in the text, one after the other and nothing in between?"""
    return any(text[n : n + len(piece)] == piece for n in range(len(text)))


def untouched(tip: Text, text: Text, one: Range) -> bool:
    """Do the lines that were seen, as ``text`` has them, stand at the tip between the neighbours that they have there?

    Lines that were put beside them since they were seen belong to them: where they end nobody can tell.
    """
    observed = lines_of(one.read.observed or "")
    left = [n for n, line in enumerate(text) if line in one.seen]
    if not left:
        return False
    first, last = left[0] - 1, left[-1] + 1
    while text[first] not in observed:
        first -= 1
    while text[last] not in observed:
        last += 1
    return stands(tip, text[first : last + 1])


def _hunks(suspect: Suspect) -> Hunks:
    hunks = {(a, b): between(a.split("\n"), b.split("\n")) for a, b in blob_pairs(suspect)}
    return lambda a, b: [] if a == b else hunks.get((a or "", b or ""))


def _answers_change(suspect: Suspect) -> bool:
    oids = {oid for change in suspect.changes for oid in (change.before, change.after) if oid}
    return bool(search_changed(suspect, {oid: oid.encode() for oid in oids}).changes)


Texts.TestCase.settings = settings(max_examples=examples(80, 2500), stateful_step_count=30, deadline=None)
TestTheRuleAgainstTheOracleInTexts = Texts.TestCase


def test_lines_that_their_session_changed_in_a_rebased_commit_are_stale_once_another_puts_them_back() -> None:
    texts = Texts()
    texts.begin(2, 3)
    texts.edits("ann", "a", 1, "replace", "f", "now")
    texts.edits("bob", "a", 3, "replace", "f", "rebased")
    texts.brings("ann")
    texts.edits("bob", "d/b", 1, "replace", "f", "now")
    texts.reads("ann", "a", 2, 1)
    texts.undoes("ann", "a", 3, "now")
    assert texts.tips[-1]["a"] == START["a"]
    assert texts._stale("bob")[0] == {"a:3-4"}
