export type Encodable = number | string | Buffer | readonly Encodable[] | ReadonlyMap<Encodable, Encodable>;

/** Encodes a value as CBOR in canonical form (RFC 8949 §4.2), except for the order of keys. */
export function encodeCbor(value: Encodable): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string')
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (value instanceof Map) {
    const entries: Encodable[] = [...(value as ReadonlyMap<Encodable, Encodable>)].flat();
    return Buffer.concat([head(5, value.size), ...entries.map(encodeCbor)]);
  }
  const items = [...(value as readonly Encodable[])];
  return Buffer.concat([head(4, items.length), ...items.map(encodeCbor)]);
}

function head(major: number, argument: number): Buffer {
  const bytes = Buffer.alloc(5);
  const start = major << 5;
  if (argument < 24) return Buffer.from([start | argument]);
  bytes.writeUInt8(start | (argument < 256 ? 24 : argument < 65_536 ? 25 : 26));
  const width = argument < 256 ? 1 : argument < 65_536 ? 2 : 4;
  bytes.writeUIntBE(argument, 1, width);
  return bytes.subarray(0, 1 + width);
}
