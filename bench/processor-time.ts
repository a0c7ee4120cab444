import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { SERVICE_TOKEN } from './programs/programs.js';

/** The clock ticks of a second on Linux. */
const TICKS = 100;
/** The fields of `/proc/<pid>/stat` after the name of the program (proc_pid_stat(5)). */
const PARENT = 1;
const OWN_AND_ENDED_CHILDREN = [11, 12, 13, 14];

/** Returns the processor seconds that a service has used. */
export async function processorSecondsOf(url: string): Promise<number> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${SERVICE_TOKEN}` } });
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(await response.text())?.[1]);
}

/** Returns the processor seconds of a PostgreSQL server on this machine, or 0 where Linux does not count them. */
export async function processorSecondsOfPostgres(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client
    .query<{ folder: string }>(`select current_setting('data_directory') as folder`)
    .finally(() => client.end());
  const file = await readFile(join(rows[0]?.folder ?? '', 'postmaster.pid'), 'utf8').catch(() => '');
  const [server = ''] = file.split('\n');
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  let ticks = 0;
  for (const id of ids) {
    const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (id !== server && fields[PARENT] !== server) continue;
    for (const field of OWN_AND_ENDED_CHILDREN) ticks += Number(fields[field]);
  }
  return ticks / TICKS;
}
