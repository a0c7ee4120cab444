// Rejects a commit message of the wrong form. Git runs it as the commit-msg hook (.githooks) with the file of the message.
import { readFileSync } from 'node:fs';
import { commitMessageFaults } from './commit-message.mjs';

const [, , file] = process.argv;
if (file === undefined) {
  console.error('Usage: node scripts/check-commit-message.mjs <file with the message>');
  process.exitCode = 2;
} else {
  const faults = commitMessageFaults(readFileSync(file, 'utf8'));
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
