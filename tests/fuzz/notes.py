"""What one session saw and what it made, noted by itself. Nothing here knows how a landing is validated.

Two questions are asked of the notes, and each gives the guard the benefit of the doubt: whether something landed that its
session had not seen (a fault), and whether there was any reason at all to reject (a rejection without one is a fault too).
"""

import re
from collections.abc import Callable, Iterable, Mapping, Set
from typing import NamedTuple

from tests.fuzz.texts import EMPTY, THERE, Lines, path_of

IN_WORDS = re.compile(r"^(?:your .* another answer: )?(\S+?)(?::\d+-\d+)? (added|removed|renamed to \S+) by ", re.M)
"""A notice of what needs no diff: a file that is gone, or is new in a listing."""
MOVED = re.compile(r"^(\S+) removed by .*; most of it, changed, is in (\S+) there$", re.M)
"""A notice of a file that was renamed and changed; what was changed follows as the new one's diff."""
Asks = Callable[[str, str], bool]
"""Whether a line, given by its name and its text, is part of what was looked for."""


class Look(NamedTuple):
    """One item as its session saw it last."""

    what: str
    """``a.py``, ``a.py:3-5``, ``ls *.py``, ``grep a1``."""
    path: str
    """"" for a listing or a search."""
    asks: Asks
    seen: Lines
    """Whatever was delivered of others' work and of what was there from the start."""
    around: Lines
    """All that stood there at that moment, delivered or not."""
    blind: frozenset[str]
    """Lines of which it saw nothing but its own work."""
    dirty: Mapping[str, str | None] = {}
    """What it saw of others' work that had not landed."""
    over: frozenset[str] = frozenset()
    """Lines in which its session has since replaced, unseen, what another had landed: it has yet to look at that."""
    beside: Lines | None = None
    """What stood on a branch beside the main one when its session acknowledged that."""
    read_in: Lines | None = None
    """What stood around its lines before its session acknowledged what changed in these: that shows nothing of the others."""

    @property
    def whole(self) -> bool:
        """Whether what it did not see is missing: not of a range."""
        return not self.what.startswith(f"{self.path}:")

    def keys(self, *places: Lines) -> list[str]:
        """The lines that this look is about, as they are known here or stand there."""
        return sorted({*self.seen, *(key for place in places for key, line in place.items() if self.asks(key, line))})

    def renamed(self, new: str) -> "Look":
        """The look as one at a file of another name."""

        def there(key: str) -> str:
            return f"{new}#{key.partition('#')[2]}" if path_of(key) == self.path else key

        seen, around = ({there(key): line for key, line in place.items()} for place in (self.seen, self.around))
        blind, what = frozenset(map(there, self.blind)), self.what.replace(self.path, new, 1)
        return self._replace(what=what, path=new, seen=seen, around=around, blind=blind)

    def on_branch(self) -> "Look":
        """The look as it is on the branch beside the main one."""
        if self.beside is None:
            return self
        seen = {key: line for key, line in self.beside.items() if self.asks(key, line)}
        return self._replace(seen=seen, around=self.beside, blind=frozenset())

    def answer(self, place: Lines, key: str) -> str | None:
        line = place.get(key)
        return line if line is not None and self.asks(key, line) else None


class Notes:
    """The newest look at each item, sticky across landings, and every line that the session made or was shown."""

    def __init__(self, start: Lines) -> None:
        self.start = start
        self.looks: dict[str, Look] = {}
        self.earlier: list[Look] = []
        """Its looks before it cleared: work from then may still have a second target before it."""
        self.places: dict[str, dict[str, str | None]] = {}
        """By place (its work tree, or the main line), each line as it was last seen there."""
        self.made: set[tuple[str, str | None]] = set()
        self.created: set[str] = set()
        """The files among them, as it found nothing where it made them."""
        self.on_main: set[tuple[str, str | None]] = set()
        """What it made that has landed."""
        self.shown: set[tuple[str, str | None]] = set()
        """What it has acknowledged, and files that a diff showed to be there or gone."""
        self.added: set[str] = set()
        self.taken: set[str] = set()
        """What diffs showed: lines as they are now, and names of lines that are gone or were otherwise."""
        self.news: dict[str, str | None] = {}
        """Each line, and file, as a diff showed it last, or as it acknowledged it of the main line."""
        self.answers_news: dict[str, str | None] = {}
        """The same for its listings and searches, which show it anew themselves: of a file they are no look."""
        self.newest: dict[str, str | None] = {}
        """What it was shown by the call that runs, or ran last: that counts from its next call on."""
        self.at_work = True
        """Whether it has looked at or edited anything since its newest commit."""
        self.named: dict[str, str] = {}
        """Files that a rejection has named -> who was rejected and has landed nothing since: a sub-agent's look counts there."""
        self.older_names: dict[str, str] = {}
        """Of files that it was told to have another name: that name -> the one under which it has looked at them."""
        self.renamed: list[tuple[str, str, Lines]] = []
        """Files that a session renamed: (name, older name, what stood there)."""
        self.answered: dict[tuple[str, str], list[tuple[Lines, bool]]] = {}
        """By who looked in its place and at which file ("": its listings and searches): what stood there each time, and whether
        it was acknowledged: that counts though the session is at work again."""
        self.merged: set[tuple[str, str | None]] = set()
        """What others had in the lines that it made something else of, where git had stopped at a conflict: who looks at a file
        once that is committed, or acknowledges it, answers for it, though nothing of it stands there."""
        self.asked_of_merged: dict[str, set[tuple[str, str | None]]] = {}
        """What of it each listing or search knows since it was asked again."""
        self.met: set[tuple[str, str | None]] = set()
        """What stood in files that it read where git had stopped at a conflict in them: a search would show no more of it."""

    def saw(self, place: str, what: str, path: str, asks: Asks, around: Lines, *, unlanded: Set[str] = frozenset()) -> None:
        """Note a look. Its own lines tell a session nothing: of those it knows what it knew before.

        ``unlanded``: what it saw of others' work that has not landed; that binds it to nobody while it may still land.
        """
        self.at_work = True
        old = self.looks.get(what)
        before: Mapping[str, str | None] = self.places.get(place, {}) if path else old.seen if old else {}
        seen: dict[str, str] = {}
        blind: set[str] = set()
        met = {} if path else dict(self.merged - self.asked_of_merged.get(what, set()))
        look = Look(what, path, asks, seen, around, frozenset())
        keys = {key for key, line in around.items() if asks(key, line)}
        if look.whole:
            keys |= {key for key, line in self.made if key not in around or line == around[key]} | set(before) | unlanded
        for key in keys:
            if (path and path_of(key) != path) or key.endswith("##"):  # an empty file shows no line, and lacks none
                continue
            line = around.get(key)
            if key in unlanded:
                blind.add(key)
            elif (key, line) in self.made:
                known = met.get(key, before.get(key))
                known = known if path or known is None or asks(key, known) else None
                if key not in before and key not in met:
                    blind.add(key)
                elif known is not None and (path or key not in self.created):  # in a listing it knows its own file for that
                    seen[key] = known
            elif line is not None and asks(key, line):
                seen[key] = line
        if what == path:
            self.named.pop(path, None)
        if not path:
            self.asked_of_merged[what] = {*self.merged}
            its_news = [key for key, line in self.answers_news.items() if asks(key, line or "")]
            self.answers_news.update((key, around.get(key)) for key in its_news)
            for its in self.places.values():
                names = [key for key in its if key.endswith("#") and asks(key, around.get(key) or "")]
                its.update((key, around.get(key)) for key in names if (key, around.get(key)) not in self.made)
        if path:
            its = self.places.setdefault(place, {})
            its.setdefault(f"{path}#", None)
            for key in set(its) | set(seen):
                if path_of(key) == path and key not in blind and (key in seen or what == path):
                    its[key] = seen.get(key)
        if what == path:
            self.shown |= {pair for pair in self.merged if path_of(pair[0]) == path}
            self.looks = {name: look for name, look in self.looks.items() if look.path != path}
        dirty = {key: around.get(key) for key in blind & unlanded if not key.endswith("#")}
        self.looks[what] = look._replace(blind=frozenset(blind), dirty=dirty)

    def forget(self) -> None:
        """Note that the session knows nothing any more; what it made is its own as before."""
        self.earlier += self.looks.values()
        shown = (self.met, self.older_names, self.shown, self.added, self.taken, self.news, self.answers_news, self.newest)
        for seen in (self.looks, self.places, *shown, self.answered):
            seen.clear()

    def edited(self, before: Lines, after: Lines, landed: Set[tuple[str, str | None]] = frozenset()) -> None:
        """Note what an edit of its own changed. ``landed``: what the main line has had."""
        self.at_work = True
        changed = {key for key in {*before, *after} if before.get(key) != after.get(key)}
        theirs = {key for key in changed if (key, before.get(key)) in landed}
        for what, look in self.looks.items():
            unseen = {key for key in theirs if path_of(key) == look.path and not self.knows(look, key, before)}
            self.looks[what] = look._replace(over=look.over | unseen)
        for key in changed:
            self.made.add((key, after.get(key)))
            self.on_main.discard((key, after.get(key)))  # as it did it before: it has yet to land
            if key.endswith("#") and key in after:
                self.created.add(key)

    def carried(self, before: Lines, theirs: Lines, after: Lines) -> list[tuple[str, str]]:
        """Note what git has put of its edits into files to which others had given another name, as (line, line there)."""
        gone = {path_of(key) for key in before if key.endswith("#") and key not in theirs}
        new = {path_of(key) for key in after if key.endswith("#") and key in theirs and key not in before}
        moved = []
        for key in {*theirs, *after}:
            path, _, name = key.partition("#")
            if path in new and name and after.get(key) != theirs.get(key):
                moved += [(f"{old}#{name}", key) for old in gone if (f"{old}#{name}", after.get(key)) in self.made]
        self.made |= {(key, after.get(key)) for _, key in moved}
        self.shown |= {(key, theirs.get(key)) for _, key in moved}  # what its edit replaced, else it were in conflict
        return moved

    def landed(self, wrote: Mapping[str, str | None], by: str = "") -> None:
        """Its own work landed: from now on that is what it knows. What was answered in its place by whoever landed it is over."""
        self.answered = {asked: there for asked, there in self.answered.items() if asked[0] != by}
        own = {key: line for key, line in wrote.items() if (key, line) in self.made}
        self.on_main |= {*own.items()}
        self.created -= own.keys()
        for known in self.places.values():
            known.update((key, line) for key, line in own.items() if f"{path_of(key)}#" in known)
        for what, look in self.looks.items():
            around, seen = {**look.around}, {**look.seen}
            for key, line in own.items():
                for place in (around, *([seen] if key in seen or look.asks(key, line or "") else [])):
                    place.pop(key, None)
                    if line is not None and (place is around or look.asks(key, line)):
                        place[key] = line
            self.looks[what] = look._replace(around=around, seen=seen)

    def called(self) -> None:
        """Note that a call begins: whatever was shown before counts."""
        for news in (self.news, self.answers_news):
            news.update(self.newest)
        self.newest.clear()

    def told(self, text: str) -> None:
        """Note what the diffs in a text show: lines and files as they are now, or that they are gone.

        One text may tell of a file twice: of the main line, and of a branch that has not landed.
        """
        before = path = ""
        for name, done in IN_WORDS.findall(text):
            self.newest[f"{name}#"] = THERE if done == "added" else None
            self.shown.add((f"{name}#", self.newest[f"{name}#"]))
            if done.startswith("renamed"):
                self.older_names[done.removeprefix("renamed to ")] = name
        self.older_names |= {new: name for name, new in MOVED.findall(text)}
        for line in [line.removeprefix("   ") for line in text.splitlines()]:  # coordgit indents what it prints
            if line.startswith("--- "):
                before = line[4:]
            elif line == "+++ /dev/null":
                path = before.removeprefix("a/")
                self.newest[f"{path}#"] = None
            elif line.startswith("+++ "):
                path = line[4:].removeprefix("b/")
                if before == "/dev/null":
                    self.newest[f"{path}#"] = THERE
            elif line == "@@ -0,0 +1,0 @@":
                self.shown.add((f"{path}##", EMPTY))
            elif line.startswith("+"):
                self.added.add(line[1:])
                self.newest[f"{path}#{line[1:].partition(' ')[0]}"] = line[1:]
            elif line.startswith("-"):
                self.taken.add(line[1:].partition(" ")[0])
                self.newest[f"{path}#{line[1:].partition(' ')[0]}"] = None  # until its new text follows
        self.shown |= {(key, line) for key, line in self.newest.items() if key.endswith("#")}

    def acknowledged(self, chosen: Iterable[Look], tip: Lines, landed: bool = True) -> None:
        """Whoever acknowledges knows what a branch, by default the main one, has of just those items."""
        self.called()
        for look in chosen:
            its = {(key, tip.get(key)) for key in {*look.keys(tip), *look.dirty}}
            self.shown |= its | {pair for pair in self.merged if path_of(pair[0]) == look.path}
            if landed:
                self.news.update(its)
                self.answers_news.update(its)
            read_in = None if look.whole else look.read_in or look.around
            now = look._replace(around=tip, over=frozenset(), read_in=read_in) if landed else look._replace(beside=tip)
            self.looks[look.what] = now

    def seen_by_agent(self, path: str, place: Lines) -> None:
        """Note that a sub-agent has looked at all of a file: if a rejection has named that, its session knows what is gone, and
        has seen what others have not landed."""
        its = [look for look in self.looks.values() if look.path == path and path in self.named]
        blind = {key for look in its for key in look.blind}
        self.looks |= {look.what: look._replace(blind=look.blind | blind) for look in its}
        self.shown |= {(key, place.get(key)) for look in its for key in look.keys(place) if key not in blind}

    def answers(self, by: str, path: str, place: Lines, acknowledged: bool = False) -> None:
        """Note that another session, whose update was rejected for what this one had read, has looked in its place. That counts
        in that session's next landing, and only if this one is not at work then, unless it was ``acknowledged``."""
        self.answered.setdefault((by, path), []).append((place, acknowledged))

    def knows(self, look: Look, key: str, tip: Lines, by: str = "") -> bool:
        """Whether the session knew what the tip has of a line, by that look or by any other way; ``by``: or whoever lands it has
        answered for that."""
        line, there = tip.get(key), look.answer(tip, key)
        answers = self.answered.get((by, look.path), ())
        if any(place.get(key) == line for place, acknowledged in answers if acknowledged or not self.at_work):
            return True
        if there == look.seen.get(key) or key in look.blind or {(key, line)} & (self.made | self.shown):
            return True
        if line in self.added or (line is None and key.partition("#")[2] in self.taken):
            return True
        older = f"{self.older_names.get(look.path)}#{key.partition('#')[2]}"
        if line is not None and any(place.get(older) == line for place in self.places.values()):
            return True
        whole = f"{path_of(key)}#"
        if line is None and {(whole, None), (f"{whole}#", EMPTY)} & self.shown:  # all lines were gone, if it is there anew or not
            return True
        if look.path and whole not in look.around and (whole, None) in self.made - self.on_main:
            return True  # its own removal hides what others have put there
        if not look.path and (key, line) in self.met:
            return True
        # of a listing, who has looked at a file itself knows whether it is there
        told_apart = bool(look.path) or key.endswith("#")
        return told_apart and any(key in place and place[key] == line for place in self.places.values())

    def unknown(self, look: Look, tip: Lines, by: str = "") -> list[str]:
        """The lines of a look that somebody else changed since, unseen by the session and by whoever answers for it."""
        return [key for key in look.keys(tip) if not self.knows(look, key, tip, by)]

    def has_cause(self, look: Look, tip: Lines, alone: Callable[[str, str | None], bool]) -> bool:
        """Whether anybody else changed anything of what was looked at, in the whole of its file.

        ``alone``: only this session ever gave a line this text.
        """
        if look.over:
            return True
        for path, older, there in self.renamed:  # git merges what others do under the older name
            theirs = any(path_of(key) == older and there.get(key) != tip.get(key) for key in {*there, *tip})
            if path == look.path and theirs and f"{older}#" in tip:
                return True
        news = self.news if look.path else self.answers_news
        told = {key for key, line in news.items() if (path_of(key) == look.path if look.path else look.asks(key, line or ""))}
        gone = {
            key for key, line in self.made if line is None and (path_of(key) == look.path if look.path else look.asks(key, ""))
        }
        replaced = dict(self.merged)
        for key in {*look.around, *look.seen, *tip, *look.blind, *told, *gone}:
            was, now = look.around.get(key), tip.get(key)
            if look.path:
                sees = key not in look.blind and (look.whole or key in look.seen) and not key.endswith("#")
                differs = path_of(key) == look.path and was != now and now != (look.seen.get(key) if sees else was)
                if sees and key in look.seen and (key, now) in self.made:
                    differs = differs or now != look.seen[key]  # another did the same as it did itself
                also = key in look.blind or now is None  # another may have made that, or have taken that out, as well
                differs = differs or (also and (key, now) in self.made)
            else:
                # not in a recorded answer: what another had not committed, or has made as well
                also = key in look.blind or (look.asks(key, now or "") and (key, now) in self.made)
                differs = look.answer(look.around, key) != look.answer(tip, key) or also
            undone = key in told and now != news[key]  # what it was told
            undone = undone or (bool(look.path) and key in replaced and now != replaced[key])  # or what its own text stands for
            differs = differs or undone
            as_ever = now == self.start.get(key) and alone(key, was) and (key, was) not in self.on_main and not undone
            if differs and not as_ever and not alone(key, now):
                return True
        return False
