import MimeNode from 'nodemailer/lib/mime-node';
import { encode, wrap } from 'nodemailer/lib/qp';
import type { Mail } from './render.js';

const INVISIBLE_CHARACTERS = /[\p{C}\p{Zl}\p{Zp}]+/gu;

/** Message id with angle brackets, as in the header (RFC 5322 §3.6.4). */
export type MessageId = `<${string}@${string}>`;

export interface OutgoingMail {
  to: { name: string; address: string };
  /** The same for every attempt, so that receivers recognise a repeat. */
  messageId: MessageId;
  mail: Mail;
}

/** A message as it goes over the wire (RFC 5322), with the sender and the recipient for the mail server. */
interface Message {
  readonly envelope: { readonly from: string | false; readonly to: string[] };
  readonly raw: Buffer;
}

/**
 * Composes a message in one piece. Nodemailer's own way is a chain of streams, which takes twice the time and many small
 * writes. Its header encoding is used, which admits no line breaks and no further recipients.
 */
export function composeMessage(from: string, { to, messageId, mail }: OutgoingMail): Message {
  const root = new MimeNode('multipart/alternative');
  root.setHeader({
    From: from,
    // An object, because Nodemailer parses a string and could find other recipients in it.
    To: { name: to.name.replace(INVISIBLE_CHARACTERS, ' ').trim(), address: to.address },
    'Message-ID': messageId,
    Subject: mail.subject,
    'Auto-Submitted': 'auto-generated',
  });
  const headers = root.buildHeaders();
  const boundary = `--${root.boundary}`;
  const lines = [
    headers,
    '',
    boundary,
    ...bodyPart('text/plain', mail.text),
    boundary,
    ...bodyPart('text/html', mail.html),
    `${boundary}--`,
    '',
  ];
  return { envelope: root.getEnvelope(), raw: Buffer.from(lines.join('\r\n')) };
}

function bodyPart(type: string, content: string): string[] {
  const body = wrap(encode(content.replace(/\r?\n/g, '\r\n')));
  return [`Content-Type: ${type}; charset=utf-8`, 'Content-Transfer-Encoding: quoted-printable', '', body];
}
