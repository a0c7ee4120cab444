import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';

/** The folder of Swagger UI. It is resolved and not imported, which would load all of Swagger UI into this process. */
const FILES = fileURLToPath(new URL('.', import.meta.resolve('swagger-ui-dist/package.json')));

const pageAt = (basePath: string) =>
  Buffer.from(`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Credence API</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${basePath}/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="${basePath}/docs/swagger-ui-bundle.js"></script>
    <script src="${basePath}/docs/start.js"></script>
  </body>
</html>
`);

/** Swagger UI fails to show more than about 130 operations at once, so people open the areas that they want. */
const startAt = (
  basePath: string,
) => `SwaggerUIBundle({ url: '${basePath}/openapi.json', dom_id: '#swagger-ui', deepLinking: true, docExpansion: 'none', validatorUrl: null });
`;

/** Serves Swagger UI for the OpenAPI document. All files come from this origin, so the content security policy applies. */
export function docsPage(basePath: string): Router {
  const [page, start] = [pageAt(basePath), startAt(basePath)];
  const router = Router();
  router.get('/docs', (_request, response) => {
    response.type('html').send(page);
  });
  router.get('/docs/start.js', (_request, response) => {
    response.type('js').send(start);
  });
  router.use('/docs', express.static(FILES, { index: false }));
  return router;
}
