"""The script that hooks start with -I -S. Python compiles a script at each start but caches modules, so the rest is in modules;
what else saves time is in ``startup``.

Exit code 125: a part of the installation is missing or truncated; standard input was not read, so another can take over. 124:
denied (``start``).
"""

try:
    import sys

    sys.path.insert(0, __file__[:-12] + "/startup")  # -I and -S leave it out
    import modules  # type: ignore[import-not-found]

    modules.begin(sys.argv[1:], "coordgit", "coordgit.cli", "coordgit.cli.start")
    from coordgit.cli.start import start

    start(sys.argv[1:])
except KeyboardInterrupt:
    sys.exit(130)
except Exception as error:
    print("coordgit: this installation is incomplete:", *str(error).split(), file=sys.stderr)
    sys.exit(125)
