import { z } from 'zod';
import { endDeviceTrust } from '../../commands/factors/end-device-trust.js';
import { devicesOf } from '../../domain/device/devices.js';
import { uuidSchema } from '../../domain/ids.js';
import { trustedDevices } from '../../domain/policies/trusted-devices.js';
import { requireRegistered } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { messageJson } from '../answers/message-json.js';
import { causeOf } from '../http/requests/cause.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Second factors';
const trustedDevicesJson = z
  .strictObject({
    items: z.array(
      z.strictObject({
        id: z.uuid(),
        device: z.string(),
        trusted_at: z.iso.datetime(),
        expires_at: z.iso.datetime(),
      }),
    ),
  })
  .meta({ id: 'TrustedDevices' });

/** Routes with which users see their trusted devices and end the trust. */
export function trustedDeviceRoutes({ commands }: RouteDependencies): Route[] {
  const { log } = commands;
  return [
    defineRoute({
      method: 'get',
      path: '/auth/trusted-devices',
      operation: 'listTrustedDevices',
      summary: 'Lists the devices on which the password of the caller signs in without a second factor.',
      tag,
      auth: 'user',
      answers: { 200: { description: 'The devices.', body: trustedDevicesJson } },
      refusals: ['unknown_user'],
      async handle({ context, caller }) {
        const account = requireRegistered(await loadState(log, userAt(caller.userId)));
        const devices = await loadState(log, devicesOf(caller.userId));
        const items = trustedDevices(account, devices, context.now).map((one) => ({
          id: one.id,
          device: one.device,
          trusted_at: one.trustedAt.toISOString(),
          expires_at: one.expires.toISOString(),
        }));
        return { status: 200, body: { items } };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/auth/trusted-devices',
      operation: 'endAllDeviceTrust',
      summary: 'Ends the trust in all devices of the caller.',
      tag,
      auth: 'user',
      answers: { 200: { description: 'No device is trusted.', body: messageJson } },
      refusals: [],
      async handle({ context, caller }) {
        const { position } = await endDeviceTrust(commands, caller.userId, null, causeOf(context, caller));
        return { status: 200, body: { message: 'No device is trusted any more.' }, position };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/auth/trusted-devices/{trust_id}',
      operation: 'endDeviceTrust',
      summary: 'Ends the trust in one device of the caller.',
      tag,
      auth: 'user',
      params: z.strictObject({ trust_id: uuidSchema }),
      answers: { 200: { description: 'The device is not trusted.', body: messageJson } },
      refusals: ['unknown_trusted_device'],
      async handle({ params, context, caller }) {
        const cause = causeOf(context, caller);
        const { position } = await endDeviceTrust(commands, caller.userId, params.trust_id, cause);
        return { status: 200, body: { message: 'The device is not trusted any more.' }, position };
      },
    }),
  ];
}
