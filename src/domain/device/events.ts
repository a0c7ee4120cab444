import { defineEvent, personal } from '../event.js';
import type { EventOf } from '../event.js';
import { userIdSchema } from '../ids.js';

export const deviceEvents = [
  /** A user signed in on a device for the first time, or again after a week or more. */
  defineEvent('DeviceSeen', { user_id: userIdSchema, device: personal() }),
] as const;

export type DeviceEvent = EventOf<(typeof deviceEvents)[number]>;
