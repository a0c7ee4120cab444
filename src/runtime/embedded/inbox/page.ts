import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';
import { Router, type Response } from 'express';
import type { InboxMessage } from './message.js';
import type { Inbox } from './inbox.js';

/**
 * Policy for the HTML of a mail: inline styles only, no scripts, forms or requests. Links open in a new window. Only
 * this page may be framed, and only by the service itself.
 */
const FRAME_POLICY = [
  'sandbox allow-popups allow-popups-to-escape-sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

const views = new Eta({ views: fileURLToPath(new URL('./views/', import.meta.url)), cache: true });
const styles = readFileSync(new URL('./inbox.css', import.meta.url), 'utf8');

/**
 * Returns the routes of the development inbox: `/dev/inbox` for people, `/dev/inbox.json` for programs. They need no
 * authentication and show valid links, so they exist only with the built-in inbox.
 *
 * @param basePath the path of the public URL, below which the pages find each other
 */
export function inboxRoutes(inbox: Inbox, basePath: string): Router {
  const router = Router();
  const show = (response: Response, view: string, data: object) =>
    response.type('html').send(views.render(view, { ...data, basePath }));
  const showMissing = (response: Response) => show(response.status(404), 'inbox-missing', {});

  router.use('/dev', (_request, response, next) => {
    response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
    next();
  });

  router.get('/dev/inbox', (request, response) => {
    const paused = request.query['paused'] !== undefined;
    show(response, 'inbox-list', { messages: inbox.messages(), paused });
  });

  router.get('/dev/inbox.json', (_request, response) => {
    response.json({ items: inbox.messages().map(toJson) });
  });

  router.get('/dev/inbox.css', (_request, response) => {
    response.type('css').send(styles);
  });

  router.get('/dev/inbox/:id', (request, response) => {
    const message = inbox.find(request.params.id);
    if (message === undefined) showMissing(response);
    else show(response, 'inbox-message', { message });
  });

  router.get('/dev/inbox/:id/html', (request, response) => {
    const html = inbox.find(request.params.id)?.html;
    if (html === undefined || html === null) {
      showMissing(response);
      return;
    }
    response.removeHeader('X-Frame-Options');
    response.set('Content-Security-Policy', FRAME_POLICY).type('html').send(html);
  });

  return router;
}

function toJson(message: InboxMessage) {
  return {
    id: message.id,
    received_at: message.receivedAt,
    from: message.from,
    to: message.to,
    subject: message.subject,
    message_id: message.messageId,
    text: message.text,
    links: message.links,
  };
}
