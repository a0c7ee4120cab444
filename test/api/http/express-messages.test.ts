import { expect, test } from '@jest/globals';
import express from 'express';
import { expressMessages } from '../../../src/api/http/server/express-messages.js';
import { startServer } from '../../../src/api/http/server/server.js';

test('requests and responses have the prototypes of Express from the start', async () => {
  const app = express();
  const before: unknown[] = [];
  const after: unknown[] = [];
  app.get('/', (request, response) => {
    after.push(Object.getPrototypeOf(request), Object.getPrototypeOf(response));
    response.set('X-Protocol', request.protocol).json({ query: request.query });
  });
  const server = await startServer(
    (request, response) => {
      before.push(Object.getPrototypeOf(request), Object.getPrototypeOf(response));
      app(request, response);
    },
    { host: '127.0.0.1', port: 0, messages: expressMessages(app) },
  );
  const answer = await fetch(`${server.url}/?a=b`);
  expect(answer.headers.get('x-protocol')).toBe('http');
  expect(await answer.json()).toEqual({ query: { a: 'b' } });
  expect(after.every((prototype, i) => prototype === before[i])).toBe(true);
  await server.stop();
});
