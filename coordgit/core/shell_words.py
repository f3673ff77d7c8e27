"""Cut text into shell words: quotes, expansions, redirections, here-documents, comments.

Grammar: POSIX.1-2017, Shell Command Language, 2.2 to 2.7, and bash's ``$'...'``, ``<(...)`` and ``&>``.
"""

from __future__ import annotations

import re

from coordgit.core.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.shell_syntax import Step

BARE, QUOTED, VARIABLE, COMPUTED = "bare", "quoted", "variable", "computed"
"""Kinds of piece in a word. Only in a bare one do ``*``, ``{a,b}`` and ``~`` mean anything; a computed one is whatever
a substitution will say."""


class Word(NamedTuple):
    """One word, in (kind, text) pieces."""

    pieces: tuple[tuple[str, str], ...]


class Redirect(NamedTuple):
    """``descriptor`` is the number in front of the operator, "" where the operator implies it."""

    descriptor: str
    operator: str
    target: Word


class Unclear(ValueError):
    """The command cannot be cut any further."""


_BLANK = re.compile(r"(?:[ \t\r]|\\\n)+")
_BARE = re.compile(r"[^\s'\"\\$`;&|<>()]+")
_IN_DOUBLE = re.compile(r'[^"\\$`]+')
NAME = re.compile(r"[A-Za-z_]\w*")
_REDIRECT = re.compile(r"(&>>|&>|(\d*)(<<<|<<-|<<|<>|<&|>>|>\||>&|>(?!\()|<(?!\()))")


class Lexer:
    """``at`` is the position in ``text``; ``nested`` collects the scripts inside substitutions."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.nested: list[tuple[Step, ...]] = []
        self.expanded = ""
        """The body of a here-document that runs commands of its own."""
        self._awaited: list[tuple[str, bool, bool]] = []

    def parenthesis(self) -> tuple[Step, ...]:
        """Return the script up to the ``)`` that closes the one just opened; the grammar's business."""
        raise NotImplementedError

    def quoted(self, text: str) -> tuple[Step, ...]:
        """Return the script that stood in backquotes."""
        raise NotImplementedError

    def words(self, words: list[Word]) -> tuple[Redirect, ...]:
        """Append the words up to an operator; return the redirections among them."""
        redirects: list[Redirect] = []
        while True:
            self.blank()
            redirect = _REDIRECT.match(self.text, self.at)
            if redirect:
                self.at = redirect.end()
                self.blank()
                start = self.at
                target = self.word()
                operator = redirect.group(3) or redirect.group(1)
                if operator in ("<<", "<<-"):
                    raw = self.text[start : self.at]
                    delimiter = re.sub(r"['\"\\]", "", raw)
                    self._awaited.append((delimiter, operator == "<<-", raw == delimiter))
                redirects.append(Redirect(redirect.group(2) or "", operator, target))
            elif self.at >= len(self.text) or self.text[self.at] in ";&|()\n":
                return tuple(redirects)
            else:
                words.append(self.word())

    def word(self) -> Word:
        pieces: list[tuple[str, str]] = []
        while self.at < len(self.text):
            bare = _BARE.match(self.text, self.at)
            char = self.text[self.at]
            if bare:
                self.at = bare.end()
                pieces.append((BARE, bare.group()))
            elif char == "\\":
                following = self.text[self.at + 1 : self.at + 2]
                self.at += 2
                if following != "\n":
                    pieces.append((QUOTED, following))
            elif char == "'":
                end = self.find("'", self.at + 1)
                pieces.append((QUOTED, self.text[self.at + 1 : end]))
                self.at = end + 1
            elif char == '"':
                self.at += 1
                self.double(pieces)
            elif char in "$`":
                self.dollar(pieces)
            elif self.text.startswith(("<(", ">("), self.at):
                self.at += 2
                self.nested.append(self.parenthesis())
                pieces.append((COMPUTED, ""))
            else:
                break
        if not pieces:
            raise Unclear
        return Word(tuple(pieces))

    def double(self, pieces: list[tuple[str, str]]) -> None:
        pieces.append((QUOTED, ""))  # an empty pair of quotes is a word too
        while True:
            plain = _IN_DOUBLE.match(self.text, self.at)
            if plain:
                self.at = plain.end()
                pieces.append((QUOTED, plain.group()))
            if self.at >= len(self.text):
                raise Unclear
            char = self.text[self.at]
            if char == '"':
                self.at += 1
                return
            if char == "\\":
                following = self.text[self.at + 1 : self.at + 2]
                self.at += 2
                if following != "\n":
                    pieces.append((QUOTED, following if following in '$`"\\' else "\\" + following))
            else:
                self.dollar(pieces)

    def dollar(self, pieces: list[tuple[str, str]]) -> None:
        """Take one expansion."""
        if self.take("`"):
            end = self.find("`", self.at)
            self.nested.append(self.quoted(self.text[self.at : end]))
            self.at = end + 1
        elif self.take("$(("):
            self.balanced("(", ")", 2)
        elif self.take("$("):
            outer, self.nested = self.nested, []
            steps = self.parenthesis()
            self.nested = [*outer, steps]
        elif self.take("${"):
            name = NAME.match(self.text, self.at)
            if name and self.text.startswith("}", name.end()):
                self.at = name.end() + 1
                pieces.append((VARIABLE, name.group()))
                return
            self.balanced("{", "}", 1)
        elif self.take("$'"):
            ansi = re.compile(r"(?s:[^'\\]|\\.)*").match(self.text, self.at)
            start, self.at = self.at, ansi.end() if ansi else self.at
            if not self.take("'"):
                raise Unclear
            if "\\" not in self.text[start : self.at]:
                pieces.append((QUOTED, self.text[start : self.at - 1]))
                return
        else:
            self.at += 1
            name = NAME.match(self.text, self.at)
            if name:
                self.at = name.end()
                pieces.append((VARIABLE, name.group()))
                return
            if not re.match(r"[0-9@*#?$!-]", self.text[self.at : self.at + 1]):
                pieces.append((QUOTED, "$"))
                return
            self.at += 1
        pieces.append((COMPUTED, ""))

    def blank(self, newlines: bool = False) -> None:
        """Skip blanks and comments; with ``newlines`` those too, and the here-documents that they begin."""
        while self.at < len(self.text):
            blank = _BLANK.match(self.text, self.at)
            if blank:
                self.at = blank.end()
            elif self.text[self.at] == "#" and (self.at == 0 or self.text[self.at - 1] in " \t\r\n;&|()"):
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif newlines and self.text[self.at] == "\n":
                self.at += 1
                self.documents()
            else:
                return

    def documents(self) -> None:
        """Skip the here-documents that begin on this line."""
        for delimiter, tabs, expands in self._awaited:
            tab = "\t*" if tabs else ""
            ending = re.compile(f"^{tab}{re.escape(delimiter)}$", re.MULTILINE).search(self.text, self.at)
            body = self.text[self.at : ending.start() if ending else len(self.text)]
            self.at = ending.end() if ending else len(self.text)
            if expands and ("$(" in body or "`" in body):
                self.expanded = body
        self._awaited = []

    def take(self, token: str) -> bool:
        if not self.text.startswith(token, self.at):
            return False
        self.at += len(token)
        return True

    def expect(self, token: str) -> None:
        self.blank(newlines=True)
        if not self.take(token):
            raise Unclear

    def find(self, token: str, start: int) -> int:
        end = self.text.find(token, start)
        if end < 0:
            raise Unclear
        return end

    def balanced(self, opening: str, closing: str, depth: int) -> None:
        """Skip to after the ``closing`` that ends ``depth`` levels; commands inside are beyond us."""
        start = self.at
        while depth:
            if self.at >= len(self.text):
                raise Unclear
            char = self.text[self.at]
            depth += (char == opening) - (char == closing)
            self.at += 1
        skipped = self.text[start : self.at]
        if "`" in skipped or "$(" in skipped:
            raise Unclear
