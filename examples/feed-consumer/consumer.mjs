import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const { CREDENCE_URL = 'http://localhost:8001', CREDENCE_API_KEY, FOLDER = '.' } = process.env;
const headers = { Authorization: `Bearer ${CREDENCE_API_KEY}` };
const positionFile = `${FOLDER}/position`;

let after = existsSync(positionFile) ? readFileSync(positionFile, 'utf8') : '';
for (;;) {
  const answer = await fetch(`${CREDENCE_URL}/v1/events?after=${after}&wait=20`, { headers }).catch(
    () => null,
  );
  if (answer?.ok !== true) {
    console.error(answer === null ? 'no answer' : `${answer.status}: ${await answer.text()}`);
    await sleep(1000);
    continue;
  }
  const { items, next } = await answer.json();
  // The effect comes first and the position after it: killed between the two, this program sees the events again.
  appendFileSync(`${FOLDER}/events.jsonl`, items.map((event) => `${JSON.stringify(event)}\n`).join(''));
  writeFileSync(`${positionFile}.new`, next);
  renameSync(`${positionFile}.new`, positionFile);
  after = next;
}
