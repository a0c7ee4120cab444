import { createHash } from 'node:crypto';
import { post, PublicationFailed } from './target.js';
import type { PublicationTarget } from './target.js';

/** Posts each checkpoint, a signed note, to a URL. Any status of success is a receipt. */
export function webhookTarget(url: string): PublicationTarget {
  return {
    name: nameOf(url),
    async publish({ note }) {
      const { status } = await post(url, note);
      if (status < 200 || status > 299) throw new PublicationFailed(`answers ${String(status)}`);
    },
  };
}

/** Tells the URLs of a host apart. The path and the query may be secrets, so only their hash is shown. */
function nameOf(url: string): string {
  return `webhook:${new URL(url).host}#${createHash('sha256').update(url).digest('hex').slice(0, 8)}`;
}
