"""Split text into shell words: quotes, expansions, redirections, here-documents, comments.

Grammar: POSIX.1-2017, Shell Command Language, 2.2 to 2.7, and bash's ``$'...'``, ``<(...)`` and ``&>``. Written by hand:
importing ``re`` would be a fifth of a hook call.
"""

from coordgit.shell.words import BARE, COMPUTED, PROCESS, QUOTED, VARIABLE, PipelineStep, Redirect, Word


class Unclear(ValueError):
    """The command cannot be parsed any further."""


LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
DIGITS = frozenset("0123456789")
_NAMING = LETTERS | DIGITS
_SPECIAL = frozenset("0123456789@*#?$!-")
"""Parameters without a name."""
_ENDS_BARE = frozenset(" \t\n\v\f\r'\"\\$`;&|<>()")
_ENDS_DOUBLE = frozenset('"\\$`')
_EXPANDED = frozenset("\\$`")
_ENDS_ESCAPED = frozenset("'\\")
_ESCAPES = dict(zip("abeEfnrtv\\'\"?", (b"%c" % code for code in b"\a\b\x1b\x1b\f\n\r\t\v\\'\"?"), strict=True))
_NUMBERS = {"x": (16, 2), "u": (16, 4), "U": (16, 8)}
"""Base and most digits of a number by the letter before it; without a letter it is octal."""
_OCTAL = frozenset("01234567")
_HEXADECIMAL = DIGITS | frozenset("abcdefABCDEF")
_REDIRECTIONS = ("&>>", "&>", "<<<", "<<-", "<<", "<>", "<&", ">>", ">|", ">&")
"""Longest first; a lone ``<`` or ``>`` is one unless it opens a process substitution."""


def name_at(text: str, at: int) -> str:
    """Return the variable name at ``at``, or ""."""
    if text[at : at + 1] not in LETTERS:
        return ""
    return text[at : _while(text, at, _NAMING)]


def _while(text: str, at: int, letters: frozenset[str]) -> int:
    while at < len(text) and text[at] in letters:
        at += 1
    return at


def _until(text: str, at: int, letters: frozenset[str]) -> int:
    while at < len(text) and text[at] not in letters:
        at += 1
    return at


def _redirection(text: str, at: int) -> tuple[str, str]:
    """Return (descriptor, operator) of the redirection at ``at``; no operator: none begins there."""
    start = at
    at = _while(text, at, DIGITS)
    for operator in _REDIRECTIONS:
        if text.startswith(operator, at) and (at == start or operator[0] != "&"):
            return text[start:at], operator
    if text[at : at + 1] in ("<", ">") and not text.startswith("(", at + 1):
        return text[start:at], text[at]
    return "", ""


class Lexer:
    """``at`` is the position in ``text``; ``nested`` collects the scripts inside substitutions."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.nested: list[tuple[PipelineStep, ...]] = []
        self.expanded = ""
        """The body of a here-document that runs commands which cannot be parsed."""
        self.depth = 0
        self._awaited: list[tuple[str, bool, bool, list[str], list[tuple[PipelineStep, ...]]]] = []

    def parenthesis(self) -> tuple[PipelineStep, ...]:
        """Return the script up to the ``)`` that closes the one just opened; the parser overrides this."""
        raise NotImplementedError

    def quoted(self, text: str) -> tuple[PipelineStep, ...]:
        """Return the script that stood in backquotes."""
        raise NotImplementedError

    def words(self, words: list[Word]) -> tuple[Redirect, ...]:
        """Append the words up to an operator; return the redirections among them."""
        redirects: list[Redirect] = []
        while True:
            self.blank()
            descriptor, operator = _redirection(self.text, self.at)
            if operator:
                self.at += len(descriptor) + len(operator)
                self.blank()
                start = self.at
                target = self.word()
                if operator in ("<<", "<<-"):
                    raw = self.text[start : self.at]
                    delimiter = raw.replace("'", "").replace('"', "").replace("\\", "")
                    body: list[str] = []
                    nested: list[tuple[PipelineStep, ...]] = []
                    self._awaited.append((delimiter, operator == "<<-", raw == delimiter, body, nested))
                    redirects.append(Redirect(descriptor=descriptor, operator=operator, target=target, body=body, nested=nested))
                else:
                    redirects.append(Redirect(descriptor, operator, target))
            elif self.at >= len(self.text) or self.text[self.at] in ";&|()\n":
                return tuple(redirects)
            else:
                words.append(self.word())

    def word(self) -> Word:
        pieces: list[tuple[str, str]] = []
        while self.at < len(self.text):
            start, char = self.at, self.text[self.at]
            if char not in _ENDS_BARE:
                self.at = _until(self.text, start, _ENDS_BARE)
                pieces.append((BARE, self.text[start : self.at]))
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
            elif self.take("$'"):
                pieces.append((QUOTED, self.unescaped()))
            elif char in "$`":
                self.dollar(pieces)
            elif self.text.startswith(("<(", ">("), self.at):
                self.at += 2
                self.nested.append(self.parenthesis())
                pieces.append((PROCESS, str(len(self.nested) - 1)))
            else:
                break
        if not pieces:
            raise Unclear
        return tuple(pieces)

    def double(self, pieces: list[tuple[str, str]]) -> None:
        pieces.append((QUOTED, ""))  # an empty pair of quotes is a word too
        while True:
            start, self.at = self.at, _until(self.text, self.at, _ENDS_DOUBLE)
            if self.at > start:
                pieces.append((QUOTED, self.text[start : self.at]))
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
        computed = ""
        if self.take("`"):
            end = self.find("`", self.at)
            self.nested.append(self.quoted(self.text[self.at : end]))
            self.at, computed = end + 1, str(len(self.nested) - 1)
        elif self.take("$(("):
            self.balanced("(", ")", 2)
        elif self.take("$("):
            outer, self.nested = self.nested, []
            steps = self.parenthesis()
            self.nested, computed = [*outer, steps], str(len(outer))
        elif self.take("${"):
            name = name_at(self.text, self.at)
            if name and self.text.startswith("}", self.at + len(name)):
                self.at += len(name) + 1
                pieces.append((VARIABLE, name))
                return
            self.balanced("{", "}", 1)
        else:
            self.at += 1
            name = name_at(self.text, self.at)
            if name:
                self.at += len(name)
                pieces.append((VARIABLE, name))
                return
            if self.text[self.at : self.at + 1] not in _SPECIAL:
                pieces.append((QUOTED, "$"))
                return
            self.at += 1
        pieces.append((COMPUTED, computed))

    def unescaped(self) -> str:
        """Return what ``$'...'`` means, of which the beginning was taken: bytes that are not UTF-8 as surrogates, as in paths."""
        raw = b""
        while not self.take("'"):
            start, self.at = self.at, _until(self.text, self.at, _ENDS_ESCAPED)
            try:
                raw += self.text[start : self.at].encode("utf-8", "surrogateescape")
            except UnicodeEncodeError:
                raise Unclear from None
            if self.at >= len(self.text):
                raise Unclear
            if self.take("\\"):
                raw += self.escape()
        return raw.partition(b"\0")[0].decode("utf-8", "surrogateescape")

    def escape(self) -> bytes:
        """Return what the characters after a backslash in ``$'...'`` mean."""
        letter = self.text[self.at : self.at + 1]
        if letter in _ESCAPES:
            self.at += 1
            return _ESCAPES[letter]
        base, most = _NUMBERS.get(letter, (8, 3))
        start = self.at + (base == 16)
        end = min(_while(self.text, start, _HEXADECIMAL if base == 16 else _OCTAL), start + most)
        if end == start:
            return b"\\"
        self.at, number = end, int(self.text[start:end], base)
        if letter not in "uU":
            return bytes([number & 0xFF])
        if number > 0x10FFFF:
            raise Unclear
        return chr(number).encode("utf-8", "surrogatepass")

    def blank(self, newlines: bool = False) -> None:
        """Skip blanks and comments; with ``newlines`` also newlines, and the here-documents that they begin."""
        while self.at < len(self.text):
            if self.text[self.at] in " \t\r":
                self.at += 1
            elif self.text.startswith("\\\n", self.at):
                self.at += 2
            elif self.text[self.at] == "#" and (self.at == 0 or self.text[self.at - 1] in " \t\r\n;&|()"):
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif newlines and self.text[self.at] == "\n":
                self.at += 1
                self.documents()
            else:
                return

    def documents(self) -> None:
        """Take the here-documents that begin on this line."""
        for delimiter, tabs, expands, text, nested in self._awaited:
            start = self.at
            while self.at < len(self.text):
                begin, end = self.at, self.text.find("\n", self.at)
                line = self.text[begin : end if end >= 0 else len(self.text)]
                self.at = begin + len(line)
                if (line.lstrip("\t") if tabs else line) == delimiter:
                    break
                self.at += 1
            else:
                begin = self.at = len(self.text)
            body = self.text[start:begin]
            text.append(body)
            if expands and ("$(" in body or "`" in body):
                try:
                    nested += self.substituted(body)
                except Unclear:
                    self.expanded = body
        self._awaited = []

    def substituted(self, body: str) -> list[tuple[PipelineStep, ...]]:
        """Return the scripts in a here-document, where quotes are letters like any other."""
        inner = type(self)(body)
        inner.depth = self.depth
        while (at := _until(body, inner.at, _EXPANDED)) < len(body):
            inner.at = at + 2 * (body[at] == "\\")
            if inner.at == at:
                inner.dollar([])
        self.expanded = inner.expanded or self.expanded
        return inner.nested

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
        """Skip past the ``closing`` that ends ``depth`` levels; commands inside are not parsed."""
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
