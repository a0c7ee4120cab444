import { quoted } from './places.js';
import type { Place, Word } from './places.js';

/** Returns the script for Zsh, which shows a description beside each word. */
export function zshScript(places: readonly Place[]): string {
  return `#compdef credence
_credence() {
  local route=credence word
  local -a proposals
  for word in "\${(@)words[2,CURRENT-1]}"; do
    [[ $word == -* ]] || route+=" $word"
  done
  case "$route" in
${places.map(caseOf).join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then
    proposals=(\${(M)proposals:#-*})
  else
    proposals=(\${proposals:#-*})
  fi
  (( $#proposals )) && _describe -o credence proposals || _files
}
if [[ \${funcstack[1]} == _credence ]]; then _credence "$@"; else compdef _credence credence; fi
`;
}

function caseOf({ path, isLeaf, commands, options }: Place): string {
  const pattern = isLeaf ? `(${quoted(path)}|${quoted(`${path} `)}*` : `(${quoted(path)}`;
  return `    ${pattern}) proposals=(${[...commands, ...options].map(proposal).join(' ')}) ;;`;
}

/** Returns a word and its description, which a colon divides. */
function proposal({ text, description }: Word): string {
  return quoted(`${text.replaceAll(':', '\\:')}:${description}`);
}
