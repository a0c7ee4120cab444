import { Erased } from '../event.js';

/**
 * Returns the text of a personal field.
 *
 * @throws TypeError if the field is erased; `evolve` handles the events of an erased user before
 */
export function plainText<Text extends string>(value: Text | Erased): Text {
  if (value instanceof Erased) throw new TypeError('An erased value has no plain text.');
  return value;
}
