import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startServer } from '../../../src/api/http/server/server.js';
import type { RunningServer } from '../../../src/api/http/server/server.js';
import { readMetric } from '../../support/clients/admin-api.js';
import { startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { sendRawHttp } from '../../support/hostile/raw-http.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const MB = 1024 * 1024;
const BURST_BYTES = 65_000;
const CONNECTIONS = 8;
const MAX_UNANSWERED = 16;

/** Returns as many requests as fit into a burst. */
function burst(path: string): string {
  const request = `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
  return request.repeat(Math.floor(BURST_BYTES / request.length));
}

const percentile90 = (sorted: readonly number[]) => sorted[Math.floor(sorted.length * 0.9)] ?? Infinity;

const answersIn = (bytes: string) => bytes.match(/HTTP\/1\.1 /g)?.length ?? 0;

describe('clients that never read their answers (WEB-14)', () => {
  let stores: TestStores;
  let credence: Credence;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    stores = await useStores();
    credence = await startCredence(stores.environment);
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await credence.stop();
    await stores.dispose();
  });

  const memory = async () => (await readMetric(credence, 'process_resident_memory_bytes')) ?? 0;

  /** Opens a connection that sends more requests whenever the server takes them, and reads nothing. */
  async function openSilent(path: string): Promise<void> {
    const { hostname, port } = new URL(credence.url);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    socket.pause();
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(burst(path));
  }

  /** Returns the times of requests by another client, in milliseconds. */
  async function measureOthers(count: number): Promise<number[]> {
    const times: number[] = [];
    for (let i = 0; i < count; i += 1) {
      const started = performance.now();
      expect((await fetch(`${credence.url}/health/live`)).status).toBe(200);
      times.push(performance.now() - started);
      await sleep(10);
    }
    return times.sort((a, b) => a - b);
  }

  test.each(['/openapi.json', '/docs', '/event-types', '/docs/swagger-ui-bundle.js', '/nowhere'])(
    'a burst of %s on eight connections neither fills the memory nor holds others up',
    async (path) => {
      const calm = percentile90(await measureOthers(20));
      const before = await memory();
      const others = measureOthers(100);
      for (let i = 0; i < CONNECTIONS; i += 1) await openSilent(path);
      const times = await others;
      // A busy machine is slow without the bursts, too.
      expect(percentile90(times)).toBeLessThan(Math.max(200, 3 * calm));
      expect((await memory()) - before).toBeLessThan(CONNECTIONS * 8 * MB);
    },
    300_000,
  );
});

describe('pipelined requests', () => {
  let server: RunningServer;
  const started: string[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;

  beforeAll(async () => {
    server = await startServer(
      (request, response) => {
        started.push(request.url ?? '');
        mostAtOnce = Math.max(mostAtOnce, (atOnce += 1));
        setTimeout(() => {
          atOnce -= 1;
          response.end(request.url);
        }, 5);
      },
      { host: '127.0.0.1', port: 0 },
    );
  });
  afterAll(() => server.stop());

  const requests = (count: number, method = 'GET', body = '') =>
    Array.from(
      { length: count },
      (_, i) =>
        `${method} /${String(i)} HTTP/1.1\r\nHost: a\r\nContent-Length: ${String(body.length)}\r\n\r\n${body}`,
    ).join('');

  test.each([
    ['GET', ''],
    ['POST', 'a body that nobody reads'],
  ])('the %s requests of one connection are handled one after the other', async (method, body) => {
    started.length = 0;
    const answer = await sendRawHttp(server.url, requests(10, method, body));
    expect(answersIn(answer)).toBe(10);
    expect(started).toEqual(Array.from({ length: 10 }, (_, i) => `/${String(i)}`));
    expect(mostAtOnce).toBe(1);
  });

  test('a connection is closed after the bounded number of unanswered requests, and the rest is dropped', async () => {
    started.length = 0;
    const answer = await sendRawHttp(server.url, requests(100));
    expect(answersIn(answer)).toBe(MAX_UNANSWERED);
    expect(started).toHaveLength(MAX_UNANSWERED);
    expect(answer.match(/Connection: close/g)).toHaveLength(1);
  });

  test('a connection serves any number of requests that wait for their answers', async () => {
    for (let i = 0; i < 3 * MAX_UNANSWERED; i += 1)
      expect(await (await fetch(`${server.url}/${String(i)}`)).text()).toBe(`/${String(i)}`);
  });

  test('waiting requests of a lost connection are not handled', async () => {
    started.length = 0;
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(requests(10));
    await once(socket, 'data');
    socket.destroy();
    await sleep(100);
    expect(started.length).toBeLessThan(10);
  });
});
