import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { waitFor } from '../../support/clients/wait-for.js';
import type { Resolve } from '../../../src/security/webhooks/checked-connections.js';
import { createReceiverClient } from '../../../src/workers/webhooks/receiver-client.js';
import type { ReceiverClient } from '../../../src/workers/webhooks/receiver-client.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listening(server: Server, host = '127.0.0.1', port = 0): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  closing.push(() => new Promise((resolve) => server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
}

/** Listens on both loopback addresses and counts connections. */
async function watchedPort(): Promise<{ port: number; connections: () => number }> {
  let connections = 0;
  const watch = () =>
    createTcpServer((socket) => {
      connections += 1;
      socket.destroy();
    });
  const port = await listening(watch());
  await listening(watch(), '::1', port);
  return { port, connections: () => connections };
}

async function receiver(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  closing.push(() => {
    server.closeAllConnections();
    return Promise.resolve();
  });
  return `http://127.0.0.1:${String(await listening(server))}/`;
}

function client(options: Parameters<typeof createReceiverClient>[0]): ReceiverClient {
  const opened = createReceiverClient(options);
  closing.unshift(() => opened.close());
  return opened;
}

const post = (opened: ReceiverClient, url: string) =>
  opened.post(url, { 'content-type': 'application/json' }, '{}', new AbortController().signal);

/** Names that resolve to an address, however they were resolved when the endpoint was created. */
const REBOUND = new Map([
  ['loopback.example', '127.0.0.1'],
  ['six.example', '::1'],
  ['mapped.example', '::ffff:127.0.0.1'],
  ['nat64.example', '64:ff9b::7f00:1'],
  ['private.example', '10.0.0.1'],
  ['link-local.example', '169.254.169.254'],
  ['cgnat.example', '100.64.0.1'],
  ['any.example', '0.0.0.0'],
]);
const resolve: Resolve = (hostname, _, callback) => {
  const address = REBOUND.get(hostname) ?? '127.0.0.1';
  callback(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
};

describe('the client of webhook receivers', () => {
  test('no spelling of a private address opens a connection (WHK-3, WHK-8)', async () => {
    const { port, connections } = await watchedPort();
    const hosts = [
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '127.0.0.1.',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[64:ff9b::7f00:1]',
      '10.0.0.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      'localhost',
      'localhost.',
      ...REBOUND.keys(),
    ];
    const guarded = client({ allowPrivate: false, resolve });
    for (const host of hosts)
      for (const scheme of ['http', 'https'])
        expect([host, await post(guarded, `${scheme}://${host}:${String(port)}/`)]).toEqual([
          host,
          { status: null, failure: 'address not allowed' },
        ]);
    expect(connections()).toBe(0);
  });

  test('a name is resolved again on each try, so a rebinding name is refused (WHK-8)', async () => {
    const { port, connections } = await watchedPort();
    let lookups = 0;
    const counting: Resolve = (hostname, options, callback) => {
      lookups += 1;
      resolve(hostname, options, callback);
    };
    const guarded = client({ allowPrivate: false, resolve: counting });
    for (let tries = 0; tries < 3; tries += 1)
      expect((await post(guarded, `http://rebound.example:${String(port)}/`)).failure).toBe(
        'address not allowed',
      );
    expect([lookups, connections()]).toEqual([3, 0]);
  });

  test('a name without an address is a failed delivery, by the resolver of the system (WHK-4)', async () => {
    const guarded = client({ allowPrivate: false });
    expect(await post(guarded, 'https://receiver.invalid/')).toEqual({
      status: null,
      failure: 'host not found',
    });
  });

  test('redirects are not followed (WHK-3)', async () => {
    const { port, connections } = await watchedPort();
    const url = await receiver((_, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${String(port)}/` }).end();
    });
    expect(await post(client({ allowPrivate: true }), url)).toEqual({ status: 302, failure: null });
    expect(connections()).toBe(0);
  });

  test('a receiver that never answers fails after the timeout (WHK-4)', async () => {
    const url = await receiver(() => undefined);
    const impatient = client({ allowPrivate: true, answerMs: 100 });
    expect(await post(impatient, url)).toEqual({ status: null, failure: 'answer timeout' });
  });

  test('a body that never ends is cut at the timeout, and an attempt that is aborted fails', async () => {
    let closed = 0;
    const url = await receiver((request, response) => {
      response.on('close', () => (closed += 1));
      if (request.url === '/') response.writeHead(200).write('x');
    });
    const impatient = client({ allowPrivate: true, answerMs: 100 });
    expect(await post(impatient, url)).toEqual({ status: 200, failure: null });
    expect(closed).toBe(0);
    await waitFor('the end of the connection', () => Promise.resolve(closed === 1));
    const stopping = new AbortController();
    const posted = client({ allowPrivate: true }).post(`${url}silent`, {}, '{}', stopping.signal);
    stopping.abort();
    expect(await posted).toEqual({ status: null, failure: 'request failed' });
    const late = await client({ allowPrivate: true }).post(url, {}, '{}', stopping.signal);
    expect(late).toEqual({ status: null, failure: 'request failed' });
  });

  test('an endless body does not hold the answer', async () => {
    const url = await receiver((_, response) => {
      response.writeHead(200);
      const more = setInterval(() => response.write('x'.repeat(1024)), 1);
      response.on('close', () => clearInterval(more));
    });
    expect(await post(client({ allowPrivate: true }), url)).toEqual({ status: 200, failure: null });
  });

  test('a refused connection is a failure in our own words', async () => {
    const server = createTcpServer();
    const port = await listening(server);
    await closing.pop()?.();
    expect(await post(client({ allowPrivate: true }), `http://127.0.0.1:${String(port)}/`)).toEqual({
      status: null,
      failure: 'connection refused',
    });
  });
});
