// Completion scripts. They know nothing but how their shell asks: `satsrail __complete -- WORDS` answers with one
// candidate a line, a tab and what it means, or with :files or :commands for what the shell itself can list.

#include "cli/help.h"

namespace satsrail::cli {

namespace {

// Bash cuts words at '=' and ':', hands the pieces over, and replaces only the last of them: they are put together
// for the question, and what stands before the last is taken off the answers.
constexpr std::string_view k_bash = R"(# satsrail completion for bash. Ids come from the sandbox that runs.
_satsrail() {
  local current=${COMP_WORDS[COMP_CWORD]} glue='' word line before i
  local -a words=()
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $word == [=:] && ${#words[@]} -gt 0 ]]; then
      words[${#words[@]}-1]+=$word
      glue=1
    elif [[ $glue ]]; then
      words[${#words[@]}-1]+=$word
      glue=''
    else
      words+=("$word")
    fi
  done
  [[ $current == [=:] ]] && current=''
  before=${words[${#words[@]}-1]}
  before=${before%"$current"}
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files) compopt -o default 2>/dev/null; COMPREPLY=() ;;
      :commands) COMPREPLY=($(compgen -c -- "$current")) ;;
      *) line=${line%%$'\t'*}; COMPREPLY+=("${line#"$before"}") ;;
    esac
  done < <("${COMP_WORDS[0]}" __complete -- "${words[@]}" 2>/dev/null)
}
complete -F _satsrail satsrail
)";

constexpr std::string_view k_zsh = R"(#compdef satsrail
# satsrail completion for zsh. Ids come from the sandbox that runs.
_satsrail() {
  local line word says
  local -a described
  while IFS= read -r line; do
    case $line in
      :files) _files; return ;;
      :commands) _command_names -e; return ;;
      *)
        word=${line%%$'\t'*}
        says=${line#$word}
        described+=("${word//:/\\:}${says:+:${says#$'\t'}}") ;;
    esac
  done < <("${words[1]}" __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)
  _describe -V satsrail described
}
if [[ $funcstack[1] == _satsrail ]]; then _satsrail "$@"; else compdef _satsrail satsrail; fi
)";

constexpr std::string_view k_fish = R"(# satsrail completion for fish. Ids come from the sandbox that runs.
function __satsrail_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    set -l current (commandline -ct)
    for line in ($program __complete -- $words "$current" 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path "$current"
            case :commands
                complete -C "$current"
            case '*'
                printf '%s\n' $line
        end
    end
end
complete -c satsrail -f -k -a '(__satsrail_complete)'
)";

}  // namespace

std::string completion_script(std::string_view shell) {
  return std::string(shell == "bash" ? k_bash : shell == "zsh" ? k_zsh : k_fish);
}

}  // namespace satsrail::cli
