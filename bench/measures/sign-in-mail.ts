import { setTimeout as sleep } from 'node:timers/promises';
import { newAccount, openAccount, post } from '../account.js';
import { alternate, median } from '../measure.js';
import type { Measurement } from '../measure.js';
import type { MailSink } from '../programs/mail-sink.js';
import type { Program } from '../programs/program.js';

const MAILS = 100;
const ROUNDS = 200;

/** Measures a request for a sign-in link beside one for a reset link, and the time until its mail arrives. */
export async function measureSignInMail({ url }: Program, sink: MailSink): Promise<Measurement[]> {
  const { ours, baseline } = await alternate(
    ROUNDS,
    () => timeRequest(`${url}/auth/sign-in-link`),
    () => timeRequest(`${url}/auth/reset-password-request`),
  );
  return [
    {
      name: 'sign-in link, request',
      value: ours,
      unit: 'ms',
      baseline: { name: 'reset request', value: baseline },
      goal: 'ratio ≤ 1.2',
      mostRatio: 1.2,
    },
    {
      name: 'sign-in link, request to SMTP, p50',
      value: median(await measureLatencies(url, sink)),
      unit: 'ms',
      baseline: null,
      goal: '< 50',
    },
  ];
}

async function timeRequest(url: string): Promise<number> {
  const { email } = newAccount();
  const started = performance.now();
  await post(url, { email });
  return performance.now() - started;
}

/** Measures the milliseconds from a request to its mail, one account at a time. */
async function measureLatencies(url: string, sink: MailSink): Promise<number[]> {
  const latencies: number[] = [];
  for (let i = 0; i < MAILS; i += 1) {
    const { email } = await openVerified(url, sink);
    const arrived = sink.waitForMail(email);
    const started = performance.now();
    await post(`${url}/auth/sign-in-link`, { email });
    latencies.push((await arrived) - started);
  }
  return latencies;
}

/** Opens an account whose verification mail is not on its way any more. */
async function openVerified(url: string, sink: MailSink) {
  const before = sink.received();
  const account = await openAccount(url);
  while (sink.received() === before) await sleep(1);
  return account;
}
