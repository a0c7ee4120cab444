import { docsPage } from '../../docs/docs-page.js';
import { applicationsRouter } from '../../pages/applications-router.js';
import { pagesRouter } from '../../pages/pages-router.js';
import { problemPage } from '../../pages/problem-page.js';
import { allRoutes } from '../../routes/all-routes.js';
import type { RouteDependencies } from '../../routes/dependencies.js';
import { createApp } from '../app.js';
import type { AppParts } from '../app.js';
import { basePathOf } from '../base-path.js';
import { logMalformedRequest } from '../logging/log-malformed-request.js';
import { expressMessages } from './express-messages.js';
import { startServer } from './server.js';
import type { RunningServer } from './server.js';

/** Long enough for a busy client to use each of its idle connections once more. */
const ANNOUNCE_CLOSE_MS = 1000;

export interface ApiOptions extends Omit<AppParts, 'routes' | 'problemPage'> {
  readonly dependencies: RouteDependencies;
  /** The URL of the front end that people return to, or null if there is none. */
  readonly frontEnd: string | null;
  readonly host: string;
  readonly port: number;
  /** Serves the documentation. The public listener does not serve it in production. */
  readonly showDocs: boolean;
}

/** Binds every route and page, and starts the server. */
export async function startApi(options: ApiOptions): Promise<RunningServer> {
  const { dependencies, showDocs, pages, host, port, logger, pseudonym, strictTransportSecurity } = options;
  const basePath = basePathOf(options.publicUrl);
  const app = createApp({
    ...options,
    routes: allRoutes(dependencies),
    problemPage: problemPage(options),
    pages: [
      pagesRouter(basePath),
      applicationsRouter(basePath),
      ...(showDocs ? [docsPage(basePath)] : []),
      ...pages,
    ],
  });
  return await startServer(app, {
    messages: expressMessages(app),
    host,
    port,
    strictTransportSecurity,
    announceCloseMs: ANNOUNCE_CLOSE_MS,
    onMalformed: logMalformedRequest(logger, pseudonym),
  });
}
