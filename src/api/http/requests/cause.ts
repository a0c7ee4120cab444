import type { Cause } from '../../../eventstore/codec.js';
import { actorOf, representedBy } from './request-context.js';
import type { Caller, RequestContext } from './request-context.js';

/** Returns the metadata of the events that a request causes. */
export function causeOf(context: RequestContext, caller: Caller): Cause {
  return {
    commandId: context.commandId,
    isNew: context.isNewCommand,
    correlationId: context.requestId,
    actor: actorOf(caller),
    onBehalfOf: representedBy(caller),
    now: context.now,
    source: context.source,
  };
}
