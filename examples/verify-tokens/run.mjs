// Starts Credence once with each algorithm, and lets the programs beside this file verify one of its access tokens.
// Prints a line for each library, and exits with 1 if one accepts a forged token.
import { Buffer } from 'node:buffer';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const CLI = here('../../dist/src/cli.js');
const ALGORITHMS = ['ES256', 'RS256', 'EdDSA'];
const PROGRAMS = {
  node: ['node', 'verify.mjs'],
  python: ['python3', 'verify.py'],
  go: ['go', 'run', '.'],
};

let accepts = false;
for (const algorithm of ALGORITHMS) {
  const folder = mkdtempSync(join(tmpdir(), 'credence-verify-'));
  const issuer = `http://127.0.0.1:${await freePort()}`;
  const environment = {
    DATA_DIR: folder,
    PORT: new URL(issuer).port,
    PUBLIC_URL: issuer,
    ALGORITHM: algorithm,
  };
  const service = spawn(process.execPath, [CLI, 'serve'], {
    env: { ...process.env, ...environment },
    stdio: 'ignore',
  });
  const exited = once(service, 'exit');
  try {
    await started(issuer, service);
    verifyAll(algorithm, issuer, await accessToken(issuer));
  } finally {
    service.kill('SIGINT');
    await exited;
    rmSync(folder, { recursive: true });
  }
}
process.exitCode = accepts ? 1 : 0;

function verifyAll(algorithm, issuer, token) {
  const env = { ...process.env, ISSUER: issuer, ALGORITHM: algorithm, TOKEN: token, FORGED: forged(token) };
  for (const [language, [program, ...options]] of Object.entries(PROGRAMS)) {
    const { stdout, status } = spawnSync(program, options, { cwd: here(language), env, encoding: 'utf8' });
    if (status !== 0) console.log(`${algorithm} ${language}: not run, see the README`);
    accepts ||= /forged/.test(stdout ?? '');
    for (const line of (stdout ?? '').split('\n').filter(Boolean)) console.log(`${algorithm} ${line}`);
  }
}

/** Replaces the subject of a token, and keeps the signature. */
function forged(token) {
  const [header, claims, signature] = token.split('.');
  const changed = { ...JSON.parse(Buffer.from(claims, 'base64url')), sub: 'somebody-else' };
  return [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
}

async function accessToken(issuer) {
  const account = { email: 'ada@example.com', username: 'ada', password: 'correct horse battery staple' };
  await send(issuer, '/auth/signup', account);
  for (let mail; mail === undefined; await sleep(100)) {
    const { items } = await (await fetch(`${issuer}/dev/inbox.json`)).json();
    [mail] = items;
    if (mail !== undefined)
      await send(issuer, '/auth/verify-email', { token: new URL(mail.links[0]).searchParams.get('token') });
  }
  return (await send(issuer, '/auth/login', account)).access_token;
}

async function send(issuer, path, { email, username, password, token }) {
  const members = { '/auth/signup': { email, username, password }, '/auth/login': { email, password } };
  const response = await fetch(issuer + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(members[path] ?? { token }),
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return await response.json();
}

async function started(issuer, service) {
  while (service.exitCode === null) {
    const answer = await fetch(`${issuer}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await sleep(200);
  }
  throw new Error('Credence did not start. Run npm run build first.');
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
