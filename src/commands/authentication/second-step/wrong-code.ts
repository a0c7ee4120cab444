import { InvalidPasskey } from '../../../domain/factor/passkey-use.js';
import { InvalidCode, WrongCode } from '../../../domain/user/factors/factor-decisions.js';

/**
 * Refuses a wrong code or key of a signed-in user as `wrong_code`. The code of a sign-in is a credential, and its refusal a 401,
 * after which clients would discard their tokens.
 *
 * @throws WrongCode
 */
export async function withWrongCode<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof InvalidCode || error instanceof InvalidPasskey ? new WrongCode() : error;
  }
}
