#!/bin/sh
# coordgit: runs the coordgit that ran last in this repository, as `shim gate …` for git and `shim hook …` for clients.
# Every run of coordgit points this file at itself. Executed, or sourced by the prefilter, which sets coordgit_common.
python=@PYTHON@
fast=@FAST@
gone=$python
if [ -x "$python" ] && [ -f "$fast" ]; then
    "$python" -I -S "$fast" "$@" # exec would be the end where it is there and does not start
    status=$?
    case $status in
    126 | 127) ;;
    *) exit "$status" ;;
    esac
elif [ -x "$python" ]; then
    gone=$fast
fi

# That installation is gone, or does not start: any other will do.
if command -v coordgit >/dev/null 2>&1; then
    coordgit "$@"
    status=$?
    case $status in
    126 | 127) ;; # it could not be started
    *) exit "$status" ;;
    esac
fi

if [ -n "${coordgit_common-}" ]; then store=$coordgit_common/coordgit; else store=${0%/*}; fi
again="install coordgit again and run coordgit init (with pre-commit: commit once without --no-verify, it builds it again)"
note() { printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" >>"$store/log"; } 2>/dev/null

if [ "$1" = hook ]; then # recording fails open
    echo "coordgit: nothing recorded, $gone is gone; $again" >&2
    note "hook: nothing recorded, $gone is gone"
    exit 0
fi

if [ "$1" != gate ]; then # a command of a user's
    echo "coordgit: cannot run, $gone is gone; $again" >&2
    exit 3
fi

why=${COORDGIT_BYPASS:-$(git config --get coordgit.bypass)}
if [ -n "$why" ]; then
    while read -r old new ref; do note "gate: bypassed, $ref $old $new: $why"; done
    exit 0
fi
if [ "$(git config --get coordgit.onError)" = allow ]; then
    echo "coordgit: not checked, $gone is gone; coordgit.onError lets it pass" >&2
    note "gate: passed unchecked, $gone is gone and coordgit.onError is allow"
    exit 0
fi
echo "coordgit: cannot check, $gone is gone; $again, or git -c coordgit.bypass=WHY ..." >&2
exit 1
