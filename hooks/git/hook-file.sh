#!/bin/sh
# coordgit: git's hook reference-transaction (its argument is a state), pre-receive (no argument) or pre-push (two: the remote's
# name and URL); one text for all.
# Written by `coordgit init`; `coordgit uninit` deletes it and puts back the hook that was here before.

# That hook runs first, in every state, with the same arguments and standard input; its refusal is passed on. "": there was none,
# and a file of that name is somebody else's. (pre-commit moves this file to pre-push.legacy, and runs it.)
before=${0%.legacy}.coordgit-prev
if [ -z "$before" ] && [ $# -eq 2 ] && [ -d "$(git rev-parse --git-common-dir)/lfs" ] &&
    git config filter.lfs.process >/dev/null && command -v git-lfs >/dev/null; then
    # git-lfs puts its hook, which sends the large files, only where there is none.
    lines=$(cat && echo .)
    lines=${lines%.}
    printf %s "$lines" | git lfs pre-push "$@" || exit
    exec <<END
${lines%?}
END
elif [ -n "$before" ] && [ -x "$before" ]; then
    lines=$(cat && echo .)
    lines=${lines%.}
    run_before() { "$before" "$@"; }
    mentions() { grep -q "$@" "$before"; }
    linked=''
    IFS= read -r interpreter <"$before"
    case $interpreter in
    '#!'*[/\ ]sh | '#!'*[/\ ]bash | '#!'*[/\ ]dash | '#!'*[/\ ]sh\ -* | '#!'*[/\ ]bash\ -* | '#!'*[/\ ]dash\ -*)
        # Shell scripts often ask $0 which hook they are, so it keeps its old value; not if sourcing would show.
        if [ -L "$before" ] && mentions -e readlink -e realpath; then
            linked=yes
        elif ! mentions BASH_SOURCE; then
            run_before() { ${interpreter#??} -c '. "$0.coordgit-prev"' "${0%.legacy}" "$@"; }
        fi
        ;;
    '#!'*) ! mentions basename || mentions -e dirname -e __file__ -e __FILE__ -e FindBin || linked=yes ;;
    esac
    if [ -n "$linked" ]; then
        # It asks for its name and not for its folder, or is a link and looks up where that leads: a link elsewhere tells it both.
        run_before() {
            target=$(readlink "$before") || target=${before##*/}
            case $target in /*) ;; *) target=$(CDPATH='' cd -- "${before%/*}" && pwd -P)/$target ;; esac
            named=${0%.legacy}
            named=${named##*/}
            folder=$(mktemp -d) && ln -s "$target" "$folder/$named" || { "$before" "$@"; return; }
            "$folder/$named" "$@"
            set -- $?
            rm -r "$folder"
            return "$1"
        }
    fi
    printf %s "$lines" 2>/dev/null | run_before "$@" || exit
    exec <<END
${lines%?}
END
fi

case $#:${1-} in 0: | 1:prepared | 2:*) ;; *) exit 0 ;; esac

# The common directory without starting a process: git sets GIT_DIR everywhere but in the main work tree.
coordgit_common=${GIT_DIR:-.git}
if [ -f "$coordgit_common/commondir" ]; then
    IFS= read -r linked <"$coordgit_common/commondir"
    case $linked in
    /*) coordgit_common=$linked ;;
    *) coordgit_common=$coordgit_common/$linked ;;
    esac
fi
if [ -f "$coordgit_common/coordgit/prefilter" ]; then
    . "$coordgit_common/coordgit/prefilter"
else # in a folder of hooks that repositories share, others have no such folder
    case $0 in
    "$coordgit_common"/hooks/*)
        quoted() { printf '%s\n' "$1" | sed "s/'/'\\\\''/g"; }
        undo="rm '$(quoted "$0")'"
        [ ! -e "$before" ] || undo="mv '$(quoted "$before")' '$(quoted "$0")'"
        ! grep -q ' refs/heads/' ||
            echo "coordgit: not checked, $coordgit_common/coordgit is gone; coordgit init, or to take it out: $undo" >&2
        ;;
    esac
fi
