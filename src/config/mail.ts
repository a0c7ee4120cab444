import { z } from 'zod';
import type { Rule } from './rule.js';
import type { ServerSettings } from './server.js';
import { isLoopback } from './values.js';

export const mailVariables = {
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be an smtp or smtps URL' })
    .optional()
    .describe('SMTP server for outgoing mail; the development inbox without it'),
  MAIL_FROM: z
    .string()
    .regex(/^[^\s<>@]+@[^\s<>@]+$|^[^<>@]*<[^\s<>@]+@[^\s<>@]+>$/, {
      error: 'must be an e-mail address, with or without a display name',
    })
    .default('Credence <no-reply@localhost>')
    .describe('Sender of outgoing mail'),
};

type Environment = z.output<z.ZodObject<typeof mailVariables>>;

export interface MailSettings {
  /** Null selects the development inbox. */
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
}

export function mailSettings(env: Environment): MailSettings {
  return { smtpUrl: env.SMTP_URL ?? null, mailFrom: env.MAIL_FROM };
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
