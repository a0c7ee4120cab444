import { Problem, unwrap } from '@credence/client';
import { api } from '../client/credence.js';
import type { CauseTree } from '../client/credence.js';
import { useLoad } from '../client/use-load.js';
import { Causes } from './event-view.js';
import { LoadState } from './load-state.js';

const ATTEMPTS = 6;
const PAUSE_MS = 600;

/** Reads the tree of a request. The audit gathers new events for a second, so a new request takes some attempts. */
async function readCauses(correlationId: string): Promise<CauseTree> {
  const params = { path: { correlation_id: correlationId } };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await unwrap(api.GET('/v1/audit/causes/{correlation_id}', { params }));
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof Problem) || error.code !== 'not_found') throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** The events of one request, for people who may read the audit. */
export function CausesOf({ correlationId }: { readonly correlationId: string }) {
  const causes = useLoad(correlationId, () => readCauses(correlationId));
  return <LoadState of={causes}>{(tree) => <Causes tree={tree} />}</LoadState>;
}
