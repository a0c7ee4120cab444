import { z } from 'zod';
import { DomainError } from '../../domain-error.js';
import { defineEvent, personal } from '../../event.js';
import type { EventOf, Recorded } from '../../event.js';
import { factorIdSchema } from '../../ids.js';
import type { FactorId } from '../../ids.js';
import { plainText } from '../plain-text.js';

/** A phone was added, and a code that it received proved it. `phone` is its number in E.164. */
export const phoneAdded = defineEvent('PhoneAdded', {
  factor_id: factorIdSchema,
  name: personal('factor_name'),
  phone: personal('factor_phone'),
  country: z.string(),
});

/** A phone that receives codes by text message. */
export interface Phone {
  readonly kind: 'phone';
  readonly id: FactorId;
  /** The user's own name for it. */
  readonly name: string;
  /** The number in E.164. */
  readonly number: string;
  readonly addedAt: Date;
}

/** The number is not one that may receive codes. The client does not learn more. */
export class PhoneRefused extends DomainError {
  readonly code = 'phone_refused';
}
/** A phone needs another factor beside it: a thief of its number would own the account. */
export class PhoneAlone extends DomainError {
  readonly code = 'phone_alone';
}
/** No message could be sent, or none may be sent for now. */
export class SmsUnavailable extends DomainError {
  readonly code = 'sms_unavailable';
}

/** Folds the event that adds a phone. */
export function phoneOf({ data, occurredAt }: Recorded<EventOf<typeof phoneAdded>>): Phone {
  return {
    kind: 'phone',
    id: data.factor_id,
    name: plainText(data.name),
    number: plainText(data.phone),
    addedAt: occurredAt,
  };
}
