import { InvalidConfiguration } from '../../../config/invalid-configuration.js';
import type { Config } from '../../../config/config.js';
import { countForeignKeys } from '../../../projections/views/factors/query.js';
import { connectClient } from '../../../runtime/postgres/client.js';
import { openDatabase } from '../../../runtime/postgres/open-database.js';
import { createLogger } from '../../../runtime/logger.js';
import { converse } from '../../../workers/mails/smtp/conversation.js';
import { requireTls } from '../../../workers/mails/smtp/smtp-url.js';
import { isSingleMailbox } from '../../../workers/mails/smtp/transport.js';
import { openLog } from '../../event-log.js';
import { examineKeys } from '../../keys/examine-keys.js';
import { examinePublications } from '../../audit/examine-publications.js';
import { checkRedis } from '../../start/check-redis.js';
import { databaseRefusal } from '../../start/database-refusals.js';
import { eventStoreRefusal } from '../../start/event-store-refusals.js';
import { examineCertificate } from './examine-certificate.js';
import { examineProtection } from './examine-protection.js';
import { examineClock, examineDisk, examinePublicUrl } from './examine-host.js';
import { examineRights } from './examine-rights.js';
import { examineVersions } from './examine-versions.js';
import { Unhealthy } from './unhealthy.js';

/** Name of the connection at the server. */
const NAME = 'credence doctor';

interface Options {
  /** Recipient of a test mail; null sends none. */
  readonly mailTo: string | null;
  readonly report: (line: string) => void;
}

/**
 * Tries every configured dependency and reports the outcome, with the conversation with the mail server. Changes nothing.
 *
 * @throws Unhealthy a dependency does not work
 */
export async function examine(config: Config, { mailTo, report }: Options): Promise<string> {
  if (mailTo !== null && !isSingleMailbox(mailTo))
    throw new InvalidConfiguration('--mail-to must be an email address');
  const examinations: readonly (readonly [name: string, examination: () => Promise<string>])[] = [
    ['PostgreSQL', () => examineDatabase(config)],
    ['EventStoreDB', () => examineEventStore(config)],
    ['Redis', () => examineRedis(config)],
    ['mail server', () => examineMail(config, mailTo, report)],
    ['keys', () => examineKeys(config)],
    ['checkpoints', () => examinePublications(config)],
    ['passkeys', () => examinePasskeys(config)],
    ['event log', () => examineProtection(config)],
    ['rights', () => examineRights(config)],
    ['versions', () => examineVersions(config)],
    ['clock', () => examineClock(config)],
    ['public URL', () => examinePublicUrl(config)],
    ['certificate', () => examineCertificate(config)],
    ['disk', () => examineDisk(config)],
  ];
  const failing: string[] = [];
  for (const [name, examination] of examinations) {
    try {
      report(`${name}: ${await examination()}`);
    } catch (error) {
      failing.push(name);
      report(`${name}: ${error instanceof Error ? error.message : 'unknown failure'}`);
    }
  }
  if (failing.length > 0) throw new Unhealthy(`failing: ${failing.join(', ')}`);
  return 'Every configured dependency works.';
}

async function examineDatabase({ databaseUrl, schemaPrefix }: Config): Promise<string> {
  if (databaseUrl === null) return 'embedded; the service starts it';
  try {
    const { tls } = await openDatabase(databaseUrl, schemaPrefix);
    return tls ? 'ok, with TLS' : 'ok, without TLS';
  } catch (error) {
    throw databaseRefusal(error, 'DATABASE_URL');
  }
}

/** Counts the passkeys and security keys that a change of the domain has made unusable. */
async function examinePasskeys({ databaseUrl, schemaPrefix, webauthn: { id } }: Config): Promise<string> {
  if (databaseUrl === null) return 'not examined; the database is embedded';
  const database = await openDatabase(databaseUrl, schemaPrefix).catch(() => null);
  if (database === null) return 'not examined; PostgreSQL does not work';
  const client = await connectClient(database, { name: NAME });
  try {
    const count = await countForeignKeys(client, id);
    if (count === null) return 'not examined; the database is new';
    if (count === 0) return `all are of ${id}`;
    return `${String(count)} are not of ${id}, and unusable; their former WEBAUTHN_RP_ID revives them`;
  } finally {
    await client.end();
  }
}

async function examineEventStore({ eventStoreDbUrl, logLevel }: Config): Promise<string> {
  if (eventStoreDbUrl === null) return 'not configured; the log is in PostgreSQL';
  const store = await openLog(eventStoreDbUrl, createLogger(logLevel));
  try {
    await store.head();
    return 'ok';
  } catch (error) {
    throw eventStoreRefusal(error);
  } finally {
    await store.stop();
  }
}

async function examineRedis({ redisUrl }: Config): Promise<string> {
  if (redisUrl === null) return 'not configured; the queue is in PostgreSQL';
  if (!(await checkRedis(redisUrl))) throw new Unhealthy('REDIS_URL names a server that does not answer');
  return 'ok';
}

async function examineMail(config: Config, to: string | null, report: Options['report']): Promise<string> {
  const { smtpUrl, smtpRequiresTls, smtpHelloName, mailFrom } = config;
  if (smtpUrl === null) return 'not configured; the development inbox takes every mail';
  const { lines, failure } = await converse({
    smtpUrl: smtpRequiresTls ? requireTls(smtpUrl) : smtpUrl,
    from: mailFrom,
    helloName: smtpHelloName,
    to,
  });
  for (const line of lines) report(`  ${line}`);
  if (failure !== null) {
    const isConnected = !failure.message.endsWith('(CONNECT)');
    const wrong = isConnected
      ? 'its user name, password or TLS'
      : 'its host and port, or the firewall before it';
    report(`  Correct SMTP_URL: ${wrong}.`);
    throw failure;
  }
  return to === null ? 'ok; --mail-to sends a test mail' : 'ok, it accepted the test mail';
}
