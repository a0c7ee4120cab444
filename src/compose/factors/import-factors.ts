import { createHmac } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { z } from 'zod';
import { factorLine } from '../../commands/factors/import/factor-line.js';
import { importFactors } from '../../commands/factors/import/import-factors.js';
import type { Config } from '../../config/config.js';
import { DomainError } from '../../domain/domain-error.js';
import { deriveId, uuidSchema } from '../../domain/ids.js';
import { deriveKey } from '../../security/keys/derive-key.js';
import { emailClaimStreams, credentialClaimStreams } from '../../security/keys/claim-streams.js';
import type { Infrastructure } from '../infrastructure.js';
import { withInfrastructure } from '../maintenance/with-infrastructure.js';
import { systemContext } from '../signing.js';

/** Some lines of a file were refused. The others are imported. */
export class LinesRefused extends Error {
  override readonly name = 'LinesRefused';
}

export interface ImportOptions {
  readonly isDryRun: boolean;
  /** Receives one line of text about each refused line. */
  readonly report: (text: string) => void;
}

const NAMESPACE = '5b0f3d1c-8a26-4e97-9d43-7f6c2b18a0e5';

/**
 * Imports a file with the factors of one account in each line. Every line is imported as a whole or refused. Repeating the
 * import after an interruption continues it.
 *
 * @throws LinesRefused
 */
export async function importFactorFile(
  config: Config,
  file: string,
  options: ImportOptions,
): Promise<string> {
  return await withInfrastructure(config, async (infrastructure) => {
    const importLine = lineImporter(infrastructure, options.isDryRun);
    const counts = { imported: 0, unchanged: 0, refused: 0 };
    let number = 0;
    const handle = await open(file);
    for await (const text of handle.readLines()) {
      number += 1;
      if (text.trim() === '') continue;
      const outcome = await importLine(text);
      counts[outcome.kind] += 1;
      if (outcome.kind === 'refused') options.report(`line ${String(number)}: ${outcome.reason}`);
    }
    const summary = `${String(counts.imported)} accounts imported, ${String(counts.unchanged)} unchanged, ${String(counts.refused)} lines refused`;
    if (counts.refused > 0) throw new LinesRefused(summary);
    return options.isDryRun ? `Dry run: ${summary}.` : `${summary}.`;
  });
}

type LineOutcome =
  { readonly kind: 'imported' | 'unchanged' } | { readonly kind: 'refused'; readonly reason: string };

/**
 * Returns a function that imports the factors of one account, such as those of a line, and returns the reason of a refusal or
 * null. A repeat has no effect.
 */
export function factorImporter(
  infrastructure: Infrastructure,
  isDryRun: boolean,
): (factors: object) => Promise<string | null> {
  const importLine = lineImporter(infrastructure, isDryRun);
  return async (factors) => {
    const outcome = await importLine(JSON.stringify(factors));
    return outcome.kind === 'refused' ? outcome.reason : null;
  };
}

/** Returns the function that imports one line. Equal lines are one command, so that the second has no effect. */
function lineImporter(
  { config, log, masterSecret, now }: Infrastructure,
  isDryRun: boolean,
): (text: string) => Promise<LineOutcome> {
  const { webauthn: relyingParty, sms } = config;
  const schema = factorLine({
    rpId: relyingParty.id,
    admitsKeys: config.allowedAuthenticators === null,
    countries: sms.countries,
  });
  const dependencies = {
    log,
    emailClaimStream: emailClaimStreams(masterSecret),
    credentialClaimStream: credentialClaimStreams(masterSecret),
  };
  // A plain hash in the log would let its readers test guesses of secrets.
  const key = deriveKey(masterSecret, 'factor imports');
  const phoneRules = { mayBeAlone: sms.mayBeAlone, rpId: relyingParty.id };
  return async (text) => {
    const parsed = schema.safeParse(parseJson(text));
    if (!parsed.success) return { kind: 'refused', reason: issuesOf(parsed.error) };
    const digest = createHmac('sha256', key).update(text.trim()).digest('hex');
    const cause = {
      ...systemContext(now),
      commandId: deriveId(uuidSchema, digest, NAMESPACE),
      actor: 'operator',
    };
    try {
      const options = { phoneRules, isDryRun };
      const isNew = await importFactors(dependencies, parsed.data, options, cause);
      return { kind: isNew ? 'imported' : 'unchanged' };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { kind: 'refused', reason: error.code };
    }
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Names the fields of a line that are wrong, without their values: those are secrets. */
function issuesOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => [...path, message].join(' ')).join('; ');
}
