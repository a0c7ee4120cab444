import { z } from 'zod';
import type { ServerSettings } from './server.js';
import { durationOrNone, UNITS } from './parsing/values.js';

export const auditVariables = {
  CHECKPOINT_INTERVAL: durationOrNone
    .default(10 * UNITS.s)
    .describe('Time between two checkpoints of the notary; 0s turns it off'),
  CHECKPOINT_ORIGIN: z
    .string()
    .regex(/^[^\s+]{1,200}$/, { error: 'must be a name such as id.example.com, without spaces and +' })
    .optional()
    .describe('Name of the log in its checkpoints; PUBLIC_URL without its scheme by default'),
  CHECKPOINT_PUBLISH: z
    .string()
    .regex(/^file:\/\S+$/, { error: 'must be a file such as file:/mnt/audit/checkpoint' })
    .optional()
    .describe('Place outside the database that each checkpoint is published to'),
};

type Environment = z.output<z.ZodObject<typeof auditVariables>>;

export interface AuditSettings {
  readonly checkpoints: {
    /** 0 turns the notary off. */
    readonly intervalMs: number;
    /** The name of the log in its checkpoints. */
    readonly origin: string;
    /** The path of the file that holds the newest checkpoint, or null. */
    readonly file: string | null;
  };
}

export function auditSettings(env: Environment, { publicUrl }: ServerSettings): AuditSettings {
  return {
    checkpoints: {
      intervalMs: env.CHECKPOINT_INTERVAL,
      origin: env.CHECKPOINT_ORIGIN ?? publicUrl.replace(/^https?:\/\//, ''),
      file: env.CHECKPOINT_PUBLISH?.replace(/^file:/, '') ?? null,
    },
  };
}
