import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

/**
 * Receivers of webhooks in a process that can be killed: a delivery to `/<name>` is in the file of that name before it is
 * answered. Environment: PORT, and the folder in RECEIVED.
 */
const folder = process.env['RECEIVED'] ?? '.';

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    if (request.method === 'POST') store((request.url ?? '').slice(1), body);
    response.writeHead(200).end();
  });
});

/** A line that a kill cuts off ends before the next one begins. Its delivery has no answer, so it is repeated. */
function store(name: string, body: string): void {
  const { id, type, position, subject } = JSON.parse(body) as Record<string, string>;
  appendFileSync(join(folder, name), `\n${JSON.stringify({ id, type, position, subject })}`);
}

server.listen(Number(process.env['PORT']), '127.0.0.1');
process.once('SIGINT', () => {
  server.closeAllConnections();
  server.close();
});
