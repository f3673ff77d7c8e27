"""The reference model: the expected outcome of every step of a script, on dictionaries instead of git.

It restates the rule in the shortest way that fits specs, by content and without any of the code under test: a line is
a list of trees, a place on it is a number, and a read is stale if another session's landing since that place left its
item as neither the session saw it nor made it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from itertools import count, pairwise

from tests.anomalies.desk import Desk, Origin, Read, Refusal
from tests.anomalies.run import CONFLICT, NOTHING, PASSED, Outcome, matching
from tests.anomalies.spec import CLONES, REJECTED, SHARED, Script
from tests.anomalies.ties import tied
from tests.anomalies.trees import Tree, merged, put, undone

TIED = ("relevant", "tied")
"""The levels at which a listing or a search counts only if something ties it to the commit; at the first, any read."""
INTEGRITY = ("CG104", "CG201", "CG202", "CG203", "CG204", "CG205")
"""The codes that count at level ``snapshot``."""
MANY_GONE = 8
"""Paths that a commit removes at least where it comes from an emptied index."""


class Reference:
    """A ``World`` where exactly the commits are rejected that ought to be."""

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
        self.reasons: set[str] = set()
        self.landed: list[set[str]] = []
        """What ``strict`` has to say of each landing that changed the line, rejected or not."""
        self.clock = count()

    # What a session sees.

    def tip(self) -> Mapping[str, str]:
        return self.line[-1][0]

    def text(self, session: str, path: str) -> str | None:
        return self.desks[session].work.get(path)

    def read(self, session: str, path: str, lines: tuple[int, int] | None, at_main: bool) -> str | None:
        text, read = self._look(session, path, lines, at_main)
        self._keep(session, read)
        if text is None or lines is None:
            return text
        return "".join(text.splitlines(keepends=True)[lines[0] - 1 : lines[1]])

    def begin(self, session: str, path: str) -> str | None:
        text, self.calls[session] = self._look(session, path, None, False)
        return text

    def end(self, session: str) -> None:
        self._keep(session, self.calls.pop(session))

    def _look(self, session: str, path: str, lines: tuple[int, int] | None, at_main: bool) -> tuple[str | None, Read | None]:
        desk = self.desks[session]
        text = dict(self.tip()).get(path) if at_main else desk.work.get(path)
        untracked = not at_main and text is not None and path not in desk.head
        if untracked or (path, text) in self.made[session]:
            return text, None
        code = "CG103" if text is None else "CG101"
        read = Read(code, path, lines, lambda tree: tree.get(path), text, text, self._place(desk), next(self.clock))
        read.base, read.after = desk.head.get(path), len(self.line) - 1
        if at_main:
            read.place = len(self.line) - 1
        elif path in desk.behind:
            read.place = max(place for place, (tree, _) in enumerate(self.line) if tree.get(path) == text)
        else:
            read.uncommitted = text != desk.head.get(path)
        read.aside = desk.on_side and not at_main and text != self.tip().get(path)
        return text, read

    def listing(self, session: str, glob: str) -> frozenset[str]:
        desk = self.desks[session]

        def answer(tree: Tree) -> frozenset[str]:
            return frozenset(path for path in tree if fnmatchcase(path, glob))

        self._ask(session, glob, "", answer)
        return answer(desk.work)

    def search(self, session: str, pattern: str, glob: str) -> Mapping[str, tuple[str, ...]]:
        desk = self.desks[session]

        def answer(tree: Tree) -> dict[str, tuple[str, ...]]:
            lines = {path: matching(text, pattern) for path, text in tree.items() if fnmatchcase(path, glob)}
            return {path: found for path, found in lines.items() if found}

        self._ask(session, glob, pattern, answer)
        return answer(desk.work)

    def clear(self, session: str) -> None:
        self.reads[session].clear()

    def _ask(self, session: str, glob: str, pattern: str, item: Callable[[Tree], object]) -> None:
        desk = self.desks[session]
        seen = item({path: text for path, text in desk.work.items() if path in desk.head})
        read = Read("CG102", glob, None, item, seen, seen, self._place(desk), next(self.clock), pattern)
        read.after = len(self.line) - 1
        self._keep(session, read)

    def _keep(self, session: str, read: Read | None) -> None:
        if read:
            self.reads[session] = [*(other for other in self.reads[session] if not read.replaces(other)), read]

    def _place(self, desk: Desk) -> int:
        return len(self.line) - 1 if self.shared else desk.place

    # What it does to files.

    def write(self, session: str, path: str, text: str | None) -> None:
        desk, before = self.desks[session], self.text(session, path)
        reads = [read for read in self.reads[session] if read.path == path and read.code != "CG102"]
        origin = self.origins[session].get(path)
        if reads and (not origin or reads[-1].when > origin.when):
            known = reads[-1].known
            origin = Origin(known if isinstance(known, str) else None, reads[-1].place, next(self.clock))
        if self.shared or origin:  # written on a branch without a look, it is git that merges it, or does not
            self.origins[session][path] = origin or Origin(before, self._place(desk), next(self.clock))
        for read in reads:
            if read.known == before:
                read.known = text
        self.made[session].add((path, text))
        self.unlanded[session].add(path)
        put(desk.work, path, text)

    def discard(self, session: str, path: str) -> None:
        desk = self.desks[session]
        put(desk.work, path, desk.head.get(path))
        desk.behind.discard(path)
        self.origins[session].pop(path, None)
        self.unlanded[session].discard(path)

    def stash(self, session: str, pop: bool) -> None:
        desk = self.desks[session]
        if pop:
            desk.work.update(desk.stashed.pop())
        else:
            desk.stashed.append({path: text for path, text in desk.work.items() if text != desk.head.get(path, text)})
            desk.work.update(desk.head)

    def load_index(self, session: str, empty: bool) -> None:
        self.indexes[session] = {} if empty else dict(self.desks[session].head)

    def stage(self, session: str, path: str) -> None:
        put(self.indexes[session], path, self.text(session, path))

    # What it does to branches.

    def commit(self, session: str, paths: tuple[str, ...], amend: bool) -> Outcome:
        desk = self.desks[session]
        new = dict(desk.head)
        for path in paths:
            put(new, path, desk.work.get(path))
        return self._commit(session, new)

    def commit_all(self, session: str) -> Outcome:
        return self._commit(session, dict(self.desks[session].work))

    def commit_own(self, session: str) -> Outcome:
        own = self.unlanded[session]
        if any(own & others for name, others in self.unlanded.items() if name != session and self.shared):
            return Outcome(CONFLICT)
        return self.commit(session, tuple(own), False)

    def commit_index(self, session: str) -> Outcome:
        return self._commit(session, dict(self.indexes[session]))

    def bring(self, session: str, rebase: bool) -> Outcome:
        desk = self.desks[session]
        new = merged(desk.fork, desk.head, self.line[-1][0])
        overwritten = new and any(new.get(p) != desk.head.get(p) != desk.work.get(p) for p in {*new, *desk.head})
        if new is None or overwritten:
            return Outcome(CONFLICT)
        for path in {*new, *desk.head}:
            if new.get(path) != desk.head.get(path):
                put(desk.work, path, new.get(path))
        desk.head, desk.fork, desk.place = new, self.line[-1][0], len(self.line) - 1
        return Outcome(PASSED)

    def land(self, session: str, squash: bool = False) -> Outcome:
        desk, (tip, _) = self.desks[session], self.line[-1]
        if not desk.ahead:
            return Outcome(NOTHING)
        new = merged(desk.fork, tip, desk.head)
        if new is None:
            return Outcome(CONFLICT)
        rejected = self._judge_all((session, *sorted(desk.authors)), desk.fork, desk.head, lands=True)
        if rejected:
            return rejected
        self._lands(session, new)
        if self.apart:
            desk.work, desk.head, desk.place = dict(new), new, len(self.line) - 1
        desk.fork, desk.ahead = desk.head, False
        return Outcome(PASSED)

    def pick(self, session: str, other: str) -> Outcome:
        desk, its = self.desks[session], self.desks[other]
        new = merged(its.fork, desk.head, its.head)
        if not its.ahead or new == desk.head:
            return Outcome(NOTHING)
        if new is None:
            return Outcome(CONFLICT)
        rejected = self._judge(other, its.fork, its.head)
        if rejected:
            return rejected
        for path in {*new, *desk.head}:
            if new.get(path) != desk.head.get(path):
                put(desk.work, path, new.get(path))
        desk.head, desk.ahead, desk.authors = new, True, {*desk.authors, other}
        return Outcome(PASSED)

    def fold(self, session: str) -> Outcome:
        desk = self.desks[session]
        if not desk.ahead:
            return Outcome(NOTHING)
        return self._judge_all((session, *sorted(desk.authors)), desk.fork, desk.head) or Outcome(PASSED)

    def detach(self, session: str) -> None:
        self.desks[session].detached = True

    def plant(self, session: str, path: str, text: str) -> Outcome:
        desk = self.desks[session]
        new = {**desk.head, path: text}
        rejected = self._judge(session, desk.head, new)
        if rejected:
            return rejected
        if desk.work.get(path) == desk.head.get(path):
            desk.behind.add(path)
        self.made[session].add((path, text))
        desk.head = new
        self._lands(session, new)
        return Outcome(PASSED)

    def rewind(self, session: str) -> Outcome:
        desk, dropped = self.desks[session], self.line[-1][1]
        self.reasons = set() if dropped == session else {"CG205 main"}
        if self.reasons and self._counts("CG205"):
            return Outcome(REJECTED, frozenset(self.reasons))
        self._lands(session, self.line[-2][0])
        desk.work, desk.head = dict(self.tip()), dict(self.tip())
        return Outcome(PASSED)

    def switch(self, session: str, branch: str) -> None:
        desk = self.desks[session]
        if branch == "side" and desk.side is None:
            desk.side = dict(desk.head)
        new = desk.side if branch == "side" and desk.side is not None else dict(self.tip())
        for path in [path for path in {*new, *desk.head} if new.get(path) != desk.head.get(path)]:
            put(desk.work, path, new.get(path))
        desk.head, desk.on_side, desk.switched = new, branch == "side", session

    def ack(self, session: str) -> None:
        refusal = self.refused.get(session)
        if refusal is None:
            return
        tree = self.line[refusal.place][0]
        items = {read.asked for read in refusal.stale}
        for read in self.reads[session]:
            if read.asked in items and read.place <= refusal.place:
                read.seen = read.known = read.item(tree)
                read.place, read.uncommitted = refusal.place, False
        for path, origin in self.origins[session].items():
            if f"CG201 {path}" in refusal.counted:
                origin.text, origin.place = tree.get(path), refusal.place

    def _commit(self, session: str, new: Tree) -> Outcome:
        desk = self.desks[session]
        if new == desk.head:
            return Outcome(NOTHING)
        rejected = None if desk.detached else self._judge_all((session, *sorted(desk.authors)), desk.head, new)
        if rejected:
            return rejected
        desk.head, desk.ahead = new, True
        for paths in self.unlanded.values():
            paths -= {path for path in paths if desk.work.get(path) == new.get(path)}
        if desk.on_side:
            desk.side = new
        elif self.shared:
            self._lands(session, new)
        return Outcome(PASSED)

    def _lands(self, session: str, new: Tree) -> None:
        before = self.line[-1][0]
        for read in self.reads[session]:
            if not self._stale(session, read, self.line):
                read.place = len(self.line) - 1
        self.line.append((new, session))
        self.landed += [self.reasons] if new != before else []
        for path in [path for path in self.origins[session] if new.get(path) != before.get(path)]:
            del self.origins[session][path]

    # What ought to be rejected.

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
        beside = not lands and not self.shared and not self.apart
        line = self.line[: self.desks[session].place + 1] if self.apart and not lands else self.line
        stale = [read for read in self.reads[session] if self._stale(session, read, line)]
        stale = [read for read in stale if not (beside and self._earlier(read))]
        vanished = [read for read in self.reads[session] if self._vanished(read)]
        reasons = {
            read.code if read.code == "CG102" else f"{read.code} {read.path}" for read in stale if self._tied(read, old, new)
        }
        reasons |= {f"CG104 {read.path}" for read in vanished}
        desk = self.desks[session]
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

    def _earlier(self, read: Read) -> bool:
        """Whether all that has changed of it had landed when it was read."""
        spans = zip(self.line[read.after :], self.line[read.after + 1 :], strict=False)
        if read.code == "CG102":
            return all(read.item(old) == read.item(new) for (old, _), (new, _) in spans)
        return all(old.get(read.path) == new.get(read.path) for (old, _), (new, _) in spans)

    def _vanished(self, read: Read) -> bool:
        return read.uncommitted and read.item(self.line[-1][0]) not in (read.seen, read.known)

    def _stands(self, session: str, read: Read, changed: set[str], new: Tree) -> bool:
        """Whether the edit that was read is still being made, by one who has not read what this commit lands."""
        file, tip = self.desks[session].work.get(read.path), self.tip().get(read.path)
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
