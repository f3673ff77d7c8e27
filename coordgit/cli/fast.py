"""The script that hooks start with -I -S. Python compiles a script at each start but caches modules, so the rest is in modules.

Exit code 125: a part of the installation is missing or truncated; standard input was not read, so another can take over.
"""

try:
    import gc
    import sys

    gc.disable()  # the process is too short-lived for collecting to pay
    sys.path.insert(0, __file__.rsplit("/", 3)[0])  # -I and -S leave it out
    from coordgit import startup

    if sys.argv[1:2] and sys.argv[1] in startup.HOOKS:
        startup.use_stand_ins()
    from coordgit.startup import modules

    modules.use()
    from coordgit.cli.start import start

    start(sys.argv[1:])
except Exception as error:
    sys.stderr.write(f"coordgit: this installation is incomplete: {' '.join(str(error).split())}\n")
    sys.exit(125)
