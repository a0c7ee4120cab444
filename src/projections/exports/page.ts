import { wordsOf } from '../../domain/public-events/history-words.js';
import type { LoggedEvent } from '../../eventstore/codec.js';
import type { ExportedState } from './document.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

function row(cells: readonly string[], tag: 'td' | 'th' = 'td'): string {
  return `<tr>${cells.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('')}</tr>\n`;
}

function table(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  return `<h2>${escape(title)}</h2>\n<table>\n${row(heads, 'th')}${rows.map((cells) => row(cells)).join('')}</table>\n`;
}

const HEAD = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Your personal data</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse}th,td{text-align:left;vertical-align:top;padding:.2rem 1rem .2rem 0}</style>
</head>
<body>
<h1>Your personal data</h1>
`;

/** Writes a page that shows an export to its person. It needs no network and runs no script. */
export async function* pageOf(
  state: ExportedState,
  history: AsyncIterable<LoggedEvent>,
): AsyncIterable<string> {
  const { account, identities, factors, devices, trusted_devices: trusted, held } = state;
  yield HEAD;
  yield `<p>Everything that this service holds about you, on ${escape(state.created_at)}. The file export.json has all details.</p>\n`;
  yield table(
    'Account',
    ['', ''],
    [
      ['Email address', account.email],
      ['Username', account.username],
      ['Id', account.id],
    ],
  );
  yield table(
    'Sign-in with other services',
    ['Service', 'Name', 'Since'],
    identities.map((one) => [one.provider, one.label, one.linked_at]),
  );
  yield table(
    'Passkeys and second factors',
    ['Name', 'Kind', 'Since', 'Phone'],
    factors.map((one) => [one.name, one.kind, one.added_at, one.phone ?? '']),
  );
  yield table(
    'Devices',
    ['Device', 'Last seen as new'],
    devices.map((one) => [one.device, one.last_new_at]),
  );
  yield table(
    'Trusted devices',
    ['Device', 'Since', 'Until'],
    trusted.map((one) => [one.device, one.trusted_at, one.expires_at]),
  );
  yield `<h2>History</h2>\n<table>\n${row(['Time', 'Event'], 'th')}`;
  for await (const event of history) {
    const text = wordsOf(event);
    if (text !== null) yield row([event.occurredAt.toISOString(), text]);
  }
  yield '</table>\n';
  yield table(
    'What is held, where, why and how long',
    ['Category', 'Data', 'Where', 'Why', 'How long'],
    held.map((one) => [one.category, one.description, one.where, one.purposes.join(' '), one.keep]),
  );
  yield '</body>\n</html>\n';
}
