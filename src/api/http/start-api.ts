import type { Router } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { createApp } from './app.js';
import type { AnswerParts } from './route-handler.js';
import { docsPage } from '../docs/docs-page.js';
import { logMalformedRequest } from './requests/log-malformed-request.js';
import { pagesRouter } from '../pages/pages-router.js';
import type { ReadinessParts } from './readiness.js';
import type { RouteDependencies } from '../routes/dependencies.js';
import { apiKeyRoutes } from '../routes/api-keys.js';
import { healthRoutes } from '../routes/health.js';
import { identityRoutes } from '../routes/identities.js';
import { meRoutes } from '../routes/me.js';
import { oauthRoutes } from '../routes/oauth.js';
import { oauthCallbackRoutes } from '../routes/oauth-callback.js';
import { oauthSessionRoutes } from '../routes/oauth-sessions.js';
import { operationsRoutes } from '../routes/operations.js';
import { passwordRoutes } from '../routes/passwords.js';
import { registrationRoutes } from '../routes/registration.js';
import { serviceRoutes } from '../routes/service.js';
import { sessionRoutes } from '../routes/sessions.js';
import { signingKeyRoutes } from '../routes/signing-keys.js';
import { signInRoutes } from '../routes/sign-in.js';
import { tokenRoutes } from '../routes/tokens.js';
import { userRoutes } from '../routes/users.js';
import { startServer } from './server.js';
import type { RunningServer } from './server.js';

export interface ApiOptions extends AnswerParts {
  readonly dependencies: RouteDependencies;
  readonly readiness: ReadinessParts;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly showMetrics: boolean;
  readonly corsOrigins: readonly string[];
  readonly publicUrl: string;
  readonly trustedProxies: readonly string[];
  readonly host: string;
  readonly port: number;
  /** The documentation is not on the public listener in production. */
  readonly showDocs: boolean;
  /** Pages that only this composition has, such as the inbox. */
  readonly pages: readonly Router[];
}

/** Binds every route and page, and listens. */
export async function startApi(options: ApiOptions): Promise<RunningServer> {
  const { dependencies, readiness, showDocs, pages, host, port, logger, pseudonym } = options;
  const app = createApp({
    ...options,
    routes: [
      ...serviceRoutes(),
      ...registrationRoutes(dependencies),
      ...signInRoutes(dependencies),
      ...sessionRoutes(dependencies),
      ...passwordRoutes(dependencies),
      ...oauthSessionRoutes(dependencies),
      ...oauthRoutes(dependencies),
      ...oauthCallbackRoutes(dependencies),
      ...identityRoutes(dependencies),
      ...meRoutes(dependencies),
      ...userRoutes(dependencies),
      ...tokenRoutes(dependencies),
      ...signingKeyRoutes(dependencies),
      ...apiKeyRoutes(dependencies),
      ...operationsRoutes(dependencies),
      ...healthRoutes(readiness),
    ],
    pages: [pagesRouter(), ...(showDocs ? [docsPage()] : []), ...pages],
  });
  return await startServer(app, { host, port, onMalformed: logMalformedRequest(logger, pseudonym) });
}
