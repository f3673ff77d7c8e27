"""Follow a parsed shell command, step by step: which of its commands ran, in which folder, and what each is handed over."""

from __future__ import annotations

from coordgit.core.model import LISTING, PRESENCE, READ, Access
from coordgit.shell.call import REASONS, Argument, Call, Handler, answers, blurred, join, logical, looked_for, named, taken
from coordgit.shell.expansion import (
    HERE,
    Found,
    Listed,
    Matched,
    expand,
    is_found,
    is_here,
    is_listed,
    names_of,
    of_found,
    read_into,
    unwrapped,
)
from coordgit.shell.lexer import name_at
from coordgit.shell.printing_commands import SHOWING, conditional, printed
from coordgit.shell.syntax import parse
from coordgit.shell.words import BARE, LOUD, PROCESS, QUOTED, Group, PipelineStep, Redirect, Simple, Word
from coordgit.startup.typing import Mapping, NamedTuple, Sequence

SHELLS = frozenset(("sh", "bash", "zsh", "dash"))

LEAVING = frozenset(("exit", "return", "exec", "break", "continue"))

MOST_TURNS = 32
"""Turns of a ``for`` loop that are followed one by one."""

DEEPEST = 3
"""Levels of ``sh -c`` and ``eval``."""

MOST_LINES = 200
"""Lines of output, at either end, that are searched for complaints."""

MOST_WORDS = 5_000
"""Words that are examined in one command, counting every turn of a loop."""


def handler_of(name: str) -> Handler | None:
    """Return the handler of a command; load only what its kind needs."""
    if name in SHOWING:
        return SHOWING[name]
    if name == "git":
        from coordgit.shell.git_commands import git

        return git
    from coordgit.shell.naming_commands import NAMING
    from coordgit.shell.search_commands import SEARCHES
    from coordgit.shell.writing_commands import CHANGING

    return CHANGING.get(name) or SEARCHES.get(name) or NAMING.get(name)


class Run:
    """The shell's state while the steps are followed, and what is known of the outcome."""

    def __init__(self, ok: bool, output: str | None, *, alone: bool = False, every_step: bool = False) -> None:
        self.ok = ok
        self.output = output if alone else None
        self.shown = output
        self.speaker: Simple | None = None
        """The command that has printed what there is, and so has run, if only one can."""
        self.known = self.visible = output is not None
        """Whether the output is known, and whether every complaint of the command at hand is in it."""
        self.noisy = False
        """Whether something in the background writes between the lines."""
        lines = (output or "").split("\n")
        messages = [
            line[-500:] for line in lines if ": " in line and (" " not in line.partition(": ")[0] or line.endswith(REASONS))
        ]
        self.messages = messages[:MOST_LINES] + messages[MOST_LINES:][-MOST_LINES:]
        self.directory: str | None = ""
        self.stack: list[str | None] = []
        self.variables: dict[str, str] = {"PWD": "."}
        self.unknown: list[str] = []
        self.git: list[Call] = []
        self.text = ""
        """The here-document of the command at hand, or what ``echo`` or ``printf`` pipes into it."""
        self.printed = ""
        self.feeding: Sequence[Simple | Group] = ()
        """The commands that pipe into the one at hand."""
        self.left = ""
        """Why the rest may not run: "loop" or "shell", which the script may have left; "" if it has not."""
        self.astray = False
        """Whether a ``cd`` of this chain may not have run. If the output is unknown, it is assumed to have run."""
        self.astray_around = 0  # such chains around this one
        self.stops_on_error = False
        self.depth = 0
        self.asked: dict[tuple[str, str], int] = {}
        self.often: dict[tuple[str, str], int] = {}
        """How often each command is asked about each name in all; see ``Call``."""
        self.every_step = every_step
        """True: steps that do not run are followed as well."""
        self.words_left = MOST_WORDS
        self.names: list[list[Argument]] = []
        """What the substitutions of the command at hand print, where that is names of files."""
        self.handlers: Mapping[str, Handler] = {}

    def script(self, steps: tuple[PipelineStep, ...], sure: bool, proven: bool) -> list[Access]:
        """Go through ``steps``. ``sure``: they run; ``proven``: their outcome is that of the whole command."""
        touches: list[Access] = []
        status: bool | None = True
        starts = [n for n, step in enumerate(steps) if step.joint == ";"]
        for start, end in zip(starts, [*starts[1:], len(steps)], strict=False):
            chain = steps[start:end]
            if chain[-1].background:  # a shell of its own, whose output may come later
                before = self.directory, dict(self.variables), self.left
                found, _ = self.chain(chain, False, False)
                self.directory, self.variables, self.left = before
                self.visible, self.noisy, status = False, True, True
            else:
                runs = sure and (not self.stops_on_error or self.ok or status is True)
                found, status = self.chain(chain, runs, proven and self.ok and end == len(steps))
            touches += found
        return touches

    def chain(self, steps: tuple[PipelineStep, ...], sure: bool, proven: bool) -> tuple[list[Access], bool | None]:
        """Go through pipelines joined by ``&&`` and ``||``."""
        touches: list[Access] = []
        status: bool | None = True
        ran = proven and all(step.joint != "||" for step in steps)
        outer, self.astray = self.astray, False
        self.astray_around += outer
        for step in steps:
            if not ran and status is (step.joint == "||") and not self.every_step:
                continue
            follows = step.joint == ";" or ran or status is (step.joint == "&&")
            before = self.directory
            found, status = self.pipeline(step, sure and follows and not self.left, ran)
            self.astray = self.astray or (not follows and self.directory != before)
            touches += found
            status = status if follows else None  # no complaint, but it may not have run
        if self.astray and self.known:
            self.directory = None
        self.astray_around -= outer
        self.astray = outer
        return touches, status

    def pipeline(self, step: PipelineStep, sure: bool, ran: bool) -> tuple[list[Access], bool | None]:
        """Feed every stage the output of the one before; the last one's output is what is seen."""
        fed: list[Access] | None = None
        status: bool | None = None
        self.printed = ""
        for n, stage in enumerate(step.stages):
            before = self.directory, dict(self.variables)
            last = n == len(step.stages) - 1
            self.feeding = step.stages[:n]
            fed, status = self.stage(stage, fed, sure, ran and last and not step.negated)
            if len(step.stages) > 1:
                self.directory, self.variables = before
        if step.negated and status is not None:
            status = not status
        return fed or [], True if ran else status

    def stage(self, stage: Simple | Group, fed: list[Access] | None, sure: bool, ran: bool) -> tuple[list[Access], bool | None]:
        """Go through one command, its substitutions and its redirections."""
        piped, feeding = self.printed, self.feeding
        within = [script for redirect in stage.redirects for script in redirect.nested]
        nested = [self.subshell(script, sure) for script in (*stage.nested, *within)]
        inner = [touch for touches in nested for touch in touches]
        scripts = zip(stage.nested, nested, strict=False)
        self.names = [
            HERE if is_here(script) else names_of(touches, self.directory, script[-1].stages if script else (), self.known)
            for script, touches in scripts
        ]
        self.text = "".join(text for redirect in stage.redirects for text in redirect.body) or piped
        for redirect in stage.redirects:
            if redirect.operator == "<" and redirect.target[0][0] == PROCESS:
                number = int(redirect.target[0][1])
                fed, feeding = nested[number], [stage for step in stage.nested[number][-1:] for stage in step.stages]
        flow = self.redirect(stage.redirects, fed, stage.source)
        visible, self.visible = self.visible, self.visible and not flow.silenced
        self.feeding = feeding
        if isinstance(stage, Simple):
            touches, status = self.simple(stage, flow.fed, sure, ran)
        else:
            touches, status = [*blurred(flow.fed or []), *self.group(stage, flow.fed or [], sure, ran)], None
        self.visible = visible and not self.noisy
        touches = [*blurred(inner), *(blurred(touches) if flow.hidden else touches), *taken(touches, flow.written)]
        lost = self.known and (self.astray or self.astray_around)  # no complaint says then which folder lacks the name
        return [touch for touch in touches if not (lost and touch.missing and not touch.path.startswith("/"))], status

    def subshell(self, steps: tuple[PipelineStep, ...], sure: bool, proven: bool = False) -> list[Access]:
        """Go through ``steps`` without keeping where they went."""
        before = self.directory, dict(self.variables), self.left
        touches = self.script(steps, sure, proven)
        self.directory, self.variables, self.left = before
        return touches

    def group(self, group: Group, fed: list[Access], sure: bool, ran: bool) -> list[Access]:
        if group.kind == "(":
            return self.subshell(group.scripts[0], sure, ran)
        if group.kind == "{":
            return self.script(group.scripts[0], sure, ran)
        left, before = self.left, self.directory
        if group.kind == "for":
            touches = self.loop(group, sure)
        else:
            names = names_of(fed, self.directory, self.feeding, self.known) if fed else []
            if len(names) == 1 and (name := read_into(group.scripts[0])):
                self.variables[name] = (Found if isinstance(names[0].text, Found) else Listed)(names[0].text)
            touches = [touch for n, steps in enumerate(group.scripts) for touch in self.script(steps, sure and n == 0, False)]
        self.left = left if self.left == "loop" else self.left
        if self.directory != before and self.known:
            self.directory = None
        return touches

    def loop(self, group: Group, sure: bool) -> list[Access]:
        """Follow a ``for`` over plain words turn by turn; any other once, as one that may not run."""
        values = [value for word in group.words for value in expand(word, self.variables, self.names)]
        call = Call("for", values, directory=self.directory, source=group.source.partition("\n")[0])
        plain = [word for word in group.words if not is_listed(word, self.variables, self.names)]
        globs = [value for word in plain for value in expand(word, self.variables) if value.glob]
        names = [touch for value in globs for touch in call.listing(value)]
        if group.variable and len(values) <= MOST_TURNS and all(value.known for value in values):
            touches = names
            for value in values if self.words_left > 0 else []:
                kind = (Found if isinstance(value.text, Found) else Matched if value in globs else Listed) if value.glob else str
                self.variables[group.variable] = kind(value.text)
                touches += self.script(group.scripts[0], sure and not value.glob, False)
            return touches
        self.variables.pop(group.variable, None)
        self.unknown += [call.source, *call.unknown]
        return [*names, *self.script(group.scripts[0], False, False)]

    def simple(self, command: Simple, fed: list[Access] | None, sure: bool, ran: bool) -> tuple[list[Access], bool | None]:
        """Hand the words over to the table of commands."""
        words = list(command.words)
        self.words_left -= 1 + len(words) + len(fed or ())
        if self.words_left < 0:
            self.unknown.append(command.source)
            return blurred(fed or []), None
        while words and self.assign(words[0], keep=len(words) == 1 and (sure or not self.known)):
            del words[0]
        arguments = unwrapped([argument for word in words for argument in expand(word, self.variables, self.names)])
        arguments = arguments or conditional(command.source)
        if not arguments:
            computed = command.source.startswith("((")  # arithmetic, or two subshells
            self.unknown += [command.source] if computed else []
            return blurred(fed or []), None if words or computed else True
        name = arguments[0].text.rpartition("/")[2]
        if not arguments[0].known:
            self.unknown.append(command.source)
            return blurred(fed or []), None
        call = self.call(name, arguments[1:], fed, command.source)
        self.printed = printed(call)
        if name in ("cd", "pushd", "popd"):
            return [], self.move(call, ran)
        if name in LEAVING:
            self.left = "shell" if name in ("exit", "return", "exec") or self.left == "shell" else "loop"
        elif name == "set" and any(word.text.startswith("-") and "e" in word.text for word in arguments[1:]):
            self.stops_on_error = True
        elif name in ("export", "local", "declare", "readonly"):
            for word in words[1:]:
                self.assign(word, keep=sure or not self.known)
        inner = self.inner(call)
        if inner is not None:
            return [*blurred(fed or []), *self.evaluate(inner, name, sure, ran)], None
        touches = self.touched(call)
        if any(is_listed(word, self.variables, self.names) for word in words):  # the names are another command's
            touches = [touch for touch in touches if touch.act != LISTING]
        if any(is_found(word, self.variables, self.names) for word in words):
            some = of_found(touches)
            self.unknown += [command.source] if len(some) < len(touches) else []
            touches = some
        spoke = sure and command is self.speaker and not call.doubtful
        if call.doubtful or not (sure and (ran or self.visible or (spoke and self.showed(touches)))):
            loud = name in LOUD and fed is None and not self.visible
            asked = looked_for(touches, loud) if sure and self.known and not self.noisy else []
            touches = answers(touches) if spoke else call.doubt(touches)
            touches = [*(touch for touch in touches if not asked or touch.act != PRESENCE), *asked]
        if call.failed:
            return touches, False
        return touches, True if name in LOUD and self.visible and not self.suspect(call) else None

    def showed(self, touches: list[Access]) -> bool:
        """True if all that was printed is of one file, which is there then."""
        return len(touches) == 1 and touches[0].query is None and touches[0].act == READ and (self.shown or "").strip() != ""

    def call(self, name: str, arguments: list[Argument], fed: list[Access] | None, source: str) -> Call:
        """Return a command as the table's handlers take it."""
        call = Call(
            name,
            arguments,
            fed,
            directory=self.directory,
            messages=self.messages if self.visible else [],
            output=self.output if self.visible else None,
            source=source,
            asked=self.asked,
            often=self.often,
        )
        call.text, call.shown = self.text, self.shown
        return call

    def touched(self, call: Call) -> list[Access]:
        """Return what the table says of a command."""
        handler = Call.blur if call.not_found() else self.handlers.get(call.name) or handler_of(call.name) or Call.untold
        self.git += [call] if call.name == "git" else []  # which then has the name of what git does
        touches = handler(call)
        self.unknown += call.unknown
        return touches

    def suspect(self, call: Call) -> bool:
        """True if a complaint may be this call's: one that names no other call's operand either."""
        about = [text for name, text in self.often if name == call.name]
        return call.doubtful or any(not any(named(text, line) for text in about) for line in call.complaints())

    def inner(self, call: Call) -> str | None:
        """Return the script in the words of ``sh -c`` or ``eval``, or that a shell is given."""
        if self.depth >= DEEPEST or not all(word.known for word in call.arguments):
            return None
        texts = [word.text for word in call.arguments]
        if call.name == "eval":
            return " ".join(texts)
        if call.name in SHELLS and len(texts) > 1 and texts[0][:1] == "-" and texts[0][-1:] == "c":
            return texts[1]
        given = call.options("oO") if call.name in SHELLS and call.text else None
        return call.text if given and (given.has("s") or not given.operands) else None

    def evaluate(self, text: str, name: str, sure: bool, ran: bool) -> list[Access]:
        steps, rest = parse(text)
        self.unknown += [rest] if rest else []
        self.depth += 1
        run = self.script if name == "eval" else self.subshell
        touches = run(steps, sure, ran and not rest)
        self.depth -= 1
        return touches

    def move(self, call: Call, ran: bool) -> bool | None:
        """Follow ``cd``; return whether it worked."""
        if call.name == "popd":
            self.directory = self.stack.pop() if self.stack else None
            return None
        places = [word for word in call.arguments if not word.text.startswith("-") or word.text == "-"]
        place = places[0] if len(places) == 1 else Argument("-")
        if call.blamed(place.text, [line for line in call.messages if f"cd: {place.text}: " in line]):
            return False
        if call.name == "pushd":
            self.stack.append(self.directory)
        plain = place.known and not place.glob and place.text not in ("", "-") and not call.doubtful
        self.directory = logical(join(self.directory, place.text)) if plain else None
        self.astray = self.astray or not (ran or self.visible)
        return True if self.visible and not call.doubtful else None

    def assign(self, word: Word, keep: bool) -> bool:
        """True if ``word`` is ``NAME=value``; note the value if it is to ``keep``."""
        kind, text = word[0]
        name = name_at(text, 0) if kind == BARE else ""
        if not name or not text.startswith("=", len(name)):
            return False
        self.variables.pop(name, None)
        value = text[len(name) + 1 :]
        expanded = expand(((QUOTED, value), *word[1:]), self.variables)[0]
        if keep and expanded.known and not value.startswith("~"):
            self.variables[name] = expanded.text
        return True

    def redirect(self, redirects: tuple[Redirect, ...], fed: list[Access] | None, source: str) -> _Flow:
        hidden = silenced = False
        written: list[Access] = []
        call = Call("", [], directory=self.directory, source=source)
        for redirect in redirects:
            target, operator = expand(redirect.target, self.variables)[0], redirect.operator
            if operator.startswith("<<"):
                fed = []
                self.text += target.text if operator == "<<<" and target.known else ""
            elif operator == "<" and redirect.target[0][0] != PROCESS:
                fed = call.read(target)
                absent = any(named(target.text, line) and "No such file" in line for line in self.messages)
                fed = [touch._replace(missing=True) for touch in fed] if absent else fed
            elif operator == ">&" and (target.text.isdecimal() or target.text == "-"):
                if redirect.descriptor == "2":
                    silenced = target.text == "-" or (target.text == "1" and hidden)
            elif operator not in ("<", "<&"):
                both = operator in ("&>", "&>>", ">&")
                hidden = hidden or both or redirect.descriptor in ("", "1")
                silenced = silenced or both or redirect.descriptor == "2"
                if not target.text.startswith("/dev/"):
                    written += call.write(target)
        self.unknown += call.unknown
        return _Flow(fed=fed, hidden=hidden, silenced=silenced, written=written)


class _Flow(NamedTuple):
    """Where the output of a command goes: ``hidden`` from whoever ran it, its complaints ``silenced``."""

    fed: list[Access] | None
    hidden: bool
    silenced: bool
    written: list[Access]
