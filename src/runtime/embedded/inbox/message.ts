import { simpleParser } from 'mailparser';

/** A mail as the development inbox shows it. */
export interface InboxMessage {
  id: string;
  receivedAt: Date;
  from: string;
  /** The recipients of the SMTP envelope: whom the mail really went to, whatever its headers say. */
  to: string[];
  subject: string;
  /** As it stood in the header, with its angle brackets; empty if there was none. */
  messageId: string;
  headers: string[];
  text: string;
  html: string | null;
  /** Every http and https address in the text part, in order. */
  links: string[];
}

const LINK = /https?:\/\/[^\s<>"]+/g;
const DELIVERED_TO = 'Delivered-To';
const RETURN_PATH = 'Return-Path';

/** The envelope as a mail server notes it on top of a message at final delivery (RFC 5321 §4.4). */
export function deliveryLines(sender: string, recipients: string[]): Buffer {
  const delivered = recipients.map((address) => `${DELIVERED_TO}: ${address}\r\n`);
  return Buffer.from(`${delivered.join('')}${RETURN_PATH}: <${sender}>\r\n`);
}

/** Reads a message that begins with its delivery lines. Its id is the time of arrival in milliseconds. */
export async function readMessage(id: string, raw: Buffer): Promise<InboxMessage> {
  const mail = await simpleParser(raw, { skipTextToHtml: true, checksumAlgo: false });
  const text = mail.text ?? '';
  const envelopeEnd = mail.headerLines.findIndex(({ key }) => key === RETURN_PATH.toLowerCase());
  const delivered = mail.headerLines.slice(0, Math.max(envelopeEnd, 0));
  return {
    id,
    receivedAt: new Date(Number(id)),
    from: mail.from?.text ?? '',
    to: delivered.map(({ line }) => line.slice(DELIVERED_TO.length + 1).trim()),
    subject: mail.subject ?? '',
    messageId: mail.messageId ?? '',
    headers: mail.headerLines.slice(envelopeEnd + 1).map(({ line }) => line),
    text,
    html: mail.html || null,
    links: text.match(LINK) ?? [],
  };
}
