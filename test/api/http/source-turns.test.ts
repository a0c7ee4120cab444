import { EventEmitter } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { sourceTurns } from '../../../src/api/http/limits/source-turns.js';
import { startServer } from '../../../src/api/http/server/server.js';
import { waitFor } from '../../support/clients/wait-for.js';

const MANY = 48;
const GREEDY = '127.0.0.1';
const HONEST = '127.0.0.2';
const CONNECTIONS = 8;
const BURST = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(15);
const HONEST_REQUESTS = 20;
/** Time of one request on the processor, longer than a turn. */
const WORK_MS = 2;

/** Requests that use up a turn each. The test ends their answers. */
function heldRequests() {
  const turns = sourceTurns();
  const started: string[] = [];
  function send(name: string, source: string): { end(): void } {
    const response = new EventEmitter();
    turns.take(source, response, () => {
      started.push(name);
      work(WORK_MS);
    });
    return { end: () => void response.emit('close') };
  }
  return { turns, started, send };
}

/** Waits until every round that can take place has taken place. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await nextTurn();
}

describe('the turns of sources', () => {
  test('while one source alone has requests, all of them start', async () => {
    const { started, send } = heldRequests();
    for (let n = 0; n < MANY; n += 1) send('a', 'a');
    expect(started).toHaveLength(1);
    await settle();
    expect(started).toHaveLength(MANY);
  });

  test('sources with waiting requests start one each in turn, in the order of each', async () => {
    const { started, send } = heldRequests();
    send('first', 'other');
    for (const source of ['a', 'b', 'c']) for (let n = 0; n < 3; n += 1) send(source + String(n), source);
    await settle();
    expect(started).toEqual(['first', 'a0', 'b0', 'c0', 'a1', 'b1', 'c1', 'a2', 'b2', 'c2']);
  });

  test('requests in progress hold up no request of their source', async () => {
    const { turns, started, send } = heldRequests();
    send('b', 'b');
    for (let n = 0; n < 300; n += 1) send('a', 'a');
    for (let rounds = 0; rounds < 10 && turns.waiting() > 0; rounds += 1) await settle();
    expect(started).toHaveLength(301);
  });

  test('a request whose client has left is never started', async () => {
    const { turns, started, send } = heldRequests();
    send('a', 'a');
    send('gone', 'b').end();
    await settle();
    expect(started).toEqual(['a']);
    expect(turns.waiting()).toBe(0);
  });
});

test('a flood on eight connections of one source does not hold up the requests of another source (WEB-14)', async () => {
  const turns = sourceTurns();
  const started: string[] = [];
  const server = await startServer(
    (request, response) => {
      const source = request.socket.remoteAddress ?? '';
      turns.take(source, response, () => {
        started.push(source);
        work(WORK_MS);
        response.end();
      });
    },
    { host: GREEDY, port: 0 },
  );
  const port = Number(new URL(server.url).port);
  const flood = Array.from({ length: CONNECTIONS }, () => floodFrom(port));
  await waitFor('the flood is served', () => started.length > CONNECTIONS);
  const agent = new Agent({ keepAlive: true });
  await askOnce(port, agent);
  started.length = 0;
  for (let n = 0; n < HONEST_REQUESTS; n += 1) await askOnce(port, agent);
  const greedy = started.filter((source) => source === GREEDY).length;
  for (const connection of flood) connection.stop();
  agent.destroy();
  await server.stop();
  // One request in each of a few turns, instead of one of each connection.
  expect(greedy).toBeGreaterThanOrEqual(HONEST_REQUESTS);
  expect(greedy).toBeLessThan((HONEST_REQUESTS * CONNECTIONS) / 2);
});

/** Keeps the processor busy. */
function work(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

/** Floods a server from the greedy address: a burst on a connection, and after its end another one. */
function floodFrom(port: number): { stop(): void } {
  let socket: Socket | null = null;
  let isStopped = false;
  function open(): void {
    if (isStopped) return;
    socket = connect({ port, host: GREEDY, localAddress: GREEDY });
    socket.on('error', () => undefined);
    socket.resume();
    socket.once('close', open);
    socket.write(BURST + BURST);
  }
  open();
  return {
    stop() {
      isStopped = true;
      socket?.destroy();
    },
  };
}

async function askOnce(port: number, agent: Agent): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    get({ port, host: GREEDY, localAddress: HONEST, agent }, (response) => {
      response.resume().once('end', resolve);
    }).once('error', reject);
  });
}
