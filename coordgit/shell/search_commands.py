"""Commands that search in files: what ``grep`` and ``rg`` asked, as a repeatable ``Query``."""

from coordgit.core.model import MATCH, READ, Access, Query
from coordgit.core.patterns import BASIC, EXTENDED, is_plain, python_regex
from coordgit.shell.call import REASONS, Argument, Call, Handler, Options, blurred, join, wordset
from coordgit.startup.typing import Iterable

GREP = (
    "efmABCdD",
    wordset(
        "regexp file max-count after-context before-context context include exclude exclude-from exclude-dir",
        "devices directories label binary-files",
    ),
)
_RG = (
    "efgtTABCmMjrdE",
    wordset(
        "regexp file glob iglob type type-not after-context before-context context max-count max-depth",
        "max-columns replace sort sortr encoding threads max-filesize colors ignore-file pre engine",
    ),
)


def grep(call: Call) -> list[Access]:
    """``grep`` and the like: the named files, or with ``-r`` everything below."""
    options = call.options(*GREP)
    recursive = options.has("r", "R", "recursive", "dereference-recursive") or call.name == "rgrep"
    asked = asked_by(call, options, dialect_of(options, call.name == "egrep"), call.name == "fgrep")
    return search(call, options, asked, options.values("include"), recursive)


def zgrep(call: Call) -> list[Access]:
    """``zgrep``: a search that looks into packed files too, of which it reads parts."""
    return [touch._replace(act=READ, query=None, exact=False) if _is_packed(touch.path) else touch for touch in grep(call)]


def _is_packed(path: str) -> bool:
    return path.endswith((".gz", ".z", ".Z"))


def rg(call: Call) -> list[Access]:
    """ripgrep: recursive unless something is piped in."""
    options = call.options(*_RG)
    globs = [*options.values("g", "glob", "iglob"), *_typed(options.values("t", "type"))]
    if options.has("files", "type-list"):
        wanted = [glob.text for glob in globs if not glob.text.startswith("!")]
        touches = [
            touch
            for folder in options.operands or [Argument(".")]
            for pattern in wanted or [""]
            for touch in call.listing(folder, Query(any_depth(pattern)))
        ]
        return touches if all(glob.known for glob in globs) and len(wanted) == len(globs) else blurred(touches)
    if call.fed is not None and len(options.operands) < 2 and not options.has("e", "regexp"):
        return call.blur()
    return search(call, options, asked_by(call, options, EXTENDED), globs, recursive=True)


def dialect_of(options: Options, extended: bool = False) -> str:
    """Return the dialect that grep's own options name."""
    return EXTENDED if extended or options.has("E", "extended-regexp", "P", "perl-regexp") else BASIC


def asked_by(call: Call, options: Options, dialect: str, fixed: bool = False) -> tuple[Query, list[Argument]] | None:
    """Return the query and the operands after it; ``None``, and reported, if it is not understood."""
    patterns, operands = options.values("e", "regexp"), options.operands
    if options.has("f", "file"):
        call.unknown.append(call.source)
        return None
    if not patterns:
        patterns, operands = operands[:1], operands[1:]
    if not patterns or not all(pattern.known for pattern in patterns):
        call.unknown.append(call.source)
        return None
    fixed = fixed or options.has("F", "fixed-strings")
    texts = [line for pattern in patterns for line in pattern.text.split("\n")]
    ignore = options.has("i", "ignore-case", "y") or (
        options.has("S", "smart-case") and not any(char.isupper() for text in texts for char in text)
    )
    word, line = options.has("w", "word-regexp"), options.has("x", "line-regexp")
    if fixed and len(texts) == 1 and not word and not line:
        return Query(texts[0], ignore_case=ignore, fixed=True), operands
    regexes = [_escaped(text) if fixed else python_regex(text, dialect) for text in texts]
    pattern = regexes[0] if len(regexes) == 1 else "|".join(f"(?:{regex})" for regex in regexes)
    pattern = rf"\b(?:{pattern})\b" if word else pattern
    return Query(f"^(?:{pattern})$" if line else pattern, ignore_case=ignore), operands


def _escaped(text: str) -> str:
    if is_plain(text):
        return text
    from coordgit.startup.regexes import re

    return re.escape(text)


def search(
    call: Call,
    options: Options,
    asked: tuple[Query, list[Argument]] | None,
    globs: list[Argument],
    recursive: bool,
) -> list[Access]:
    """Return one match per place searched; none for a search that failed."""
    if asked is None:
        return call.blur()
    if any(_failed(call.name, line) for line in call.messages):
        call.failed = True
        return []
    query, places = asked
    if not places and not recursive:
        return call.blur()
    if options.has("v", "invert-match"):
        return _others(call, places) if recursive else call.parts(places)
    context = options.has(*AROUND)
    narrowed = options.has("exclude", "exclude-dir", "T", "m", "max-count", "max-depth", "d", *SILENT)
    every = options.has("passthru") or (query.pattern in EVERY_LINE and not (query.fixed and query.pattern))
    whole = every and not narrowed and not globs and not options.has(*UNPRINTED)
    lines = not narrowed and not options.has(*UNPRINTED, "o", "only-matching")
    known = all(glob.known for glob in globs)
    query = query._replace(pathspecs=tuple(glob.text for glob in globs) if known else (), recursive=recursive)
    touches: list[Access] = []
    for place in places or [Argument(".")]:
        if place.glob:
            found = call.spread(place)
            if found is not None:
                at, spec = found
                inner = query._replace(pathspecs=(spec,), recursive=recursive or "/" in spec or "**" in spec)
                touches.append(Access(MATCH, at, query=inner, exact=lines))
                if context:
                    touches += _around(call, options, "", recursive=True)
                elif whole:
                    touches += [touch for touch in call.read(place, exact=False) if touch.act == READ]
            continue
        for touch in call.read(place):
            if not touch.missing:
                touches.append(touch._replace(act=MATCH, query=query, exact=known and lines))
                if context:
                    touches += _around(call, options, touch.path, recursive)
                elif whole:
                    touches += _printed(call, touch.path, recursive)
            else:
                touches.append(touch)
    return touches


EVERY_LINE = ("", ".", "^", "$", ".*", "^.*", ".*$", "^.*$")
"""Patterns that every line matches, blank ones aside: a search of them prints the whole file."""
AROUND = wordset("A B C # after-context before-context context W function-context")
"""Options with which a search prints lines around those that match."""
SILENT = wordset("q quiet silent")
"""Options with which a search prints nothing."""
UNPRINTED = wordset("c count count-matches l files-with-matches L files-without-match name-only names-only") | SILENT
"""Options with which a search prints no lines: who has seen names or counts does not know what the lines have become."""
UNREAD = (
    *("Unmatched", "Invalid", "unclosed", "unterminated", "Trailing backslash", "invalid", "unrecognized", "unknown"),
    *("unmatched", "missing", "quantifier", "lookbehind", "at end of pattern", "not balanced"),
)
"""Messages of a search that does not understand its pattern or an option; the second line has PCRE's (``grep -P``) and BSD's."""
UNREAD_BY_GIT = ("command line, '", "-e option, '", "unmatched ( for expression group", "incomplete pattern expression")
"""How git begins to say that it does not understand a pattern: what else is fatal may be another git command of the same call."""
SEARCHED = (*REASONS, "binary file matches")
"""How complaints about a single file end: the others were searched."""


def _failed(name: str, line: str) -> bool:
    """True if a complaint says that the search examined nothing."""
    if line.startswith("fatal: "):
        return line.removeprefix("fatal: ").startswith(UNREAD_BY_GIT)
    return line.startswith((f"{name}: ", "error: ")) and not line.endswith(SEARCHED) and any(word in line for word in UNREAD)


def _around(call: Call, options: Options, path: str, recursive: bool) -> list[Access]:
    """Return the lines of context around the matches, coarse: all of the file if lines have no number, or no name before it.

    Lines that have a name are found among what other commands print, too, and in what a pipe lets through."""
    output = _told(call, recursive)
    if output is not None and options.has("n", "line-number"):
        recursive = recursive and not _is_one_file(call.output or "", options)
        found = numbered(output, "" if recursive else path)
        inside = [(join(call.directory, where) or where, first, last) for where, first, last in found] if recursive else found
        inside = [touch for touch in inside if not recursive or f"{touch[0]}/".startswith(f"{path}/" * bool(path))]
        if inside or (not output.strip() and call.output is not None):
            return [Access(act=READ, path=where, first=first, last=last, exact=False) for where, first, last in inside]
    return _printed(call, path, recursive)


def _is_one_file(output: str, options: Options) -> bool:
    """True if what was searched recursively is a file: then no line of the answer names it."""
    named = not options.has("h", "I", "no-filename")
    return named and output != "" and all(line == "--" or line[:1].isdecimal() for line in output.split("\n"))


def _others(call: Call, places: list[Argument]) -> list[Access]:
    """Return the read of what a recursive search prints that leaves out the lines that match."""
    touches: list[Access] = []
    for touch in call.parts(places or [Argument(".")]):
        touches += [touch] if touch.missing else _printed(call, touch.path, recursive=True)
    return touches


def _told(call: Call, recursive: bool) -> str | None:
    """Return what was printed in which a search may have named files; ``None``: it is not known, or another command's too."""
    return call.shown if recursive and call.output is None else call.output


def _printed(call: Call, path: str, recursive: bool) -> list[Access]:
    """Return the read, coarse, of a file, or of those whose names stand before matches; report what may be a folder, if no names
    tell what was shown."""
    if not recursive:
        return [Access(READ, path, exact=False)]
    from coordgit.startup.regexes import re

    named = dict.fromkeys(re.findall(r"^([^\s:]+):", _told(call, recursive) or "", re.MULTILINE))
    files = [where for name in named if (where := join(call.directory, name)) and f"{where}/".startswith(f"{path}/" * bool(path))]
    if 0 < len(files) <= MOST_FILES:
        return [Access(READ, where, exact=False) for where in files]
    if "." in path.rpartition("/")[2]:
        return [Access(READ, path, exact=False)]
    call.unknown.append(call.source)
    return []


LONGEST = 1000
"""Characters of a line in which its path and number are searched for."""
MOST_FILES = 100
"""More files than this, whose lines are shown without numbers, are not recorded."""
RANGES = 40
"""More ranges of one file than this are merged into one."""


def numbered(output: str, sole: str) -> list[tuple[str, int, int]]:
    """Return (path, first, last) of the lines in the answer of a search with line numbers.

    ``sole`` is the one file searched, whose name is then in no line. A line of context is ``path-12-text``, the first line of its
    function ``path=12=text``, which is certain only for a path that also has a match.
    """
    from coordgit.shell.printed_patches import uncoloured
    from coordgit.startup.regexes import re

    lines = [line[:LONGEST] for line in uncoloured(output).split("\n")]
    matched, number_of = re.compile(r"(.+?):\d{1,9}:"), re.compile(r"(\d{1,9})[:=-]")
    paths = {sole} if sole else {found[1] for found in map(matched.match, lines) if found}
    seen: dict[str, list[int]] = {}
    for line in lines:
        path = sole
        if not sole:
            prefixes = (line[: found.start()] for found in re.finditer(r"[:=-]\d{1,9}[:=-]", line))
            path = next((prefix for prefix in prefixes if prefix in paths), "")
        number = number_of.match(line, len(path) + 1 if not sole else 0) if path else None
        if number:
            seen.setdefault(path, []).append(int(number[1]))
    return [(path, first, last) for path, numbers in seen.items() for first, last in _ranges(sorted(set(numbers)))]


def _ranges(numbers: list[int]) -> list[tuple[int, int]]:
    """Join neighbouring lines."""
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges if len(ranges) <= RANGES else [(numbers[0], numbers[-1])]


TYPES = {
    kind: tuple(globs.split())
    for kind, globs in {
        "py": "*.py *.pyi",
        "python": "*.py *.pyi",
        "js": "*.js *.jsx *.mjs *.cjs *.vue",
        "ts": "*.ts *.tsx *.mts *.cts",
        "rust": "*.rs",
        "go": "*.go",
        "java": "*.java *.jsp *.jspx *.properties",
        "c": "*.c *.h *.H *.cats *.[ch].in",
        "cpp": "*.cpp *.cc *.cxx *.hpp *.hh *.hxx *.h *.inl *.C *.H *.[chH].in *.[ch]pp.in",
        "ruby": "*.rb *.rbw *.gemspec Gemfile Rakefile config.ru .irbrc",
        "md": "*.md *.markdown *.mdown *.mdwn *.mdx *.mkd *.mkdn",
        "json": "*.json composer.lock *.sarif",
        "yaml": "*.yaml *.yml",
        "toml": "*.toml Cargo.lock",
        "html": "*.html *.htm *.ejs",
        "css": "*.css *.scss",
        "sql": "*.sql *.psql",
        "sh": "*.sh *.bash *.bashrc *.zsh *.csh *.ksh *.tcsh .bashrc .profile .zshrc",
    }.items()
}
"""ripgrep's names for kinds of file (``rg --type-list``); any other narrows nothing here, which covers more."""


def _typed(types: Iterable[Argument]) -> list[Argument]:
    """Return the globs of file types, with an unknown one among them for a type that is not in the table."""
    return [Argument(glob, known=item.text in TYPES) for item in types for glob in TYPES.get(item.text, ("*",))]


def any_depth(pattern: str) -> str:
    """Return a glob over names as one over paths."""
    return f"**/{pattern}" if pattern and "/" not in pattern else pattern


SEARCHES: dict[str, Handler] = {
    **dict.fromkeys(("grep", "egrep", "fgrep", "rgrep", "ggrep"), grep),
    **dict.fromkeys(("zgrep", "zegrep", "zfgrep"), zgrep),
    "rg": rg,
}
