import { z } from 'zod';
import { isPhoneCountry } from '../../security/phone-number.js';
import type { MailSettings } from '../mail.js';
import type { Rule } from '../parsing/rule.js';
import { commaSeparated, flag, isLoopback, isPercentEncoded } from '../parsing/values.js';
import type { ServerSettings } from '../server.js';

const WEBHOOK = /^webhook\+(https?:\/\/.+)$/;
/** `twilio://<account sid>:<auth token>@<number or messaging service>` */
const TWILIO = /^twilio:\/\/(AC[0-9a-f]{32}):([^\s:@/]+)@(\+[1-9]\d{6,14}|MG[0-9a-f]{32})$/;
/** The key of Standard Webhooks, of 24 to 64 bytes. */
const WEBHOOK_SECRET = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/;

export const smsVariables = {
  SMS_URL: z
    .string()
    .refine((text) => TWILIO.test(text) || isWebhook(text), {
      error: 'must be twilio://AC…:<auth token>@<sender> or webhook+https://…',
    })
    .refine(isPercentEncoded, { error: 'has a % that stands alone; percent-encode it as %25' })
    .optional()
    .describe('Provider of text messages with codes; no messages without it'),
  SMS_WEBHOOK_SECRET: z
    .string()
    .regex(WEBHOOK_SECRET, { error: 'must be whsec_ and 24 to 64 bytes in base64' })
    .optional()
    .describe('Key that signs the requests of a webhook+https SMS_URL'),
  SMS_COUNTRIES: z
    .string()
    .transform(commaSeparated)
    .refine((countries) => countries.every(isPhoneCountry), {
      error: 'must be a comma-separated list of countries such as DE,AT',
    })
    .default([])
    .describe('Countries whose phones may receive codes'),
  MFA_SMS_ALONE: flag.default(false).describe('Allows a phone as the only second factor of an account'),
};

type Environment = z.output<z.ZodObject<typeof smsVariables>>;

/** The provider of text messages. */
export type SmsGateway =
  | {
      readonly kind: 'twilio';
      readonly accountSid: string;
      readonly authToken: string;
      readonly from: string;
    }
  | { readonly kind: 'webhook'; readonly url: string; readonly secret: string }
  | { readonly kind: 'inbox' };

export interface SmsSettings {
  readonly sms: {
    /** Null: phones are no factors. */
    readonly gateway: SmsGateway | null;
    /** The countries whose phones may be added. Empty: all, with the development inbox only. */
    readonly countries: ReadonlySet<string>;
    /** True if a phone may be the only second factor. */
    readonly mayBeAlone: boolean;
  };
}

export function smsSettings(
  env: Environment,
  { production }: ServerSettings,
  { smtpUrl }: MailSettings,
): SmsSettings {
  const hasInbox = !production && smtpUrl === null;
  const inbox: SmsGateway | null = hasInbox ? { kind: 'inbox' } : null;
  return {
    sms: {
      gateway: env.SMS_URL === undefined ? inbox : gatewayOf(env.SMS_URL, env.SMS_WEBHOOK_SECRET ?? ''),
      countries: new Set(env.SMS_COUNTRIES),
      mayBeAlone: env.MFA_SMS_ALONE,
    },
  };
}

export function smsRules(env: Environment, { production }: ServerSettings): Rule[] {
  const url = env.SMS_URL ?? '';
  const target = WEBHOOK.exec(url)?.[1];
  return [
    [
      env.SMS_URL !== undefined && env.SMS_COUNTRIES.length === 0,
      'SMS_COUNTRIES is required with SMS_URL: messages to every country invite fraud',
    ],
    [
      target !== undefined && env.SMS_WEBHOOK_SECRET === undefined,
      'SMS_WEBHOOK_SECRET is required with a webhook+https SMS_URL',
    ],
    [
      target === undefined && env.SMS_WEBHOOK_SECRET !== undefined,
      'SMS_WEBHOOK_SECRET has no effect without a webhook+https SMS_URL; unset it',
    ],
    [
      target?.startsWith('http:') === true && (production || !isLoopback(new URL(target).hostname)),
      'SMS_URL must use https: its requests contain phone numbers and codes',
    ],
  ];
}

function isWebhook(text: string): boolean {
  const target = WEBHOOK.exec(text)?.[1];
  return target !== undefined && URL.canParse(target) && new URL(target).username === '';
}

function gatewayOf(url: string, secret: string): SmsGateway {
  const [, accountSid, authToken, from] = TWILIO.exec(url) ?? [];
  if (accountSid !== undefined && authToken !== undefined && from !== undefined)
    return { kind: 'twilio', accountSid, authToken: decodeURIComponent(authToken), from };
  return { kind: 'webhook', url: WEBHOOK.exec(url)?.[1] ?? url, secret };
}
