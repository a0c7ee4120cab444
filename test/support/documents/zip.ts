import { inflateRawSync } from 'node:zlib';

/** The signature of an entry in the central directory (APPNOTE.TXT §4.3.12), and of the end of it. */
const ENTRY = 0x02014b50;
const END = 0x06054b50;
const END_BYTES = 22;

/** Reads the files of a ZIP archive by name. It relies on the central directory only, as most programs do. */
export function readZip(zip: Buffer): ReadonlyMap<string, string> {
  const end = zip.length - END_BYTES;
  if (zip.readUInt32LE(end) !== END) throw new Error('The archive has no end.');
  const files = new Map<string, string>();
  for (let at = zip.readUInt32LE(end + 16); zip.readUInt32LE(at) === ENTRY;) {
    const size = zip.readUInt32LE(at + 20);
    const lengths = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const [nameLength = 0] = lengths;
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    files.set(name, inflateRawSync(zip.subarray(start, start + size)).toString());
    at += 46 + lengths.reduce((sum, length) => sum + length, 0);
  }
  return files;
}
