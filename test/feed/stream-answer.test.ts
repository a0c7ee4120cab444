import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { sendStream } from '../../src/api/http/stream-answer.js';
import { waitFor } from '../support/clients/wait-for.js';

const CHUNK = 'x'.repeat(64 * 1024);

interface Source {
  /** Chunks that the stream has taken from the source. */
  taken: number;
  /** True after the source was closed. */
  closed: boolean;
}

async function* endless(source: Source): AsyncGenerator<string> {
  try {
    for (;;) {
      source.taken += 1;
      // A source that reads a store always gives way.
      await new Promise(setImmediate);
      yield CHUNK;
    }
  } finally {
    source.closed = true;
  }
}

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function serve(source: Source, options: { stallMs: number; isAuthorized?: () => Promise<boolean> }) {
  server = createServer((request, response) => {
    const isAuthorized = () => Promise.resolve(true);
    void sendStream(request, response, () => endless(source), { isAuthorized, ...options });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('the answer to a client of a stream', () => {
  test('a client that reads nothing pauses the source, and is cut off after a time (FED-5)', async () => {
    const source = { taken: 0, closed: false };
    const port = await serve(source, { stallMs: 300 });
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await waitFor('the source is closed', () => Promise.resolve(source.closed), 5000);
    // The buffers of the two sockets have taken some.
    expect(source.taken * CHUNK.length).toBeLessThan(64 * 1024 * 1024);
    socket.destroy();
  });

  test('the source of a client that leaves is closed', async () => {
    const source = { taken: 0, closed: false };
    const port = await serve(source, { stallMs: 60_000 });
    const leaving = new AbortController();
    const answer = await fetch(`http://127.0.0.1:${port}/`, { signal: leaving.signal });
    await answer.body?.getReader().read();
    leaving.abort();
    await waitFor('the source is closed', () => Promise.resolve(source.closed), 5000);
  });

  test('a client whose credential is revoked gets no further chunk', async () => {
    const source = { taken: 0, closed: false };
    const port = await serve(source, { stallMs: 60_000, isAuthorized: () => Promise.resolve(false) });
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    const bytes = (await answer.arrayBuffer()).byteLength;
    expect(source.closed).toBe(true);
    expect(bytes).toBeGreaterThan(0);
  });

  test('HEAD is answered at once', async () => {
    const source = { taken: 0, closed: false };
    const port = await serve(source, { stallMs: 60_000 });
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'HEAD' });
    expect([answer.status, source.taken]).toEqual([200, 0]);
  });
});
