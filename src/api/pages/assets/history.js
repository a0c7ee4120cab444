// Lists the history of the signed-in user, and reports an entry that somebody else caused.

import { call, showRefusal, showStatus, whenPressed } from './account.js';

const list = document.querySelector('#history ul');
const older = document.querySelector('#older');
const template = document.querySelector('#entry');
const PAGE = 20;
const AUTHORS = { administrator: 'by an administrator', service: 'by this service' };
const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

let cursor = null;

/** Shows the newest entries. `whenLocked` runs after the user has reported one. */
export async function showHistory(whenLocked) {
  whenPressed(older, async () => {
    await showPage(whenLocked);
    showStatus('');
  });
  await showPage(whenLocked);
}

async function showPage(whenLocked) {
  const after = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
  const { ok, body } = await call('GET', `auth/events?limit=${PAGE}${after}`);
  if (!ok) return;
  list.append(...body.items.map((entry) => itemOf(entry, whenLocked)));
  cursor = body.next_cursor;
  older.hidden = cursor === null;
}

function itemOf(entry, whenLocked) {
  const item = template.content.firstElementChild.cloneNode(true);
  item.querySelector('.name').textContent = entry.text;
  item.querySelector('.facts').textContent = factsOf(entry).join(' · ');
  const button = item.querySelector('button');
  button.setAttribute('aria-label', `This wasn’t me: ${entry.text}`);
  whenPressed(button, async () => {
    const isSure = window.confirm('Sign out everywhere and lock the password until you set a new one?');
    if (!isSure) showStatus('');
    else await report(entry, whenLocked);
  });
  return item;
}

function factsOf({ occurred_at: occurred, by, device, ip }) {
  const facts = [AUTHORS[by], device, ip === null ? null : `address ${ip}`];
  return [time.format(new Date(occurred)), ...facts.filter((fact) => typeof fact === 'string')];
}

async function report({ id }, whenLocked) {
  const answer = await call('POST', `auth/events/${encodeURIComponent(id)}/not-me`, {});
  if (!answer.ok) {
    showRefusal(answer);
    return;
  }
  await whenLocked();
  showStatus(answer.body.message, 'success');
}
