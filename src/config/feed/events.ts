import type { z } from 'zod';
import { integer } from '../parsing/values.js';

export const eventVariables = {
  MAX_EVENT_STREAMS: integer(1, 100_000)
    .default(2000)
    .describe('Open streams of events (GET /v1/events/stream) of one process; further ones get 503'),
};

type Environment = z.output<z.ZodObject<typeof eventVariables>>;

export interface EventSettings {
  readonly maxEventStreams: number;
}

export function eventSettings(env: Environment): EventSettings {
  return { maxEventStreams: env.MAX_EVENT_STREAMS };
}
