import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Pool } from 'pg';
import type { DomainEvent } from '../../../src/domain/event-catalog.js';
import { userStream } from '../../../src/domain/user/user.js';
import { createCodec } from '../../../src/eventstore/codec.js';
import { createEventLog } from '../../../src/eventstore/event-log.js';
import type { EventLog } from '../../../src/eventstore/event-log.js';
import { openPostgresEventStore } from '../../../src/eventstore/postgres/event-store.js';
import { migrateLog } from '../../../src/eventstore/postgres/migrate.js';
import { runMigrations } from '../../../src/runtime/postgres/migrations.js';
import { localKeyManagement } from '../../../src/security/keys/kms/local-keys.js';
import { postgresSubjectKeys } from '../../../src/security/keys/subject-keys.js';
import type { SubjectKeys } from '../../../src/security/keys/subject-keys.js';
import { SECRET_KEY } from '../server/credence.js';
import { silentLogger } from '../server/silent-logger.js';
import type { TestStores } from '../stores/stores.js';
import { aClaimStream, anEventId, aUserId } from './ids.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { databaseAt } from '../stores/database-at.js';

/** The log and the read models of the service on a database, without the program. */
export interface UserLog extends EventLog {
  readonly pool: Pool;
  readonly keys: SubjectKeys;
  /** Appends events to a user's stream, encrypted as by the service. */
  append(userId: string, ...events: DomainEvent[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens a log on a database; `migrate` creates the tables first, and `openLog` replaces the store. */
export async function openUserLog(
  url: string,
  {
    migrate,
    openLog = () => openPostgresEventStore({ database: databaseAt(url), logger: silentLogger }),
  }: { migrate: boolean; openLog?: TestStores['openLog'] },
): Promise<UserLog> {
  if (migrate) {
    await migrateLog(databaseAt(url));
    await runMigrations(
      databaseAt(url),
      new URL('../../../src/security/keys/migrations/', import.meta.url),
      'credence_keys',
    );
    await runMigrations(
      databaseAt(url),
      new URL('../../../src/projections/engine/migrations/', import.meta.url),
      'credence_read',
    );
  }
  const pool = new pg.Pool({ connectionString: url, max: 5, pipeline: true });
  pool.on('error', () => undefined);
  const store = openLog();
  const keys = postgresSubjectKeys(pool, localKeyManagement(SECRET_KEY));
  const codec = createCodec(keys);
  return {
    ...createEventLog(store, codec),
    pool,
    keys,

    async append(userId, ...events) {
      const now = new Date();
      const cause = {
        commandId: randomUUID(),
        correlationId: randomUUID(),
        actor: 'system',
        now,
        source: null,
      };
      const stream = userStream(aUserId(userId));
      const place = { stream, revision: 0, occurredAt: now, actor: cause.actor };
      const encoded = await Promise.all(
        events.map((event) => codec.encode({ ...event, ...place, id: anEventId() }, cause)),
      );
      await store.append([{ stream, expected: 'any', events: encoded }]);
    },

    async close() {
      await store.stop();
      await pool.end();
    },
  };
}

/** The registration event of a user. */
export function registration(email: string): DomainEvent {
  return {
    type: 'UserRegistered',
    data: { email: emailAddress(email), username: 'ada', claim: aClaimStream(`claim-1.${randomUUID()}`) },
  };
}

/** The complete read model `users`, in an order that does not depend on the order of insertion. */
export async function dumpUsers(pool: Pool): Promise<object[]> {
  return (await pool.query<object>('select * from credence_read.users_v1 order by user_id')).rows;
}
