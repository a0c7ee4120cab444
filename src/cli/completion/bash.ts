import { quoted } from './places.js';
import type { Place } from './places.js';

/** Returns the script for Bash. Words that no command has fall back to names of files. */
export function bashScript(places: readonly Place[]): string {
  return `_credence() {
  local path=credence words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] || path+=" $word"
  done
  case "$path" in
${places.map(caseOf).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _credence credence
`;
}

function caseOf({ path, isLeaf, commands, options }: Place): string {
  const words = [...commands, ...options].map(({ text }) => text).join(' ');
  // Only a command without others takes arguments, which are words of the path as well.
  const pattern = isLeaf ? `${quoted(path)} | ${quoted(`${path} `)}*` : quoted(path);
  return `    ${pattern}) words=${quoted(words)} ;;`;
}
