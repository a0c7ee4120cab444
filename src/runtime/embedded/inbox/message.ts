import { simpleParser } from 'mailparser';

/** A message of the development inbox. */
export interface InboxMessage {
  id: string;
  receivedAt: Date;
  from: string;
  /** The recipients of the SMTP envelope. Headers may name others. */
  to: string[];
  subject: string;
  /** The `Message-ID` header with its angle brackets; empty without one. */
  messageId: string;
  headers: string[];
  text: string;
  html: string | null;
  /** Every http and https URL in the text part, in order. */
  links: string[];
}

const LINK = /https?:\/\/[^\s<>"]+/g;
const DELIVERED_TO = 'Delivered-To';
const RETURN_PATH = 'Return-Path';

/** Returns the header lines that record the envelope at final delivery (RFC 5321 §4.4). */
export function deliveryLines(sender: string, recipients: string[]): Buffer {
  const delivered = recipients.map((address) => `${DELIVERED_TO}: ${address}\r\n`);
  return Buffer.from(`${delivered.join('')}${RETURN_PATH}: <${sender}>\r\n`);
}

/** A text message to a phone. */
export interface InboxText {
  id: string;
  to: string;
  text: string;
}

/** Returns a text message in the format of the mails. */
export function textMessage({ id, to, text }: InboxText): Buffer {
  const headers = ['From: SMS', 'Subject: Text message', `Message-ID: <${id}@sms>`];
  const lines = [...headers, 'Content-Type: text/plain; charset=utf-8', '', text, ''];
  return Buffer.concat([deliveryLines('', [to]), Buffer.from(lines.join('\r\n'))]);
}

/** Parses a message that begins with its delivery lines. Its id is the time of arrival in milliseconds. */
export async function readMessage(id: string, raw: Buffer): Promise<InboxMessage> {
  const mail = await simpleParser(raw, { skipTextToHtml: true, checksumAlgo: false });
  const text = mail.text ?? '';
  const envelopeEnd = mail.headerLines.findIndex(({ key }) => key === RETURN_PATH.toLowerCase());
  const delivered = mail.headerLines.slice(0, Math.max(envelopeEnd, 0));
  return {
    id,
    receivedAt: new Date(Number(id)),
    from: mail.from?.text ?? '',
    to: delivered.map(({ line }) =>
      textOf(line)
        .slice(DELIVERED_TO.length + 1)
        .trim(),
    ),
    subject: mail.subject ?? '',
    messageId: mail.messageId ?? '',
    headers: mail.headerLines.slice(envelopeEnd + 1).map(({ line }) => textOf(line)),
    text,
    html: mail.html || null,
    links: text.match(LINK) ?? [],
  };
}

/** Decodes a header line in UTF-8 (RFC 6532). The parser returns its bytes as characters. */
function textOf(line: string): string {
  return Buffer.from(line, 'latin1').toString();
}
