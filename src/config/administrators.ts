import { z } from 'zod';
import type { Rule } from './parsing/rule.js';
import { secret } from './parsing/values.js';
import type { ServerSettings } from './server.js';

export const administratorVariables = {
  BOOTSTRAP_SECRET: secret
    .optional()
    .describe('Secret that makes one signed-in person the first administrator; it works once'),
  MFA_ADMINS: z
    .enum(['optional', 'required'], { error: 'must be optional or required' })
    .optional()
    .describe(
      'required: the permissions of roles need a session with a second factor; required in production',
    ),
  ORGANIZATIONS_BY: z
    .enum(['anyone', 'administrators'], { error: 'must be anyone or administrators' })
    .default('anyone')
    .describe('Who founds organisations: every person, or only people and services with organizations:write'),
};

type Environment = z.output<z.ZodObject<typeof administratorVariables>>;

export interface AdministratorSettings {
  readonly bootstrapSecret: string | null;
  readonly administratorsNeedSecondFactor: boolean;
  /** True if every person can found organisations. */
  readonly organizationsByAnyone: boolean;
}

export function administratorSettings(
  env: Environment,
  { production }: ServerSettings,
): AdministratorSettings {
  return {
    bootstrapSecret: env.BOOTSTRAP_SECRET ?? null,
    administratorsNeedSecondFactor: (env.MFA_ADMINS ?? (production ? 'required' : 'optional')) === 'required',
    organizationsByAnyone: env.ORGANIZATIONS_BY === 'anyone',
  };
}

export function administratorRules(
  { bootstrapSecret }: AdministratorSettings,
  others: readonly (string | null)[],
): Rule[] {
  return [
    [
      // A party that receives one of them must not get another with it.
      bootstrapSecret !== null && others.includes(bootstrapSecret),
      'BOOTSTRAP_SECRET must differ from SECRET_KEY, JWT_SECRET and INTERNAL_SERVICE_TOKEN',
    ],
  ];
}
