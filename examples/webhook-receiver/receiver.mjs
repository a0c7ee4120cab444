// A webhook receiver: it verifies each delivery, stores each event once, and answers after the event is stored.
import { appendFile, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const secret = process.env.WEBHOOK_SECRET;
if (secret === undefined) throw new Error('Set WEBHOOK_SECRET to the secret of the webhook.');
const port = Number(process.env.PORT ?? 9100);
const file = process.env.EVENTS_FILE ?? 'events.jsonl';
const MAX_BODY_BYTES = 1_000_000;

const webhook = new Webhook(secret);
const stored = await storedIds(file);
let storing = Promise.resolve();

const server = createServer(async (request, response) => {
  const answer = (status) => response.writeHead(status).end();
  if (request.method !== 'POST') return answer(405);
  let event;
  try {
    // The signature covers the raw body.
    event = webhook.verify(await rawBody(request), request.headers);
  } catch (error) {
    console.error(`Rejected: ${error.message}`);
    return answer(401);
  }
  try {
    await store(event);
    answer(204);
  } catch (error) {
    // Credence repeats the event.
    console.error(`Not stored: ${error.message}`);
    answer(500);
  }
});

server.listen(port, '127.0.0.1', () => {
  console.log(`Listening on http://127.0.0.1:${server.address().port}, storing events in ${file}`);
});

/** Stores an event unless it was stored before: a repeat has the same id. */
async function store(event) {
  storing = storing
    .catch(() => undefined)
    .then(async () => {
      if (stored.has(event.id)) return;
      await appendFile(file, `${JSON.stringify(event)}\n`);
      stored.add(event.id);
      console.log(`${event.type} of ${event.subject}`);
    });
  await storing;
}

async function storedIds(name) {
  const text = await readFile(name, 'utf8').catch(() => '');
  const ids = text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line).id];
    } catch {
      // The last line of a killed process may be incomplete.
      return [];
    }
  });
  return new Set(ids);
}

async function rawBody(request) {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk;
    if (body.length > MAX_BODY_BYTES) throw new Error('The body is too large.');
  }
  return body;
}
