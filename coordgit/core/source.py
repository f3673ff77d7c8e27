"""What the lines of a source text say: their code, and the names in it, without comments, docstrings and strings. Pure.

A scanner for a family of languages finds comments and strings, no more: it reads any text, whether that would compile or not.
"""

from zlib import crc32

from coordgit.startup.regexes import later, re
from coordgit.startup.typing import Callable, Iterable, NamedTuple

KEYWORDS = frozenset(
    """
    and any are args array as async auto await bool boolean break byte case catch char class const constructor continue data
    def default del delete dict do double elif else end enum except export extends extern false final finally float fn for from
    fun func function global go goto has if implements import in include inline instanceof int interface is kwargs lambda
    len let list long match mod module mut namespace native new nil none nonlocal not null number object of operator or
    override package pass path print private property protected pub public raise range ref register return returns self set
    short signed sizeof static str string struct super switch template test tests the this throw throws to true try tuple
    type typedef typename typeof undefined union unsigned use using val value var virtual void volatile where while with
    yield False None True String Object Error Exception ValueError TypeError assert
    """.split()  # noqa: SIM905
)
"""Stop words: the keywords of common languages, and names that every file has."""

SHORTEST = 3
"""Letters of a name that can tie one text to another, unless it is called: ``i`` and ``os`` are everywhere."""

NAME = later(r"[^\W\d]\w*")
TELLING = later(rf"[^\W\d]\w{{{SHORTEST - 1},}}|\b[^\W\d]\w*(?=\()")
CODE_IN_PROSE = later(r"`[^`\n]*`|\w*(?:_|[a-z0-9][A-Z])\w*|\w+(?=\()")
"""What is code in running text: in backticks, with an underscore or a capital inside, or before a parenthesis."""

DOUBLE = r'"[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*"?'
SINGLE = r"'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'?"
LETTER = r"'(?:\\[^'\n]+|[^'\\\n])'"
"""One letter in quotes: a longer one is a string elsewhere, a lifetime in Rust, a separator of digits in C++."""
LINES = r'"[^"\\]*(?:\\[\s\S][^"\\]*)*"?'
RAW = r'(?<!\w)b?r(?P<hashes>#*)"[\s\S]*?"(?P=hashes)'
BACKTICKS = r"`[^`\\]*(?:\\[\s\S][^`\\]*)*`?"
TRIPLE = (
    r'"""[^"\\]*(?:(?:\\[\s\S]|"(?!""))[^"\\]*)*(?:"""|\Z)',
    r"'''[^'\\]*(?:(?:\\[\s\S]|'(?!''))[^'\\]*)*(?:'''|\Z)",
)
HEREDOC = r"<<<?[~-]?(?P<q>[\"'`]?)(?P<end>[A-Z]\w*)(?P=q)[^\n]*\n(?:[^\n]*\n)*?[^\S\n]*(?P=end)\b"
PATTERN = r"(?:(?<=[(,=:!&|?\[{};])|(?<=return))[^\S\n]*/(?![*/])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/"
"""A regular expression: its quotes begin no string."""
PREFIX = r"(?:(?<!\w)[rRbBuUfFtT]{1,2})?"
SLASHES = r"//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)"
HASH = r"(?<!\S)#[^\n]*"


class Family(NamedTuple):
    """Languages that write comments and strings alike. A group ``c`` of ``scanner`` is a comment, anything else a string."""

    name: str
    scanner: str
    inside: str = ""
    """The pattern of what is code in a string; "" if nothing is."""
    declares: bool = True
    """True if the heads of definitions can be found."""
    ends_in_value: bool = False
    """True if a body returns what it evaluates last."""
    optional: str = r"\*|.*(?:\.\.\.|\?:|=(?!>))"
    """A parameter that may be left out, spaces removed: with a default, or that takes any number of values."""
    by_lines: bool = False
    """True if definitions cannot be found: then every name of an altered line counts, in files of the same extension."""


def _family(name: str, comment: str, *strings: str, inside: str = "") -> Family:
    return Family(name, "|".join([f"(?P<c>{comment})", *strings]), inside)


PYTHON = _family(
    "python",
    r"#[^\n]*",
    *(PREFIX + string for string in (*TRIPLE, DOUBLE, SINGLE)),
    inside=r"(?<!\{)\{([^{}]+)\}",
)
SCRIPT = _family("script", SLASHES, PATTERN, DOUBLE, SINGLE, BACKTICKS, inside=r"\$\{([^{}]+)\}")
GO = _family("go", SLASHES, DOUBLE, LETTER, BACKTICKS)
C = _family("c", SLASHES, DOUBLE, LETTER)
RUST = _family("rust", SLASHES, RAW, LINES, LETTER)._replace(ends_in_value=True)
PHP = _family("php", rf"{SLASHES}|#(?!\[)[^\n]*", HEREDOC, DOUBLE, SINGLE, inside=r"\$[\w>-]+")
RUBY = _family(
    "ruby", rf"{HASH}|^=begin\b[\s\S]*?(?:^=end\b[^\n]*|\Z)", HEREDOC, DOUBLE, SINGLE, inside=r"#\{([^{}]+)\}"
)._replace(ends_in_value=True, optional=r"[*&]|\w+:.|.*=(?!>)")
SHELL = _family("shell", HASH, SINGLE)
SETTINGS = _family("settings", HASH)._replace(declares=False)
OTHER = _family("other", HASH)._replace(declares=False, by_lines=True)
WORDS = Family("words", "", declares=False, by_lines=True)
DATA = Family("data", "", declares=False)
PROSE = Family("prose", "", declares=False)

ENDINGS: dict[str, Family] = {
    ending: family
    for family, endings in (
        (PYTHON, "py pyi pyx pxd pyw"),
        (SCRIPT, "js jsx mjs cjs ts tsx mts cts dart vue svelte"),
        (GO, "go"),
        (C, "c h cc cpp cxx hh hpp hxx cs java kt kts scala swift m mm groovy gradle proto zig"),
        (RUST, "rs"),
        (PHP, "php phtml"),
        (RUBY, "rb rake gemspec ru ex exs cr"),
        (SHELL, "sh bash zsh ksh"),
        (SETTINGS, "yml yaml toml conf cfg tf cmake mk dockerfile"),
        (OTHER, "pl pm r jl nim tcl awk ps1"),
        (DATA, "json json5 jsonc jsonl ipynb lock sum mod po pot xlf xliff xml xsd svg csv tsv ini properties sln csproj props"),
        (DATA, "html htm css scss less twig erb ejs hbs mustache j2 jinja tmpl gotmpl patch diff log out golden snap bib plist"),
        (PROSE, "md rst txt adoc asciidoc markdown"),
    )
    for ending in endings.split()
}
FILES: dict[str, Family] = {
    "Makefile": SETTINGS, "GNUmakefile": SETTINGS, "Dockerfile": SETTINGS, "Rakefile": RUBY, "Gemfile": RUBY,
}  # fmt: skip


def family_of(path: str) -> Family:
    """By the name of the file; ``WORDS`` for a language that is not known, ``DATA`` for a name without an ending."""
    ending = ending_of(path)
    return FILES.get(path.rsplit("/", 1)[-1]) or (ENDINGS.get(ending, WORDS) if ending else DATA)


def ending_of(path: str) -> str:
    """Return what follows the last dot of a file's name, "" if it has no dot but a leading one."""
    name = path.rsplit("/", 1)[-1][1:]
    return name.rpartition(".")[2].lower() if "." in name else ""


_SCANNERS: dict[str, re.Pattern[str]] = {}


def code_lines(text: str, family: Family) -> list[str]:
    """Return each line without its comments; a string becomes the names that it interpolates and a checksum of its text."""
    if family.scanner:
        if family.name not in _SCANNERS:
            _SCANNERS[family.name] = re.compile(family.scanner, re.MULTILINE)
        text = _SCANNERS[family.name].sub(_replaced(family, text), text)
    return text.split("\n")


def _replaced(family: Family, text: str) -> Callable[[re.Match[str]], str]:
    def of(match: re.Match[str]) -> str:
        found = match[0]
        if match["c"] is not None:
            return "\n" * found.count("\n") or (" " if found.startswith("/*") else "")
        if family is PYTHON and found.lstrip("rRuU")[:3] in ('"""', "'''") and _stands_alone(text, match.start(), match.end()):
            return "\n" * found.count("\n")
        code = _inside(family, found)
        return "\n".join(f'"{code} {crc32(line.encode("utf-8", "surrogatepass"))}"' for line in found.split("\n"))

    return of


def _stands_alone(text: str, start: int, end: int) -> bool:
    """True if a string of Python is a docstring: alone on its lines, after a head or at the top of the file."""
    line = text.rfind("\n", 0, start) + 1
    after = text.find("\n", end)
    if text[line:start].strip() or text[end : after if after >= 0 else len(text)].strip():
        return False
    before = text[:line].rstrip()
    while before and (last := before[before.rfind("\n") + 1 :].lstrip()).startswith("#"):
        before = before[: len(before) - len(last)].rstrip()
    return not before or before.endswith(":")


def _inside(family: Family, string: str) -> str:
    """The names in a string as code."""
    if not family.inside or (family is PYTHON and set("fFtT").isdisjoint(string[: string.find(string[-1])])):
        return ""
    return " ".join(name for found in re.findall(family.inside, string) for name in NAME.findall("".join(found)))


def names_of(line: str, family: Family = WORDS) -> set[str]:
    """The names of a line of code that say something: long enough, and no keyword."""
    if family is PROSE:
        line = " ".join(CODE_IN_PROSE.findall(line))
    return {name for name in TELLING.findall(line) if name not in KEYWORDS}


def compared(lines: Iterable[str]) -> list[str]:
    """Lines of code as they are compared: without blank ones, and without spaces at their ends."""
    return [line.rstrip() for line in lines if line.strip()]
