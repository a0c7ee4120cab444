import type { RequestHandler } from 'express';
import type { Refusal } from '../../../commands/audit/refusal-recorder.js';
import { refusalKind } from '../../../domain/refusal/events.js';
import { networkOf } from '../../../security/limits/network.js';
import { actorOf, sourceOf } from '../requests/request-context.js';
import type { RequestLocals } from './request-log.js';

/**
 * Passes on the requests that were refused for their credentials or by a rate limit. A request without credentials is no
 * attempt: pages send one to learn whether somebody is signed in.
 */
export function noteRefusals(note: (refusal: Refusal) => void): RequestHandler {
  return (request, response, next) => {
    response.once('close', () => {
      const { problem, limits, caller, requestId } = response.locals as RequestLocals;
      const kind = refusalKind.safeParse(problem).data;
      if (kind === undefined) return;
      if (kind === 'unauthenticated' && request.get('authorization') === undefined) return;
      const source = sourceOf(request);
      note({
        kind,
        rule: limits?.[0] ?? null,
        network: networkOf(source.ip),
        actor: caller === undefined ? 'anonymous' : actorOf(caller),
        correlationId: requestId,
        source,
      });
    });
    next();
  };
}
