import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';
import { greetingName } from './greeting-name.js';
import { utcMinute } from './utc-minute.js';

/** A mail ready to be sent: the same words twice, as HTML and as plain text. */
export interface Mail {
  subject: string;
  html: string;
  text: string;
}

/** What one mail says. The templates decide how it looks, so that HTML and text can not drift apart. */
export interface MailWords {
  /** Constant words only: nothing a person has typed ever stands in a header. */
  subject: string;
  username: string;
  message: string[];
  action?: { label: string; link: string; expiresAt: Date };
  /** What to do if it was not the reader who caused this mail. */
  ifItWasNotYou: string;
}

const views = fileURLToPath(new URL('./templates/', import.meta.url));
const html = new Eta({ views, cache: true });
const text = new Eta({ views, cache: true, autoEscape: false });

/** Renders the words of a mail into its HTML and its text part. Templates are compiled at their first use. */
export function compose(words: MailWords): Mail {
  const { subject, message, ifItWasNotYou } = words;
  const greeting = greetingName(words.username);
  const action = words.action && { ...words.action, expiresAt: utcMinute(words.action.expiresAt) };
  const data = { subject, greeting, message, action, ifItWasNotYou };
  return { subject, html: html.render('html', data), text: text.render('text', data) };
}
