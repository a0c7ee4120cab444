import { z } from 'zod';
import { accountRules, accountSettings, accountVariables } from './accounts.js';
import type { AccountSettings } from './accounts.js';
import { administratorRules, administratorSettings, administratorVariables } from './administrators.js';
import type { AdministratorSettings } from './administrators.js';
import { analyticsRules, analyticsSettings, analyticsVariables } from './analytics.js';
import type { AnalyticsSettings } from './analytics.js';
import { auditSettings, auditVariables } from './audit.js';
import type { AuditSettings } from './audit.js';
import { eventSettings, eventVariables } from './feed/events.js';
import type { EventSettings } from './feed/events.js';
import { PROVIDER_VARIABLES, readProviders } from './identity-providers/providers.js';
import { InvalidConfiguration } from './invalid-configuration.js';
import { keyManagementRules, keyManagementSettings, keyManagementVariables } from './keys/key-management.js';
import type { KeyManagementSettings } from './keys/key-management.js';
import { limitSettings, limitVariables } from './limits.js';
import type { LimitSettings } from './limits.js';
import { mailRules, mailSettings, mailVariables } from './mail.js';
import type { MailSettings } from './mail.js';
import { passwordRules, passwordSettings, passwordVariables } from './passwords.js';
import type { PasswordSettings } from './passwords.js';
import { erasureSettings, erasureVariables } from './privacy/erasure.js';
import type { ErasureSettings } from './privacy/erasure.js';
import { violations } from './parsing/rule.js';
import { readSecretFiles } from './parsing/secret-files.js';
import type { ProviderSettings } from '../security/oauth/provider-settings.js';
import { secondFactorRules, secondFactorSettings, secondFactorVariables } from './factors/second-factors.js';
import type { SecondFactorSettings } from './factors/second-factors.js';
import { retentionRules, retentionSettings, retentionVariables } from './privacy/retention.js';
import type { RetentionSettings } from './privacy/retention.js';
import { serverRules, serverSettings, serverVariables } from './server.js';
import type { ServerSettings } from './server.js';
import { storeRules, storeSettings, storeVariables } from './stores.js';
import type { StoreSettings } from './stores.js';
import { smsRules, smsSettings, smsVariables } from './factors/sms.js';
import type { SmsSettings } from './factors/sms.js';
import { tokenRules, tokenSettings, tokenVariables } from './tokens.js';
import type { TokenSettings } from './tokens.js';
import { tracingSettings, tracingVariables } from './tracing.js';
import type { TracingSettings } from './tracing.js';
import { webhookRules, webhookSettings, webhookVariables } from './feed/webhooks.js';
import type { WebhookSettings } from './feed/webhooks.js';
import { webauthnRules, webauthnSettings, webauthnVariables } from './factors/webauthn.js';
import type { WebauthnSettings } from './factors/webauthn.js';

/** Every variable of the environment except those of identity providers, whose names depend on the provider. */
export const environment = z.object({
  ...serverVariables,
  ...storeVariables,
  ...tokenVariables,
  ...passwordVariables,
  ...accountVariables,
  ...administratorVariables,
  ...mailVariables,
  ...secondFactorVariables,
  ...webauthnVariables,
  ...webhookVariables,
  ...smsVariables,
  ...limitVariables,
  ...auditVariables,
  ...analyticsVariables,
  ...tracingVariables,
  ...erasureVariables,
  ...eventVariables,
  ...retentionVariables,
  ...keyManagementVariables,
});

export interface Config
  extends
    ServerSettings,
    StoreSettings,
    TokenSettings,
    PasswordSettings,
    AccountSettings,
    AdministratorSettings,
    MailSettings,
    SecondFactorSettings,
    WebauthnSettings,
    WebhookSettings,
    SmsSettings,
    LimitSettings,
    AuditSettings,
    AnalyticsSettings,
    TracingSettings,
    ErasureSettings,
    EventSettings,
    RetentionSettings,
    KeyManagementSettings {
  /** The identity providers that federated sign-in offers. */
  readonly providers: readonly ProviderSettings[];
}

/**
 * Reads and checks the whole configuration.
 *
 * @throws InvalidConfiguration a variable is missing, empty, malformed or weak, or contradicts another
 */
export function readConfig(environmentVariables: NodeJS.ProcessEnv): Config {
  const variables = readSecretFiles(environmentVariables);
  refuseMisread(variables);
  const env = parse(variables);

  const server = serverSettings(env);
  const stores = storeSettings(env);
  const tokens = tokenSettings(env);
  const mail = mailSettings(env, server);
  const accounts = accountSettings(env, server, stores);
  const retention = retentionSettings(env, { ...tokens, ...accounts });
  const administrators = administratorSettings(env, server);
  const secondFactors = secondFactorSettings(env);
  const webauthn = webauthnSettings(env, server);
  const webhooks = webhookSettings(env, server);
  const { providers, complaints } = readProviders(variables, server.production);

  const messages = [
    ...violations([
      ...storeRules(env, stores, server),
      ...tokenRules(tokens, stores),
      ...passwordRules(env),
      ...mailRules(mail, server),
      ...serverRules(env),
      ...accountRules(accounts, server),
      ...administratorRules(administrators, [tokens.secretKey, tokens.token.secret, tokens.serviceToken]),
      ...secondFactorRules(env, secondFactors),
      ...webauthnRules(env, webauthn, server),
      ...webhookRules(env, server),
      ...smsRules(env, server),
      ...analyticsRules(env, webhooks.webhookReach),
      ...retentionRules(retention, { ...tokens, ...accounts }),
      ...keyManagementRules(env),
    ]),
    ...complaints,
  ];
  if (messages.length > 0) throw new InvalidConfiguration(messages.join('; '));
  return {
    ...server,
    ...stores,
    ...tokens,
    ...passwordSettings(env, server, mail),
    ...accounts,
    ...administrators,
    ...mail,
    ...secondFactors,
    ...webauthn,
    ...webhooks,
    ...smsSettings(env, server, mail),
    ...limitSettings(env, server),
    ...auditSettings(env, server),
    ...analyticsSettings(env),
    ...tracingSettings(env),
    ...erasureSettings(env),
    ...eventSettings(env),
    ...retention,
    ...keyManagementSettings(env),
    providers,
  };
}

/**
 * An empty value usually comes from a secret that was not found, so it must not count as unset. Some tools pass the
 * quotes of an env file on.
 */
function refuseMisread(variables: NodeJS.ProcessEnv): void {
  const names = [...Object.keys(environment.shape), ...PROVIDER_VARIABLES];
  const empty = names.filter((name) => variables[name]?.trim() === '');
  const quoted = Object.keys(environment.shape).filter((name) => /^(["']).*\1$/s.test(variables[name] ?? ''));
  if (quoted.length > 0)
    throw new InvalidConfiguration(quoted.map((name) => `${name} is in quotes; remove them`).join('; '));
  if (empty.length > 0)
    throw new InvalidConfiguration(empty.map((name) => `${name} is empty; set it or unset it`).join('; '));
}

function parse(variables: NodeJS.ProcessEnv): z.output<typeof environment> {
  const parsed = environment.safeParse(variables);
  if (parsed.success) return parsed.data;
  throw new InvalidConfiguration(
    parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '),
  );
}
