import type { RequestHandler } from 'express';
import type { Answer } from '../http/answer.js';
import { requireSameOrigin } from '../http/requests/same-origin.js';
import type { Route } from '../http/route.js';
import { renderPage } from './render-page.js';

/**
 * Returns the route of a page whose form was sent without a script. It does the same as the route for programs, but reads a form
 * and answers with a page. Forms can be sent from any site, so it admits those of this service only.
 *
 * @param page the name of the page, which is its path
 */
export function formPageRoute(route: Route, page: string, basePath: string): Route {
  return {
    ...route,
    path: `/${page}`,
    form: true,
    showsPages: true,
    admit: (request) => {
      requireSameOrigin(request.browser);
      return route.admit?.(request);
    },
    async handle(request): Promise<Answer> {
      const answer = await route.handle(request);
      if (answer.stream !== undefined) return answer;
      const { body: _, ...rest } = answer;
      const bytes = Buffer.from(renderPage(page, { basePath, isDone: true }));
      return { ...rest, content: { media: 'text/html', bytes } };
    },
  };
}

/**
 * Moves the token of a link from the query into the form: a form without an `action` is sent to the address of its page. So the
 * page is the same for every token.
 */
export const takeTokenFromQuery: RequestHandler = (request, _response, next) => {
  const { token } = request.query;
  if (typeof token === 'string') {
    const form = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    request.body = Buffer.concat([form, Buffer.from(`&token=${encodeURIComponent(token)}`)]);
  }
  next();
};
