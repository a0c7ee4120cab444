// The form of commit messages: `area: verb …`, with the reason in the body.

/** The longest subject that logs and mails show without cutting it. */
export const MAX_SUBJECT_LENGTH = 72;

const SUBJECT = /^[a-z.][a-z0-9./_-]*: [^\s]/;
/** Subjects that git writes itself, or that a rebase folds into another commit. */
const WRITTEN_BY_GIT = /^(?:Merge|Revert|Reapply|fixup!|squash!|amend!) /;
const SCISSORS = /^# -+ >8 -+$/;

/**
 * Returns the faults of a commit message, or an empty list.
 *
 * @param {string} message The message as git hands it to the hook, comments included.
 * @returns {string[]}
 */
export function commitMessageFaults(message) {
  const lines = message.split('\n').map((line) => line.trimEnd());
  const cut = lines.findIndex((line) => SCISSORS.test(line));
  const kept = lines.slice(0, cut === -1 ? lines.length : cut).filter((line) => !line.startsWith('#'));
  const first = kept.findIndex((line) => line !== '');
  if (first === -1) return ['The message is empty.'];
  const subject = kept[first] ?? '';
  if (WRITTEN_BY_GIT.test(subject)) return [];

  const faults = [];
  if (!SUBJECT.test(subject))
    faults.push('The subject must read "area: verb …", with the area in lower case.');
  if (isTooLong(subject)) {
    faults.push(`The subject has ${subject.length} characters; at most ${MAX_SUBJECT_LENGTH} are allowed.`);
  }
  if (subject.endsWith('.')) faults.push('The subject must not end in a full stop.');
  if ((kept[first + 1] ?? '') !== '') faults.push('The second line must be blank.');
  return faults;
}

/**
 * Returns whether a subject exceeds {@link MAX_SUBJECT_LENGTH}.
 *
 * @param {string} subject
 * @returns {boolean}
 */
export function isTooLong(subject) {
  return subject.length > MAX_SUBJECT_LENGTH;
}
