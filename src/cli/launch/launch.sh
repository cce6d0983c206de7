# What bin/supabase knows: which argv is certainly harmless, and whether the program found the last time is still the one
# to be found. POSIX sh with builtins alone; only names with permahub_ in front, so that no variable of the person's changes.

# Whether argv is on the list below (permahub_find), word by word as the CLI finds a command, and everything behind it certain.
permahub_harmless() {
  case $#:${1-} in 0: | 1:--help | 1:-h | 1:--version | 1:-v) return 0 ;; esac
  # Shell completion asks this at every Tab.
  case ${1-} in __complete | __completeNoDesc) return 0 ;; esac
  permahub_words= permahub_row=
  while [ $# -gt 0 ]; do
    case $1 in '' | -* | *[!abcdefghijklmnopqrstuvwxyz-]*) break ;; [abcdefghijklmnopqrstuvwxyz]*) ;; *) break ;; esac
    permahub_find "$permahub_words${permahub_words:+ }$1" || break
    permahub_words="$permahub_words${permahub_words:+ }$1"
    shift
  done
  [ -n "$permahub_words" ] || return 1
  if [ $# = 1 ]; then
    case $1 in --help | -h) return 0 ;; esac
  fi
  case $permahub_row in
    group) [ $# = 0 ] ;;
    [0123456789]*) permahub_rest "$@" ;;
    *) return 1 ;;
  esac
}

# permahub_rest WORD...: whether the words after a harmless command are all certain. Its row names the most operands, then
# flags that are on, flags with a value, and those of both that name the target.
permahub_rest() {
  permahub_most=${permahub_row%%:*} permahub_row=${permahub_row#*:}
  permahub_booleans=" ${permahub_row%%:*} $permahub_booleans_everywhere " permahub_row=${permahub_row#*:}
  permahub_values=" ${permahub_row%%:*} $permahub_values_everywhere " permahub_row=${permahub_row#*:}
  permahub_single=" ${permahub_row%%:*} " permahub_seen=' ' permahub_named=no
  while [ $# -gt 0 ]; do
    permahub_flag=${1%%=*}
    case $1 in
      --*=*)
        permahub_listed "$permahub_flag" "$permahub_values" && permahub_plain "${1#*=}" || return 1
        ;;
      -*)
        permahub_flag=$1
        if permahub_listed "$1" "$permahub_booleans"; then
          # Twice, it is a fault to some versions.
          permahub_listed "$1" "$permahub_seen" && return 1
          permahub_seen="$permahub_seen$1 "
        elif permahub_listed "$1" "$permahub_values"; then
          permahub_plain "${2-}" || return 1
          shift
        else
          return 1
        fi
        ;;
      *)
        # "no" belongs to the flag before it in some versions.
        [ "$permahub_most" -gt 0 ] && permahub_plain "$1" && ! permahub_literal "$1" || return 1
        permahub_most=$((permahub_most - 1))
        ;;
    esac
    shift
    if permahub_listed "$permahub_flag" "$permahub_single"; then
      [ "$permahub_named" = no ] || return 1
      permahub_named=yes
    fi
  done
}

# permahub_listed FLAG LIST: the flag of plain characters stands in the list.
permahub_listed() {
  permahub_plain "x$1" || return 1
  case $2 in *" $1 "*) return 0 ;; esac
  return 1
}

permahub_literal() {
  case $1 in true | yes | on | 1 | y | false | no | off | 0 | n) return 0 ;; esac
  return 1
}

# A word of characters that mean the same everywhere, not empty and no flag. Named one by one, as ranges depend on the
# language; and named as what must match, as a word that is no text in that language matches nothing.
permahub_plain() {
  permahub_is=no
  case $1 in
    *[!abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/:,@%+=-]*) ;;
    [abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/:,@%+=]*) permahub_is=yes ;;
  esac
  [ "$permahub_is" = yes ]
}

# Sets permahub_program when what was found the last time in this folder certainly is what would be found now.
permahub_recall() {
  permahub_program=
  # These decide as well, and only dist/ reads them.
  [ -z "${SUPABASE_WORKDIR-}${NODE_ENV-}" ] || return 1
  case ${PERMAHUB_DEPTH-} in '' | [0-4]) ;; *) return 1 ;; esac
  permahub_base=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}/permahub/launch
  permahub_known=$permahub_base$PWD/=known
  case $permahub_base in /permahub/launch) return 1 ;; /*) ;; *) return 1 ;; esac
  # Somebody else's word counts for nothing.
  [ -O "$permahub_base" ] && [ ! -L "$permahub_base" ] || return 1
  [ -f "$permahub_known" ] && [ -r "$permahub_known" ] && [ -O "$permahub_known" ] && [ ! -L "$permahub_known" ] || return 1
  . "$permahub_known" || return 1
  [ -n "$permahub_program" ] && [ -f "$permahub_program" ] && [ -x "$permahub_program" ]
}

# The words of what is known, each a line there; the first that does not hold ends it.
permahub_form() { [ "$1" = 1 ]; }
permahub_in() { [ . -ef "$1" ]; }
permahub_path() { [ "${PATH-}" = "$1" ]; }
permahub_is() { [ "$1" -ef "$2" ]; }
permahub_none() { [ ! -e "$1" ]; }
permahub_same() { [ -e "$1" ] && [ ! "$1" -nt "$permahub_known" ]; }
