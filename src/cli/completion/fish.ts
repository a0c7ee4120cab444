import type { Place, Word } from './places.js';

/** Returns the script for fish. Words that no command has fall back to names of files. */
export function fishScript(places: readonly Place[]): string {
  return `function __credence_path
  set -l path credence
  for word in (commandline --tokenize --cut-at-cursor --current-process)[2..-1]
    string match --quiet -- '-*' $word; or set path "$path $word"
  end
  echo $path
end
${places.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ path, isLeaf, commands, options }: Place): string[] {
  // Only a command without others takes arguments, which are words of the path as well.
  const pattern = isLeaf ? `^${path}( |$)` : `^${path}$`;
  const condition = quotedForFish(`string match --quiet --regex '${pattern}' (__credence_path)`);
  const line = (flags: string, { description }: Word) =>
    `complete --command credence --condition ${condition} ${flags} --description ${quotedForFish(description)}`;
  return [
    ...commands.map((word) => line(`--no-files --arguments ${quotedForFish(word.text)}`, word)),
    ...options.map((word) => line(`--long-option ${word.text.replace(/^--/, '')}`, word)),
  ];
}

/** In single quotes, fish reads a backslash as an escape of a quote or of a backslash only. */
function quotedForFish(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
