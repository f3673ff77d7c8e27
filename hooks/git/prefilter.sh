# coordgit: decides whether git's hook needs coordgit at all. Sourced by the hook, which sets coordgit_common.
# Git calls the hook two to twenty times a command, so only shell builtins run until a branch gets a new value.

[ -z "${COORDGIT_IN_HOOK-}" ] || exit 0 # an update inside coordgit's own work

case $#:${1-} in
1:prepared) ;;
0:) set -- pre-receive ;;
2:*) set -- pre-push -- "$@" ;; # the remote's name and URL
*) exit 0 ;;
esac

if [ "$1" = prepared ]; then
    newline='
'
    lines='' wanted='' left=64
    while [ "$left" -gt 0 ] && IFS=' ' read -r old new ref; do
        lines=$lines$old\ $new\ $ref$newline
        left=$((left - 1))
        # Judged: a branch (or a probe of `coordgit doctor`) that neither is deleted, nor stays, nor becomes symbolic.
        case $ref in
        refs/heads/* | refs/coordgit/probe-*)
            case $new in
            "$old" | ref:*) ;;
            *[!0]*) wanted=yes ;;
            esac
            ;;
        esac
    done
    if [ "$left" -eq 0 ]; then
        # dash reads byte by byte: a long transaction is read at once, and looked at only as far as grep can.
        rest=$(cat)
        lines=$lines${rest:+$rest$newline}
        [ -n "$wanted" ] || ! printf '%s\n' "$rest" | grep -q -e ' refs/heads/' -e ' refs/coordgit/probe-' || wanted=yes
    fi
    [ -n "$wanted" ] || exit 0
    exec <<END
${lines%"$newline"}
END
fi

if [ ! -f "$coordgit_common/coordgit/shim" ]; then
    store=$(cd "$coordgit_common/coordgit" && pwd -P)
    echo "coordgit: not checked, $store/shim is gone; coordgit init, or to take coordgit out of here: sh '$store/uninit'" >&2
    exit 0
fi
if [ "$1" != pre-push ]; then
    COORDGIT_IN_HOOK=$PPID
    export COORDGIT_IN_HOOK
    set -- gate "$1" "$PPID"
fi
. "$coordgit_common/coordgit/shim"
