// Fails where the project's prose is not plain: too many headless relative clauses, too many docstrings that open with a
// question word, or a long commit subject. Prints each place as file:line, and the figures in the last line.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isTooLong, MAX_SUBJECT_LENGTH } from './commit-message.mjs';
import { inspect, MAX_HEADLESS_RATE, MAX_OPENING_SHARE, ratesOf } from './english.mjs';
import { READABLE } from './prose.mjs';

const NEWEST_COMMITS = 30;
const THIS_FILE = 'scripts/check-english.mjs';
// Without an argument the check reads the project that it belongs to; tests name another.
const folder = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));

const report = inspect(readFiles());
const { headlessRate, openingShare } = ratesOf(report);
const subjects = newSubjects();
const long = subjects.filter(isTooLong);

for (const { path, line, phrase } of report.headless)
  console.log(`${path}:${line} headless relative: …${phrase}…`);
for (const { path, line, phrase } of report.openings)
  console.log(`${path}:${line} question word: ${phrase}…`);
for (const subject of long) console.log(`commit subject of ${subject.length} characters: ${subject}`);
console.log(
  `Plain English: ${report.headless.length} headless relatives in ${report.words} words, ` +
    `${headlessRate.toFixed(1)} per 1,000 (at most ${MAX_HEADLESS_RATE}); ` +
    `${report.openings.length} of ${report.docstrings} docstrings open with a question word, ` +
    `${openingShare.toFixed(1)} % (at most ${MAX_OPENING_SHARE} %); ` +
    `${long.length} of ${subjects.length} commit subjects over ${MAX_SUBJECT_LENGTH} characters`,
);
const isPlain = headlessRate <= MAX_HEADLESS_RATE && openingShare <= MAX_OPENING_SHARE && long.length === 0;
process.exitCode = isPlain ? 0 : 1;

/** Reads the tracked files that hold prose. A file that is deleted but not committed yet is left out. */
function readFiles() {
  return git('ls-files', '-z')
    .split('\0')
    .filter((path) => READABLE.includes(extname(path)) && existsSync(`${folder}/${path}`))
    .map((path) => ({ path, source: readFileSync(`${folder}/${path}`, 'utf8') }));
}

/**
 * Returns the newest subjects that the rule applies to: commits that do not precede the one that added this check.
 *
 * @returns {string[]}
 */
function newSubjects() {
  if (git('rev-parse', '--is-shallow-repository').trim() === 'true') {
    console.error(
      'COMMIT SUBJECTS PARTLY CHECKED: the clone is shallow; git fetch --unshallow completes it.',
    );
  }
  const added = git('log', '--diff-filter=A', '--format=%H', '--', THIS_FILE).trim().split('\n').at(-1);
  if (added === undefined || added === '') {
    console.error(`COMMIT SUBJECTS NOT CHECKED: no commit has added ${THIS_FILE} yet.`);
    return [];
  }
  const log = git('log', '--no-merges', `-${NEWEST_COMMITS}`, '--format=%s', `${added}..HEAD`);
  return log.split('\n').filter((subject) => subject !== '');
}

/**
 * @param {...string} words
 * @returns {string}
 * @throws {Error} Git is missing, or the folder is no repository: nothing can be checked then.
 */
function git(...words) {
  return execFileSync('git', ['-C', folder, ...words], { encoding: 'utf8', maxBuffer: 2 ** 28 });
}
