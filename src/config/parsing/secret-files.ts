import { readFileSync } from 'node:fs';
import { PROVIDER_SECRETS } from '../identity-providers/providers.js';
import { InvalidConfiguration } from '../invalid-configuration.js';

/** Variables that may be read from a file, named by the variable plus `_FILE`, as orchestrators mount secrets. */
const SECRETS = [
  'SECRET_KEY',
  'JWT_SECRET',
  'INTERNAL_SERVICE_TOKEN',
  'BOOTSTRAP_SECRET',
  'DATABASE_URL',
  'POSTGRES_PASSWORD',
  'EVENTSTOREDB_URL',
  'REDIS_URL',
  'SMTP_URL',
  'SMS_URL',
  'SMS_WEBHOOK_SECRET',
  'WEBAUTHN_ATTESTATION_ROOTS',
  'KEY_ENCRYPTION_KEYS',
  'PASSWORD_PEPPERS',
  'VAULT_SECRET_ID',
  'GA_API_SECRET',
  'ANALYTICS_WRITE_KEY',
  'OTEL_EXPORTER_OTLP_HEADERS',
  ...PROVIDER_SECRETS,
];

/**
 * Adds the variables whose values are in files. Surrounding white space of a file is removed.
 *
 * @throws InvalidConfiguration a variable and its file are both set, or the file cannot be read
 */
export function readSecretFiles(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const fromFiles = SECRETS.flatMap((name): [string, string][] => {
    const path = variables[`${name}_FILE`];
    if (path === undefined) return [];
    if (variables[name] !== undefined)
      throw new InvalidConfiguration(`${name} and ${name}_FILE are both set; unset one of them`);
    try {
      return [[name, readFileSync(path, 'utf8').trim()]];
    } catch {
      throw new InvalidConfiguration(`${name}_FILE names a file that cannot be read`);
    }
  });
  return { ...variables, ...Object.fromEntries(fromFiles) };
}
