// Fails on a high or critical vulnerability in the packages that production installs. Where the registry offers no audit,
// it prints NOT AUDITED and passes: the reader of the output has to look the packages up elsewhere.
import { spawnSync } from 'node:child_process';

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
const report = parse(stdout);
const found = report?.metadata?.vulnerabilities;

if (found === undefined) {
  const reason = report?.message ?? report?.error?.summary ?? 'npm printed no report';
  console.error(`NOT AUDITED: the registry offers no audit here (${reason}).`);
} else {
  const bad = Object.values(report.vulnerabilities).filter(({ severity }) =>
    ['high', 'critical'].includes(severity),
  );
  for (const { name, severity, range } of bad) console.error(`${severity}: ${name} ${range}`);
  console.log(`npm audit: ${found.total} vulnerabilities, ${bad.length} of them high or critical`);
  process.exitCode = bad.length > 0 ? 1 : 0;
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
