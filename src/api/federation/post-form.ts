import { basePathOf } from '../http/base-path.js';
import { renderPage } from '../pages/render-page.js';

/** Browsers apply `form-action` to the redirects after a form too, and identity providers redirect to further hosts. */
const FORM_POLICY =
  "default-src 'self'; img-src data:; base-uri 'none'; form-action https:; frame-ancestors 'none'";

/** Answers with a page that posts a form to an identity provider, at once where scripts run. */
export function postFormAnswer(
  publicUrl: string,
  action: string,
  fields: readonly (readonly [name: string, value: string])[],
) {
  const html = renderPage('post-form', { action, fields, basePath: basePathOf(publicUrl) });
  return {
    status: 200,
    content: { media: 'text/html', bytes: Buffer.from(html) },
    headers: { 'Content-Security-Policy': FORM_POLICY },
  } as const;
}
