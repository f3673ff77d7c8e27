"""What the reference model rejects: its state, and the rule on it."""

from collections.abc import Callable
from itertools import count, pairwise

from tests.anomalies.desk import Desk, Origin, Read, Refusal
from tests.anomalies.protocol import Outcome
from tests.anomalies.spec import CLONES, REJECTED, SHARED, Script
from tests.anomalies.ties import tied
from tests.anomalies.trees import Tree, undone

TIED = ("relevant", "tied")
"""The levels at which a listing or a search counts only if something ties it to the commit; at the first, any read."""
INTEGRITY = ("CG104", "CG201", "CG202", "CG203", "CG204", "CG205")
"""The codes that count at level ``snapshot``."""
MANY_GONE = 8
"""Paths that a commit removes at least where it comes from an emptied index."""


class Rule:
    """The sessions' reads, edits and work trees, and what of a commit is to be rejected."""

    def __init__(self, kind: str, level: str, script: Script) -> None:
        self.shared, self.apart, self.level = kind == SHARED, kind == CLONES, level
        self.recorded = script.recorded
        start = dict(script.setup)
        self.line: list[tuple[Tree, str]] = [(start, "")]
        desk = Desk(dict(start), dict(start), start)
        self.desks = {name: desk if self.shared else Desk(dict(start), dict(start), start) for name in script.sessions}
        self.reads: dict[str, list[Read]] = {name: [] for name in script.sessions}
        self.calls: dict[str, Read | None] = {}
        self.origins: dict[str, dict[str, Origin]] = {name: {} for name in script.sessions}
        self.made: dict[str, set[tuple[str, str | None]]] = {name: set() for name in script.sessions}
        self.unlanded: dict[str, set[str]] = {name: set() for name in script.sessions}
        """The paths that each has edited and nobody has committed so."""
        self.indexes: dict[str, Tree] = {}
        self.refused: dict[str, Refusal] = {}
        self.reverts: dict[str, int] = {}
        """Where on the line the work of each was reverted."""
        self.reasons: set[str] = set()
        self.landed: list[set[str]] = []
        """What ``strict`` has to say of each landing that changed the line, rejected or not."""
        self.clock = count()

    def _judge_all(self, sessions: tuple[str, ...], old: Tree, new: Tree, lands: bool = False) -> Outcome | None:
        """What the reads of all whose work it is come to."""
        conflicts, reasons = set[str](), set[str]()
        for session in sessions:
            rejected = self._judge(session, old, new, lands)
            reasons |= self.reasons
            conflicts |= rejected.conflicts if rejected else set()
        self.reasons = reasons
        return Outcome(REJECTED, frozenset(conflicts)) if conflicts else None

    def _judge(self, session: str, old: Tree, new: Tree, lands: bool = False) -> Outcome | None:
        """On a branch of its own a session is asked about what has landed since it read, where the work lands about it all."""
        changed = {path for path in {*old, *new} if old.get(path) != new.get(path)}
        beside = not lands and not self.shared
        desk = self.desks[session]
        line = self.line if lands else self._looked_at(desk)
        stale = [read for read in self.reads[session] if self._stale(session, read, line)]
        stale = [read for read in stale if not (beside and self._earlier(read, line))]
        vanished = [read for read in self.reads[session] if self._vanished(read)]
        reasons = {
            read.code if read.code == "CG102" else f"{read.code} {read.path}" for read in stale if self._tied(read, old, new)
        }
        reasons |= {f"CG104 {read.path}" for read in vanished}
        if not desk.on_side and desk.switched not in ("", session):
            reasons |= {f"CG105 {read.path}" for read in self.reads[session] if read.aside}
        reasons |= {f"CG201 {path}" for path in changed if self._lost(session, path, old.get(path), new.get(path))}
        reasons |= self._not_own(session, old, new, changed)
        standing = {f"CG104 {read.path}" for read in vanished if self._stands(session, read, changed, new)}
        counted = {reason for reason in reasons - standing if self._counts(reason[:5])}
        self.reasons = reasons
        self.refused.pop(session, None)
        if not counted:
            return None
        self.refused[session] = Refusal(len(self.line) - 1, [*stale, *vanished], counted)
        return Outcome(REJECTED, frozenset(counted))

    def _counts(self, code: str) -> bool:
        if self.level == "record" or (code in ("CG104", "CG202") and not self.recorded):
            return False
        return self.level != "snapshot" or code in INTEGRITY

    def _stale(self, session: str, read: Read, line: list[tuple[Tree, str]]) -> bool:
        desk = self.desks[session]
        if desk.on_side or read.aside:  # nobody but the other session works on that branch
            return desk.on_side and read.item(desk.head) not in (read.seen, read.known)
        then, now = read.item(line[read.place][0]), read.item(line[-1][0])
        if not read.differs(then, now) or not read.differs(read.seen, now) or not read.differs(read.known, now):
            return False
        return _since(line[read.place :], session, lambda old, new: read.differs(read.item(old), read.item(new)))

    def _looked_at(self, desk: Desk) -> list[tuple[Tree, str]]:
        """The line as far as the repository of a work tree has it."""
        return self.line[: max(desk.place, desk.fetched) + 1] if self.apart else self.line

    def _earlier(self, read: Read, line: list[tuple[Tree, str]]) -> bool:
        """Whether all that has changed of it had landed when it was read."""
        spans = zip(line[read.after :], line[read.after + 1 :], strict=False)
        if read.code == "CG102":
            return all(read.item(old) == read.item(new) for (old, _), (new, _) in spans)
        return all(old.get(read.path) == new.get(read.path) for (old, _), (new, _) in spans)

    def _vanished(self, read: Read) -> bool:
        return read.uncommitted and read.item(self.line[-1][0]) not in (read.seen, read.known)

    def _stands(self, session: str, read: Read, changed: set[str], new: Tree) -> bool:
        """Whether the edit that was read is still being made, by one who has not read what this commit lands."""
        file, tip = self.desks[session].work.get(read.path), self.line[-1][0].get(read.path)
        if file in (read.seen, read.known):
            makers = {name for name, made in self.made.items() if name != session and (read.path, read.seen) in made}
            return not any(
                other.uncommitted and other.path in changed and (other.path, other.seen) in self.made[session]
                for name in makers
                for other in self.reads[name]
            )
        return tip == read.base and file not in (tip, new.get(read.path))

    def _tied(self, read: Read, old: Tree, new: Tree) -> bool:
        """Whether the commit has to do with what was read, at the levels that ask so."""
        if self.level not in TIED or (self.level == "tied" and read.code != "CG102"):
            return True
        on_side = read.code != "CG102" and any(desk.on_side for desk in self.desks.values())
        return tied(read, (self.line[read.place][0], old if on_side else self.line[-1][0]), (old, new))

    def _lost(self, session: str, path: str, now: str | None, text: str | None) -> bool:
        origin = self.origins[session].get(path)
        if not origin or now in (origin.text, text) or not undone(origin.text, now, text):
            return False
        return _since(self.line[origin.place :], session, lambda old, new: old.get(path) != new.get(path))

    def _not_own(self, session: str, old: Tree, new: Tree, changed: set[str]) -> set[str]:
        """Integrity of what the session did not write: another's edit, an older version, a large part of the tree."""
        if not self.shared:
            return set()
        foreign = {path for path in changed if (path, new.get(path)) not in self.made[session]}
        makers = {pair for name, pairs in self.made.items() if name != session for pair in pairs}
        past = {pair for tree, _ in self.line[:-1] for pair in tree.items()}
        gone = {path for path in foreign if path not in new}
        work = self.desks[session].work
        held = {path for path in gone if path in work}
        found = {f"CG204 {path}" for path in held if 2 * len(held) > len(old) and len(held) >= MANY_GONE}
        for path in foreign - gone:
            if path not in self.origins[session] and (path, new[path]) in past:
                found.add(f"{'CG201' if work.get(path) == new[path] else 'CG203'} {path}")
            elif (path, new[path]) in makers:
                found.add(f"CG202 {path}")
        return found


def _since(line: list[tuple[Tree, str]], session: str, differs: Callable[[Tree, Tree], bool]) -> bool:
    """Whether another session's landing on this part of the line made a difference."""
    return any(who != session and differs(old, new) for (old, _), (new, who) in pairwise(line))
