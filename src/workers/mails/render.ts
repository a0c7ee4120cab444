import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';
import { greetingName } from './greeting-name.js';
import { utcMinute } from './utc-minute.js';

/** A rendered mail, with the same text as HTML and as plain text. */
export interface Mail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** Content of a mail. Two templates render it, so the HTML and the plain text always agree. */
export interface MailContent {
  /** A constant. User input never goes into a mail header. */
  readonly subject: string;
  readonly username: string;
  readonly paragraphs: readonly string[];
  readonly action?: {
    readonly label: string;
    readonly link: string;
    /** Null for a link that works until it is used. */
    readonly expiresAt: Date | null;
  };
  /** The digits of a code that works in place of the action. */
  readonly code?: string;
  /** Advice to a reader who did not cause the mail. */
  readonly ifUnexpected: string;
}

const views = fileURLToPath(new URL('./templates/', import.meta.url));
const html = new Eta({ views, cache: true });
const text = new Eta({ views, cache: true, autoEscape: false });

/** The first half of eight digits, which are read more easily in two groups. */
const HALF = /^(\d{4})(?=\d{4}$)/;

/** Renders the content of a mail as HTML and as plain text. */
export function renderMail(content: MailContent): Mail {
  const { subject, paragraphs, ifUnexpected } = content;
  const code = content.code?.replace(HALF, '$1 ');
  const greeting = greetingName(content.username);
  const expiresAt = content.action?.expiresAt ?? null;
  const action = content.action && {
    ...content.action,
    expiresAt: expiresAt === null ? null : utcMinute(expiresAt),
  };
  const data = { subject, greeting, paragraphs, action, code, ifUnexpected };
  return { subject, html: html.render('html', data), text: text.render('text', data) };
}
