import { useLoad } from '../../client/use-load.js';
import type { TextKey } from '../../language/language.js';
import { useTranslation } from '../../language/translation.js';
import { Badge } from '../../parts/badge.js';
import type { Tone } from '../../parts/badge.js';
import { verifyEntry } from './verify-entry.js';
import type { HistoryEntry, Verdict } from './verify-entry.js';

const MARKS: Record<Verdict, readonly [Tone, TextKey]> = {
  verified: ['good', 'proof.verified'],
  pending: ['neutral', 'proof.pending'],
  failed: ['bad', 'proof.failed'],
};

/** The verdict of this browser about an entry. Without an answer of the service, there is none. */
export function ProofMark({ entry }: { readonly entry: HistoryEntry }) {
  const { t } = useTranslation();
  const { value } = useLoad(entry.id, () => verifyEntry(entry));
  if (value === undefined) return null;
  const [tone, text] = MARKS[value];
  return <Badge tone={tone}>{t(text)}</Badge>;
}
