import { z } from 'zod';
import { helloNameOf } from './parsing/hello-name.js';
import type { Rule } from './parsing/rule.js';
import type { ServerSettings } from './server.js';
import { duration, flag, isLoopback, isPercentEncoded, UNITS } from './parsing/values.js';

export const mailVariables = {
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be an smtp or smtps URL' })
    .refine(isPercentEncoded, { error: 'has a % that stands alone; percent-encode it as %25' })
    .optional()
    .describe('SMTP server for outgoing mail; the development inbox without it'),
  MAIL_FROM: z
    .string()
    .regex(/^[^\s<>@]+@[^\s<>@]+$|^[^<>@]*<[^\s<>@]+@[^\s<>@]+>$/, {
      error: 'must be an e-mail address, with or without a display name',
    })
    .default('Credence <no-reply@localhost>')
    .describe('Sender of outgoing mail'),
  SMTP_HELLO_NAME: z
    .string()
    .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[a-z0-9.:]+\])$/i, {
      error: 'must be a host name, or an address in brackets',
    })
    .optional()
    .describe('Name in the greeting of mail servers; the host of PUBLIC_URL without it'),
  SMTP_FAILING_AFTER: duration
    .default(2 * UNITS.m)
    .describe('Time of failures only after which /health/ready reports the mail server'),
  SMTP_ALLOW_PLAINTEXT: flag
    .default(false)
    .describe('Sends mail and the SMTP password without TLS in production'),
};

type Environment = z.output<z.ZodObject<typeof mailVariables>>;

export interface MailSettings {
  /** Null selects the development inbox. */
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  /** Name in EHLO. */
  readonly smtpHelloName: string;
  /** Time of failures only after which readiness reports the mail server. */
  readonly smtpFailingAfterMs: number;
  /** Delivery fails rather than sends in clear text. */
  readonly smtpRequiresTls: boolean;
}

export function mailSettings(env: Environment, { production, publicUrl }: ServerSettings): MailSettings {
  return {
    smtpUrl: env.SMTP_URL ?? null,
    mailFrom: env.MAIL_FROM,
    smtpHelloName: env.SMTP_HELLO_NAME ?? helloNameOf(publicUrl),
    smtpFailingAfterMs: env.SMTP_FAILING_AFTER,
    smtpRequiresTls: production && !env.SMTP_ALLOW_PLAINTEXT,
  };
}

export function mailRules({ smtpUrl }: MailSettings, { production, host }: ServerSettings): Rule[] {
  return [
    [production && smtpUrl === null, 'SMTP_URL is required in production'],
    [
      !isLoopback(host) && smtpUrl === null,
      'SMTP_URL is required with a HOST that other machines reach: the development inbox shows every mail to anyone',
    ],
  ];
}
