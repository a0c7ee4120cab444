import { z } from 'zod';
import { defineEvent, personal } from '../event.js';
import type { EventOf } from '../event.js';

export const deviceEvents = [
  /** A user has signed in on a device for the first time, or again after some time. */
  defineEvent('DeviceSeen', { user_id: z.uuid(), device: personal() }),
] as const;

export type DeviceEvent = EventOf<(typeof deviceEvents)[number]>;
