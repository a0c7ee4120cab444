import { post, PublicationFailed } from './target.js';
import type { PublicationTarget } from './target.js';

/** Posts each checkpoint, a signed note, to a URL. Any status of success is a receipt. */
export function webhookTarget(url: string): PublicationTarget {
  return {
    name: `webhook:${new URL(url).host}`,
    async publish({ note }) {
      const { status } = await post(url, note);
      if (status < 200 || status > 299) throw new PublicationFailed(`answers ${String(status)}`);
    },
  };
}
