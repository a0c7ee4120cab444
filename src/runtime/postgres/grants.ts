import type { ClientBase, Pool } from 'pg';
import { inTransaction } from './in-transaction.js';

/** The role of the service is unknown to the database. */
export class UnknownRole extends Error {
  override readonly name = 'UnknownRole';
}

/** The role of the service could change events without any grant. */
export class RoleTooStrong extends Error {
  override readonly name = 'RoleTooStrong';
}

/** The schemas beside the log, whose rows the service changes, as a list in SQL. */
const SCHEMAS = [
  'credence_keys',
  'credence_read',
  'credence_standby',
  'credence_requests',
  'credence_outbox',
  'credence_queue',
  'credence_webhooks',
  'credence_audit',
]
  .map((name) => `'${name}'`)
  .join(', ');

/**
 * Grants a role what the service needs. A function appends to the log, so its tables are only read. The default privileges
 * include tables that the granting role creates later, as a rebuild does. The server builds the statements, because our
 * connections rename schemas in a text, and a role may be called like one. The queue is missing if Redis holds it.
 */
const GRANT = `
  do $$
  declare
    service constant text := current_setting('grants.role');
    found text;
  begin
    execute format('revoke all on all tables in schema credence_log from %I', service);
    execute format('grant usage on schema credence_log to %I', service);
    execute format('grant select on all tables in schema credence_log to %I', service);
    execute format('grant execute on all functions in schema credence_log to %I', service);
    for found in
      select nspname from pg_namespace
      where nspname in (${SCHEMAS})
    loop
      execute format('grant usage on schema %I to %I', found, service);
      execute format('grant select, insert, update, delete on all tables in schema %I to %I', found, service);
      execute format('grant usage on all sequences in schema %I to %I', found, service);
      execute format('grant execute on all functions in schema %I to %I', found, service);
      execute format(
        'alter default privileges in schema %I grant select, insert, update, delete on tables to %I', found, service
      );
      execute format('alter default privileges in schema %I grant usage on sequences to %I', found, service);
    end loop;
  end
  $$`;

/** Members of the owner can disable the triggers of the log. A role also has the privileges of PUBLIC and of its groups. */
const CAN_CHANGE_EVENTS = `
  select pg_has_role(coalesce($1, current_user), relowner, 'member')
      or has_table_privilege(coalesce($1, current_user), oid, 'update, delete, truncate, trigger') as possible
  from pg_class
  where oid = 'credence_log.events'::regclass`;

/**
 * The rights that the service needs and a role lacks, as texts such as `insert on credence_outbox.outstanding_jobs`. A new
 * database needs the right to create schemas.
 */
const MISSING = `
  with needed as (
    select 'usage' as privilege, nspname as place, has_schema_privilege(oid, 'usage') as granted
    from pg_namespace
    where nspname in ('credence_log', ${SCHEMAS})
    union all
    select privilege, nspname || '.' || relname, has_table_privilege(c.oid, privilege)
    from pg_class c
    join pg_namespace n on n.oid = relnamespace,
      unnest(case when nspname = 'credence_log' then array['select']
                  else array['select', 'insert', 'update', 'delete'] end) as privilege
    where relkind in ('r', 'p', 'v')
      and nspname in ('credence_log', ${SCHEMAS})
    union all
    select 'execute', nspname || '.' || proname, has_function_privilege(p.oid, 'execute')
    from pg_proc p
    join pg_namespace n on n.oid = pronamespace
    where nspname = 'credence_log'
  )
  select to_regnamespace('credence_log') is null as "isNew",
         case when to_regnamespace('credence_log') is not null
              then (select coalesce(array_agg(privilege || ' on ' || place order by place, privilege), '{}')
                    from needed where not granted)
              when has_database_privilege(current_database(), 'create') then '{}'
              else array['create on the database'] end as missing`;

/** Returns the rights that the role of a connection lacks. */
export async function missingRights(
  client: Pick<ClientBase, 'query'>,
): Promise<{ readonly isNew: boolean; readonly missing: readonly string[] }> {
  const { rows } = await client.query<{ isNew: boolean; missing: string[] }>(MISSING);
  return rows[0] ?? { isNew: true, missing: [] };
}

/** Tells whether the role of a connection could change events if no trigger refused it, or could disable the triggers. */
export async function canChangeEvents(client: Pick<ClientBase, 'query'>, role?: string): Promise<boolean> {
  const { rows } = await client.query<{ possible: boolean }>(CAN_CHANGE_EVENTS, [role ?? null]);
  return rows[0]?.possible !== false;
}

/**
 * Grants a role the rights that the service needs, in one transaction. The role can read and append events, but not update,
 * delete or truncate them (LGS-5).
 *
 * @throws UnknownRole
 * @throws RoleTooStrong nothing was granted
 */
export async function grantService(pool: Pool, role: string): Promise<void> {
  await inTransaction(pool, async (transaction) => {
    const { rowCount } = await transaction.query('select from pg_roles where rolname = $1', [role]);
    if (rowCount === 0) throw new UnknownRole(role);
    await transaction.query(`select set_config('grants.role', $1, true)`, [role]);
    await transaction.query(GRANT);
    if (await canChangeEvents(transaction, role)) throw new RoleTooStrong(role);
  });
}
