"""The reference model: the expected outcome of every step of a script, on dictionaries instead of git.

It restates the rule in the shortest way that fits specs, by content and without any of the code under test: a line is
a list of trees, a place on it is a number, and a read is stale if another session's landing since that place left its
item as neither the session saw it nor made it.
"""

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase

from tests.anomalies.desk import Desk, Origin, Read
from tests.anomalies.protocol import CONFLICT, NOTHING, PASSED, Outcome
from tests.anomalies.rule import Rule
from tests.anomalies.run import matching
from tests.anomalies.spec import REJECTED
from tests.anomalies.trees import Tree, merged, put


class Reference(Rule):
    """A ``World`` where exactly the commits are rejected that ought to be."""

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
        read.base, read.after = desk.head.get(path), len(self._looked_at(desk)) - 1
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
        read.after = len(self._looked_at(desk)) - 1
        self._keep(session, read)

    def _keep(self, session: str, read: Read | None) -> None:
        if read:
            self.reads[session] = [*(other for other in self.reads[session] if not read.replaces(other)), read]

    def _place(self, desk: Desk) -> int:
        return len(self.line) - 1 if self.shared else desk.place

    # What it does to files.

    def write(self, session: str, path: str, text: str | None) -> None:
        desk, before = self.desks[session], self.text(session, path)
        for read in self._rest(session, path):
            if read.known == before:
                read.known = text
        self.made[session].add((path, text))
        self.unlanded[session].add(path)
        put(desk.work, path, text)

    def _rest(self, session: str, path: str) -> list[Read]:
        """Let the session's edit of a path rest on what it knows of it: the reads of that."""
        reads = [read for read in self.reads[session] if read.path == path and read.code != "CG102"]
        origin = self.origins[session].get(path)
        if reads and (not origin or reads[-1].when > origin.when):
            known = reads[-1].known
            origin = Origin(known if isinstance(known, str) else None, reads[-1].place, next(self.clock))
        if self.shared or origin:  # written on a branch without a look, it is git that merges it, or does not
            before, place = self.text(session, path), self._place(self.desks[session])
            self.origins[session][path] = origin or Origin(before, place, next(self.clock))
        return reads

    def discard(self, session: str, path: str) -> None:
        desk = self.desks[session]
        put(desk.work, path, desk.head.get(path))
        desk.behind.discard(path)
        self.origins[session].pop(path, None)
        self.unlanded[session].discard(path)

    def take(self, session: str, path: str) -> None:
        desk = self.desks[session]
        self._rest(session, path)
        put(desk.work, path, (desk.side or {}).get(path))

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
        return self._bring(self.desks[session], len(self.line) - 1)

    def pull(self, session: str, other: str) -> Outcome:
        desk, place = self.desks[session], self.desks[other].place
        return self._bring(desk, place) if place > desk.place else Outcome(NOTHING)

    def resolve(self, session: str, path: str, text: str, seen: bool) -> Outcome:
        desk, tip = self.desks[session], self.line[-1][0]
        outcome = self.bring(session, False)
        if outcome.happened != CONFLICT:
            return outcome
        if seen:
            self.read(session, path, None, True)
        self.write(session, path, text)
        base, ours, theirs = ({at: text for at, text in one.items() if at != path} for one in (desk.fork, desk.head, tip))
        desk.head = {**(merged(base, ours, theirs) or {}), path: text}
        desk.work, desk.fork, desk.place = dict(desk.head), tip, len(self.line) - 1
        return Outcome(PASSED)

    def _bring(self, desk: Desk, place: int) -> Outcome:
        tip = self.line[place][0]
        new = merged(desk.fork, desk.head, tip)
        overwritten = new and any(new.get(p) != desk.head.get(p) != desk.work.get(p) for p in {*new, *desk.head})
        if new is None or overwritten:
            return Outcome(CONFLICT)
        for path in {*new, *desk.head}:
            if new.get(path) != desk.head.get(path):
                put(desk.work, path, new.get(path))
        desk.head, desk.fork, desk.place = new, tip, place
        return Outcome(PASSED)

    def land(self, session: str, squash: bool = False) -> Outcome:
        desk, (tip, _) = self.desks[session], self.line[-1]
        desk.fetched = len(self.line) - 1
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

    def pick(self, session: str, other: str, how: str) -> Outcome:
        desk, its = self.desks[session], self.desks[other]
        new = merged(its.fork, desk.head, its.head)
        if not its.ahead or new == desk.head:
            return Outcome(NOTHING)
        if new is None:
            return Outcome(CONFLICT)
        rejected = self._judge_all((other,) if how == "picks" else (other, session), its.fork, its.head)
        if rejected:
            return rejected
        for path in {*new, *desk.head}:
            if new.get(path) != desk.head.get(path):
                put(desk.work, path, new.get(path))
        desk.head, desk.ahead, desk.authors = new, True, {*desk.authors, other}
        return Outcome(PASSED)

    def fold(self, session: str, rebase: bool) -> Outcome:
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

    def revert(self, session: str, other: str, back: bool) -> Outcome:
        places = [place for place, (_, who) in enumerate(self.line) if who == other and place]
        place = self.reverts.get(other) if back else places[-1] if places and other not in self.reverts else None
        if place is None:
            return Outcome(NOTHING)
        desk, tip = self.desks[session], self.tip()
        new = merged(self.line[place][0], dict(tip), self.line[place - 1][0])
        if new is None:
            return Outcome(CONFLICT)
        self.made[session] |= {(path, new.get(path)) for path in {*new, *tip} if new.get(path) != tip.get(path)}
        rejected = self._judge_all((session, other) if back else (session,), dict(tip), new)
        if rejected:
            return rejected
        self.reverts[other] = len(self.line)
        desk.work, desk.head = dict(new), new
        self._lands(session, new)
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
