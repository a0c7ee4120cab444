import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A name server on the loopback interface that knows TXT records only. */
export interface NameServer {
  /** The value of `DNS_SERVERS`. */
  readonly address: string;
  /** Adds a record. */
  publish(name: string, value: string): void;
  /** Removes the records of a name. */
  withdraw(name: string): void;
  /** Answers questions for a name with a failure of the server from now on, or no more. */
  fail(name: string, isFailing: boolean): void;
  stop(): Promise<void>;
}

const HEADER_BYTES = 12;
const TXT = 16;
const IN = 1;
/** Response, recursion desired and available (RFC 1035 §4.1.1). */
const RESPONSE = 0x8180;
const SERVER_FAILURE = 2;
const NAME_ERROR = 3;
/** Points at the name of the question, which follows the header (RFC 1035 §4.1.4). */
const NAME_OF_QUESTION = 0xc000 | HEADER_BYTES;

export async function startNameServer(): Promise<NameServer> {
  const records = new Map<string, string[]>();
  const failing = new Set<string>();
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    socket.send(answerTo(query, records, failing), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${String(socket.address().port)}`,
    publish: (name, value) => records.set(name, [...(records.get(name) ?? []), value]),
    withdraw: (name) => records.delete(name),
    fail: (name, isFailing) => (isFailing ? failing.add(name) : failing.delete(name)),
    async stop() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

function answerTo(
  query: Buffer,
  records: ReadonlyMap<string, readonly string[]>,
  failing: ReadonlySet<string>,
): Buffer {
  const { name, end } = readName(query);
  const question = query.subarray(HEADER_BYTES, end + 4);
  const isFailing = failing.has(name.toLowerCase());
  const values = isFailing ? [] : (records.get(name.toLowerCase()) ?? []);
  const failure = isFailing ? SERVER_FAILURE : NAME_ERROR;
  const header = Buffer.alloc(HEADER_BYTES);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(values.length === 0 ? RESPONSE | failure : RESPONSE, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(values.length, 6);
  return Buffer.concat([header, question, ...values.map(txtRecord)]);
}

/** Reads the name of the question, which is a list of texts with their lengths. */
function readName(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 1 };
}

function txtRecord(value: string): Buffer {
  const text = Buffer.from(value, 'latin1');
  const fixed = Buffer.alloc(HEADER_BYTES);
  fixed.writeUInt16BE(NAME_OF_QUESTION, 0);
  fixed.writeUInt16BE(TXT, 2);
  fixed.writeUInt16BE(IN, 4);
  fixed.writeUInt32BE(0, 6);
  fixed.writeUInt16BE(text.length + 1, 10);
  return Buffer.concat([fixed, Buffer.from([text.length]), text]);
}
