// Fails on a vulnerability that is high or critical in what production installs. Where the registry has no audit, says so
// and fails nothing: whoever reads the output has to ask elsewhere.
import { spawnSync } from 'node:child_process';

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
const report = parse(stdout);
const found = report?.metadata?.vulnerabilities;

if (found === undefined) {
  const reason = report?.message ?? report?.error?.summary ?? 'npm has said nothing';
  console.error(`NOT AUDITED: the registry offers no audit here (${reason}).`);
} else {
  const bad = Object.values(report.vulnerabilities).filter(({ severity }) =>
    ['high', 'critical'].includes(severity),
  );
  for (const { name, severity, range } of bad) console.error(`${severity}: ${name} ${range}`);
  console.log(`npm audit: ${found.total} vulnerabilities, ${bad.length} of them high or critical`);
  process.exitCode = bad.length > 0 ? 1 : 0;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
