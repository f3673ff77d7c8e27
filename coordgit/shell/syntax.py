"""Parse a shell command into pipelines of words: the part of the POSIX and bash grammar that sessions really type.

Anything outside that part (functions, an unclosed quote) ends the parsing; what came before it is kept.
Grammar: POSIX.1-2017, Shell Command Language, 2.10.
"""

from coordgit.shell.call import wordset
from coordgit.shell.lexer import Lexer, Unclear, name_at
from coordgit.shell.words import Group, PipelineStep, Simple, Word

DEEPEST = 12
"""Levels of nesting; nobody types more, and Python's stack is limited."""

_CLAUSE_ENDS = (";;&", ";;", ";&")
_OPERATORS = ("&&", "||", *_CLAUSE_ENDS, ";", "\n", "&")
_RESERVED = wordset("if then elif else fi for while until do done case esac select function coproc time { } ! [[")
LONGEST_RESERVED = 8
_ENDS_WORD = frozenset(("", *" \t\n\v\f\r;&|()"))
"""What may follow a reserved word; "" is the end."""


def parse(text: str) -> tuple[tuple[PipelineStep, ...], str]:
    """Return the steps of ``text``, and the rest that could not be parsed."""
    parser = _Parser(text)
    steps: list[PipelineStep] = []
    try:
        parser.script(frozenset(), steps)
        if parser.at < len(text):
            raise Unclear
    except Unclear:
        return tuple(steps), text[parser.step_at :]
    return tuple(steps), parser.expanded


class _Parser(Lexer):
    """Recursive descent over one text."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.step_at = 0
        self.cases = 0
        """How many ``case`` are open."""

    # Scripts and pipelines

    def script(self, closers: frozenset[str], steps: list[PipelineStep]) -> None:
        """Append the steps up to the end, a ``)`` or one of the reserved words ``closers``, which is not consumed."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unclear
        joint = ";"
        while True:
            self.blank(newlines=True)
            if self.depth == 1:
                self.step_at = self.at
            ended = self.at >= len(self.text) or self.text.startswith((")", *_CLAUSE_ENDS), self.at)
            if ended or self.reserved() in closers:
                break
            negated = False
            while self.reserved() in ("!", "time"):
                negated ^= self.reserved() == "!"
                self.at += len(self.reserved())
                self.blank()
            stages = [self.command()]
            while self.take("|&") or (not self.text.startswith("||", self.at) and self.take("|")):
                self.blank(newlines=True)
                stages.append(self.command())
            operator = self.operator()
            steps.append(PipelineStep(joint=joint, stages=tuple(stages), negated=negated, background=operator == "&"))
            joint = operator if operator in ("&&", "||") else ";"
        self.depth -= 1

    def inside(self, *closers: str) -> tuple[PipelineStep, ...]:
        """Return the steps up to one of the reserved words, which is left to the caller."""
        steps: list[PipelineStep] = []
        self.script(frozenset(closers), steps)
        return tuple(steps)

    def parenthesis(self) -> tuple[PipelineStep, ...]:
        """Return the steps up to the ``)`` that closes the one just opened."""
        steps = self.inside()
        self.expect(")")
        return steps

    def quoted(self, text: str) -> tuple[PipelineStep, ...]:
        steps, rest = parse(text)
        if rest:
            raise Unclear
        return steps

    def operator(self) -> str:
        self.blank()
        found = next((operator for operator in _OPERATORS if self.text.startswith(operator, self.at)), "")
        if found in _CLAUSE_ENDS:
            if not self.cases:
                raise Unclear
            return ""
        if found != "\n":  # blank() takes newlines, and the here-documents that begin there
            self.at += len(found)
        return found

    # Commands

    def command(self) -> Simple | Group:
        self.blank()
        start, outer, self.nested = self.at, self.nested, []
        made = self.compound(start)
        self.nested = outer
        return made

    def compound(self, start: int) -> Simple | Group:
        kind, variable = "if", ""
        words: list[Word] = []
        scripts: list[tuple[PipelineStep, ...]] = []
        if self.take("(("):
            self.balanced("(", ")", 2)
            return self.simple(start)
        if self.take("("):
            kind = "("
            scripts.append(self.parenthesis())
        else:
            word = self.reserved()
            if word in ("select", "function", "coproc"):
                raise Unclear
            self.at += len(word)
            if word == "{":
                kind = "{"
                scripts.append(self.inside("}"))
                self.keyword("}")
            elif word == "if":
                while word in ("if", "elif"):
                    scripts.append(self.inside("then"))
                    self.keyword("then")
                    scripts.append(self.inside("elif", "else", "fi"))
                    word = self.keyword("elif", "else", "fi")
                if word == "else":
                    scripts.append(self.inside("fi"))
                    self.keyword("fi")
            elif word in ("while", "until"):
                scripts.append(self.inside("do"))
                self.keyword("do")
                scripts.append(self.inside("done"))
                self.keyword("done")
            elif word == "case":
                scripts += [(), *self.clauses()]
            elif word == "for":
                kind, variable = "for", self.loop(words)
                scripts.append(self.inside("done"))
                self.keyword("done")
            elif word == "[[":
                end = self.find("]]", self.at)
                while not self.text[end - 1].isspace() or self.text[end + 2 : end + 3] not in _ENDS_WORD:
                    end = self.find("]]", end + 1)
                self.at = end + 2
                return self.simple(start)
            elif word:
                raise Unclear
            else:
                return self.simple(start)
        extra: list[Word] = []
        redirects = self.words(extra)
        if extra:
            raise Unclear
        source = self.text[start : self.at]
        return Group(
            kind=kind,
            scripts=tuple(scripts),
            variable=variable,
            words=tuple(words),
            redirects=redirects,
            nested=tuple(self.nested),
            source=source,
        )

    def clauses(self) -> list[tuple[PipelineStep, ...]]:
        """Take ``WORD in PATTERN) SCRIPT;; ... esac``; return the scripts."""
        self.blank()
        self.word()
        self.blank(newlines=True)
        if not self.take("in"):
            raise Unclear
        scripts: list[tuple[PipelineStep, ...]] = []
        self.cases += 1
        while True:
            self.blank(newlines=True)
            if self.reserved() == "esac":
                break
            self.take("(")
            self.pattern()
            while self.take("|"):
                self.pattern()
            self.expect(")")
            scripts.append(self.inside("esac"))
            any(map(self.take, _CLAUSE_ENDS))
        self.cases -= 1
        self.keyword("esac")
        return scripts

    def pattern(self) -> None:
        self.blank()
        self.word()
        self.blank()

    def loop(self, words: list[Word]) -> str:
        """Take ``NAME in WORDS; do``; "" for a loop over something else."""
        self.blank()
        name = name_at(self.text, self.at)
        if name:
            self.at += len(name)
        elif self.take("(("):
            self.balanced("(", ")", 2)
        else:
            raise Unclear
        self.blank(newlines=True)
        listed = name != "" and self.text.startswith("in", self.at)
        if listed:
            self.at += 2
            if self.words(words):
                raise Unclear
        self.blank(newlines=True)
        self.take(";")
        self.keyword("do")
        return name if listed else ""

    def simple(self, start: int) -> Simple:
        words: list[Word] = []
        redirects = self.words(words)
        if self.at == start or self.text.startswith("(", self.at):
            raise Unclear
        return Simple(words=tuple(words), redirects=redirects, nested=tuple(self.nested), source=self.text[start : self.at])

    def reserved(self) -> str:
        """Return the reserved word at this position, without consuming it."""
        end = self.at
        while end - self.at < LONGEST_RESERVED and self.text[end : end + 1] not in _ENDS_WORD:
            end += 1
        word = self.text[self.at : end]
        return word if word in _RESERVED and self.text[end : end + 1] in _ENDS_WORD else ""

    def keyword(self, *wanted: str) -> str:
        self.blank(newlines=True)
        word = self.reserved()
        if word not in wanted:
            raise Unclear
        self.at += len(word)
        return word
