import type { RequestHandler } from 'express';

/** Returns the path of the public URL, below which browsers see the service; empty at the root of a host. */
export function basePathOf(publicUrl: string): string {
  return new URL(publicUrl).pathname.replace(/\/$/, '');
}

/** Notes the path of a request as clients see it. A proxy, or the router below the base path, has removed that path. */
export function notePublicPath(basePath: string): RequestHandler {
  return (request, response, next) => {
    response.locals['instance'] = basePath + request.path;
    next();
  };
}

/** Notes the path of a request that no route takes. It still has the base path, unless a proxy has removed that. */
export function noteUnmatchedPath(basePath: string): RequestHandler {
  return (request, response, next) => {
    if (request.path.startsWith(`${basePath}/`)) response.locals['instance'] = request.path;
    next();
  };
}
