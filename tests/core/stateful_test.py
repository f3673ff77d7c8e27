"""The pure rule against the oracle: whatever sessions read and land, what the rule lets through was true where it landed."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from coordgit.core.model import ABSENT, CONTENT, LISTING, Change, CheckedBranch, Epoch, Query, Read
from coordgit.core.validation import CheckedRead, Delta, suspects
from tests.oracle.cycles import witness
from tests.oracle.serialization import Asked as Question
from tests.oracle.serialization import History, Landing, Saw, true_at_parent
from tests.support.thorough import examples

PATHS = ("a", "b", "d/a", "d/b")
NAMES = ("ann", "bob", "cat")
START = {"a": "0", "b": "0", "d/a": "0"}


class OneLine(RuleBasedStateMachine):
    """One line, its tips numbered from 0; a session's reads by key, each with the tip that it was true at."""

    def __init__(self) -> None:
        super().__init__()
        self.tips: list[dict[str, str]] = [dict(START)]
        self.makers: list[str] = []
        self.reads: dict[str, dict[tuple[str, str], tuple[Read, int, Saw | Question]]] = {name: {} for name in NAMES}
        self.landings: list[Landing] = []
        self.made: dict[str, set[tuple[str, str | None]]] = {name: set() for name in NAMES}
        self.number = 0

    def _read(self, name: str, kind: str, path: str, blob: str | None, query: Query | None = None) -> Read:
        return Read(0, Epoch(name, 1), "", kind, path, 0, 0, query, blob, blob, None, 0.0, "", True, True, "")

    @rule(name=st.sampled_from(NAMES), path=st.sampled_from(PATHS))
    def looks(self, name: str, path: str) -> None:
        blob = self.tips[-1].get(path)
        read = self._read(name, ABSENT if blob is None else CONTENT, path, blob)
        saw = Saw(path, blob)
        writers = [landing.session for landing in self.landings if path in landing.wrote]
        if writers and writers[-1] == name and (path, "") in self.reads[name]:
            saw = self.reads[name][path, ""][2]  # type: ignore[assignment]  # one's own text shows nothing new
        self.reads[name][path, ""] = (read, len(self.tips) - 1, saw)

    @rule(name=st.sampled_from(NAMES))
    def lists(self, name: str) -> None:
        found = tuple((path, True) for path in sorted(self.tips[-1]) if path.startswith("d/"))
        asked = Question("ls d", found, lambda path, blob: (path.startswith("d/") and blob is not None) or None)
        self.reads[name]["d", "ls"] = (self._read(name, LISTING, "d", None, Query()), len(self.tips) - 1, asked)

    @rule(name=st.sampled_from(NAMES), path=st.sampled_from(PATHS), gone=st.booleans())
    def lands(self, name: str, path: str, gone: bool) -> None:
        tip = self.tips[-1]
        self.number += 1
        blob = None if gone else str(self.number)
        if tip.get(path) == blob:
            return
        asked = [CheckedRead(read, read.known, str(base)) for read, base, _ in self.reads[name].values()]
        deltas = {str(base): self._delta(base) for base in range(len(self.tips))}
        if suspects(asked, CheckedBranch("main", str(len(self.tips) - 1)), deltas):
            return
        saw = tuple(seen for _, _, seen in self.reads[name].values())
        self.made[name].add((path, blob))
        self.landings.append(Landing(f"c{self.number}", name, saw, {path: blob}, frozenset(self.made[name])))
        before = len(self.tips) - 1
        self.tips.append({**{p: b for p, b in tip.items() if p != path}, **({} if blob is None else {path: blob})})
        self.makers.append(name)
        for key, (read, _, seen) in list(self.reads[name].items()):
            mine = key == (path, "")
            moved = read._replace(known=blob) if mine else read
            mine = mine or read.query is not None  # its own names are in the answer that it knows
            self.reads[name][key] = (moved, before + 1 if mine else before, seen)

    def _delta(self, base: int) -> Delta:
        changes: dict[str, Change] = {}
        for n in range(base, len(self.tips) - 1):
            for path in PATHS:
                old, new = self.tips[n].get(path), self.tips[n + 1].get(path)
                if old != new:
                    first = changes.get(path)
                    makers = (first.makers if first else frozenset()) | {self.makers[n]}
                    changes[path] = Change(path, first.before if first else old, new, makers)
        return Delta(str(base), {path: c for path, c in changes.items() if c.before != c.after})

    @invariant()
    def what_landed_has_a_serial_order_and_was_true(self) -> None:
        history = History(START, tuple(self.landings))
        assert not witness(history)
        assert not true_at_parent(history)


OneLine.TestCase.settings = settings(max_examples=examples(40, 600), stateful_step_count=25, deadline=None)
TestTheRuleAgainstTheOracle = OneLine.TestCase
