import { parseTree } from 'jsonc-parser';
import type { Node } from 'jsonc-parser';

const INTEGER = /^-?\d{1,255}$/;

/**
 * Parses JSON without rounding: an integer beyond 2^53 becomes a bigint. Providers number people, and rounding would make
 * one person of two.
 *
 * @throws SyntaxError
 */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const root = parseTree(text);
  return root === undefined ? value : valueOf(root, text);
}

function valueOf({ type, value, offset, length, children = [] }: Node, text: string): unknown {
  switch (type) {
    case 'object':
      return Object.fromEntries(
        children.flatMap(({ children: [name, member] = [] }) =>
          name === undefined || member === undefined ? [] : [[String(name.value), valueOf(member, text)]],
        ),
      );
    case 'array':
      return children.map((child) => valueOf(child, text));
    case 'number':
      return exactNumber(Number(value), text.slice(offset, offset + length));
    default:
      return value;
  }
}

function exactNumber(rounded: number, digits: string): number | bigint {
  return Number.isSafeInteger(rounded) || !INTEGER.test(digits) ? rounded : BigInt(digits);
}
