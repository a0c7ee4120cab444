import type { Cause } from '../../eventstore/codec.js';
import type { Caller, RequestContext } from '../request-context.js';

/** What a request says of the events that it causes. */
export function causeOf(context: RequestContext, caller: Caller): Cause {
  return {
    commandId: context.commandId,
    correlationId: context.requestId,
    actor: actorOf(caller),
    now: context.now,
    source: context.source,
  };
}

function actorOf(caller: Caller): string {
  return caller.kind === 'user' ? `user:${caller.userId}` : caller.kind;
}
