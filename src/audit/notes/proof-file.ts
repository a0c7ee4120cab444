/** A proof that a leaf is in a log, with the checkpoint that it leads to (C2SP tlog-proof). */
export interface InclusionProof {
  readonly leaf: Buffer;
  readonly index: number;
  readonly hashes: readonly Buffer[];
  /** A signed note. */
  readonly checkpoint: string;
}

const HEADER = 'c2sp.org/tlog-proof@v1';

/** Formats a proof as a file that contains everything needed to verify it offline. Its extra data are the leaf. */
export function formatProof({ leaf, index, hashes, checkpoint }: InclusionProof): string {
  const lines = [
    HEADER,
    `extra ${leaf.toString('base64')}`,
    `index ${String(index)}`,
    ...hashes.map((hash) => hash.toString('base64')),
  ];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}
