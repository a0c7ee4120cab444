/** A value of the CBOR that authenticators write. */
export type CborValue = number | string | boolean | null | Buffer | readonly CborValue[] | CborMap;
export type CborMap = ReadonlyMap<CborValue, CborValue>;

interface Item {
  readonly value: CborValue;
  /** The offset after the item. */
  readonly end: number;
}

/** Authenticators nest no deeper (CTAP 2.1 §8, canonical CBOR). */
const MAX_DEPTH = 4;
/** Widths of a head's argument, and the least value that needs each width. */
const WIDTHS = [
  { bytes: 1, least: 24 },
  { bytes: 2, least: 2 ** 8 },
  { bytes: 4, least: 2 ** 16 },
] as const;
const SIMPLE = new Map<number, boolean | null>([
  [20, false],
  [21, true],
  [22, null],
]);

/** Returns true for a map. */
export function isCborMap(value: CborValue | undefined): value is CborMap {
  return value instanceof Map;
}

/**
 * Decodes one item that fills the bytes (RFC 8949, in the canonical form of CTAP 2.1 §8). Lengths are definite and
 * shortest, nesting is bounded, and there are no tags, floating-point numbers or repeated keys.
 *
 * @throws Error the bytes are not one such item
 */
export function decodeCbor(bytes: Buffer): CborValue {
  const { value, end } = decodeItem(bytes, 0);
  if (end !== bytes.length) throw new Error('There are bytes after the item.');
  return value;
}

/**
 * Decodes the item that starts at an offset. Other bytes can follow it.
 *
 * @throws Error no item in canonical form starts there
 */
export function decodeItem(bytes: Buffer, start: number, depth = 0): Item {
  if (depth > MAX_DEPTH) throw new Error('The item is nested too deeply.');
  const major = bytes.readUInt8(start) >> 5;
  const { argument, end } = argumentAt(bytes, start);
  switch (major) {
    case 0:
      return { value: argument, end };
    case 1:
      return { value: -1 - argument, end };
    case 2:
      return { value: slice(bytes, end, argument), end: end + argument };
    case 3:
      return { value: slice(bytes, end, argument).toString(), end: end + argument };
    case 4:
      return decodeArray(bytes, end, argument, depth);
    case 5:
      return decodeMap(bytes, end, argument, depth);
    case 7:
      return { value: simpleValue(argument), end };
    default:
      throw new Error('Tags are not used here.');
  }
}

function argumentAt(bytes: Buffer, start: number): { readonly argument: number; readonly end: number } {
  const info = bytes.readUInt8(start) & 0x1f;
  if (info < 24) return { argument: info, end: start + 1 };
  const width = WIDTHS[info - 24];
  if (width === undefined) throw new Error('The length is indefinite or too long.');
  const argument = bytes.readUIntBE(start + 1, width.bytes);
  if (argument < width.least) throw new Error('The length is not in its shortest form.');
  return { argument, end: start + 1 + width.bytes };
}

function slice(bytes: Buffer, start: number, length: number): Buffer {
  if (start + length > bytes.length) throw new Error('The string is cut off.');
  return bytes.subarray(start, start + length);
}

function decodeArray(bytes: Buffer, start: number, length: number, depth: number): Item {
  const value: CborValue[] = [];
  let end = start;
  for (let index = 0; index < length; index += 1) {
    const item = decodeItem(bytes, end, depth + 1);
    value.push(item.value);
    end = item.end;
  }
  return { value, end };
}

function decodeMap(bytes: Buffer, start: number, length: number, depth: number): Item {
  const value = new Map<CborValue, CborValue>();
  let end = start;
  for (let index = 0; index < length; index += 1) {
    const key = decodeItem(bytes, end, depth + 1);
    const item = decodeItem(bytes, key.end, depth + 1);
    if (value.has(key.value)) throw new Error('The map has a key twice.');
    value.set(key.value, item.value);
    end = item.end;
  }
  return { value, end };
}

function simpleValue(number: number): boolean | null {
  const value = SIMPLE.get(number);
  if (value === undefined) throw new Error('The simple value is not used here.');
  return value;
}
