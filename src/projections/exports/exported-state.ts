import { devicesOf } from '../../domain/device/devices.js';
import type { Devices } from '../../domain/device/devices.js';
import type { RetentionTimes } from '../../domain/personal-data.js';
import { remainingCodes } from '../../domain/user/factors/factors.js';
import type { Factor } from '../../domain/user/factors/factors.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered } from '../../domain/user/user.js';
import type { UserId } from '../../domain/ids.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import type { ExportedState } from './document.js';
import { heldRows } from './held.js';

/** Reads the current state of a person, or null if there is no account. */
export async function readExportedState(
  log: EventLog,
  userId: UserId,
  { now, retention }: { readonly now: Date; readonly retention: RetentionTimes },
): Promise<ExportedState | null> {
  const [user, devices] = await Promise.all([
    loadState(log, userAt(userId)),
    loadState(log, devicesOf(userId)),
  ]);
  if (user.status !== 'registered') return null;
  return {
    created_at: now.toISOString(),
    ...accountOf(user),
    ...devicesIn(devices),
    held: heldRows(retention),
  };
}

function accountOf(user: Registered) {
  return {
    account: {
      id: user.id,
      email: user.email,
      username: user.username,
      is_active: user.active,
      is_verified: user.verified,
      has_password: user.password !== null,
      second_factor_demanded: user.demandedBy !== null,
    },
    identities: user.identities.map(({ provider, label, linkedAt }) => ({
      provider,
      label,
      linked_at: linkedAt.toISOString(),
    })),
    factors: user.factors.map(factorOf),
    recovery_codes:
      user.recoveryCodes === null
        ? null
        : {
            remaining: remainingCodes(user.recoveryCodes),
            issued_at: user.recoveryCodes.issuedAt.toISOString(),
          },
  };
}

function factorOf(factor: Factor) {
  const { id, kind, name, addedAt } = factor;
  const phone = factor.kind === 'phone' ? factor.number : null;
  return { id, kind, name, added_at: addedAt.toISOString(), phone };
}

function devicesIn({ seen, trusted }: Devices) {
  return {
    devices: [...seen].map(([device, at]) => ({ device, last_new_at: at.toISOString() })),
    trusted_devices: trusted.map(({ device, trustedAt, expires }) => ({
      device,
      trusted_at: trustedAt.toISOString(),
      expires_at: expires.toISOString(),
    })),
  };
}
