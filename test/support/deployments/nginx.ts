import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '../clients/wait-for.js';
import { startInBackground } from './background-server.js';
import type { BackgroundServer } from './background-server.js';

const PROGRAM = '/usr/sbin/nginx';

interface Options {
  readonly port: number;
  /** The path below which nginx serves the upstream; it ends without a slash. */
  readonly prefix: string;
  /** The origin of the service. */
  readonly upstream: string;
  /** True if nginx removes the prefix before it passes a request on. */
  readonly strips: boolean;
}

/** The status of paths that are not below the prefix. No answer of the service has it. */
export const OUTSIDE = 421;

/** Starts an nginx that serves a service below a path, beside other sites of the same host. */
export async function startNginx({ port, prefix, upstream, strips }: Options): Promise<BackgroundServer> {
  const folder = await mkdtemp(join(tmpdir(), 'credence-nginx-'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  const configuration = `
    daemon off;
    master_process off;
    pid ${folder}/pid;
    error_log stderr;
    events {}
    http {
      access_log off;
      ${temporary.join('\n')}
      server {
        listen 127.0.0.1:${port};
        location ${prefix}/ {
          proxy_pass ${upstream}${strips ? '/' : ''};
          proxy_set_header Host $http_host;
          proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
          proxy_set_header X-Forwarded-Proto $scheme;
        }
        location / { return ${OUTSIDE}; }
      }
    }`;
  await writeFile(join(folder, 'nginx.conf'), configuration);
  const server = await startInBackground(
    PROGRAM,
    ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')],
    folder,
  );
  await waitFor('nginx answers', () =>
    fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    ),
  );
  return {
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}
