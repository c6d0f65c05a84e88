/** Types of the messages a client sends whose meaning matters here (PostgreSQL protocol 3.0, section "Message Formats"). */
export const messageType = { query: 0x51, parse: 0x50, close: 0x43, sync: 0x53, functionCall: 0x46, terminate: 0x58 } as const;

const sslRequestCode = 80_877_103;
const gssRequestCode = 80_877_104;
const cancelRequestCode = 80_877_102;
const messageBytesMax = 1_073_741_824;

/** Complete messages at the start of what a client has sent. */
export type ReadMessages = {
  /** Whole messages, one after another, to run in one go. */
  messages: Uint8Array;
  rest: Buffer;
  /**
   * `ready`: after these messages Postgres says "ready for query"; `midway`: more of the same
   * query will follow; `closed`: the client is leaving; `nothing`: no message is complete.
   */
  ends: "ready" | "midway" | "closed" | "nothing";
  /** How often the client asked for encryption, which is answered "N". */
  sslRequests: number;
  /** Names of the statements that these messages prepare; the unnamed one is not among them. */
  prepared: string[];
};

/**
 * Splits off the messages up to the first that ends in "ready for query", or all complete ones
 * when none does. The protocol's first message has no type byte: its first byte is 0, since no
 * start-up message is 16 MB long.
 */
export function readMessages(unread: Buffer): ReadMessages {
  const prepared: string[] = [];
  let sslRequests = 0;
  let start = 0;
  while (unread.length >= start + 8 && unread[start] === 0) {
    const code = unread.readInt32BE(start + 4);
    if (code !== sslRequestCode && code !== gssRequestCode) break;
    sslRequests++;
    start += 8;
  }
  let end = start;
  const answer = (ends: ReadMessages["ends"]): ReadMessages => ({
    messages: new Uint8Array(unread.subarray(start, end)),
    rest: unread.subarray(end),
    ends,
    sslRequests,
    prepared,
  });
  while (unread.length >= end + 5) {
    const type = unread[end];
    const startUp = type === 0;
    const length = startUp ? unread.readInt32BE(end) : unread.readInt32BE(end + 1) + 1;
    if (length < 5 || length > messageBytesMax) return answer("closed");
    if (type === messageType.terminate) return answer("closed");
    if (startUp && unread.length >= end + 8 && unread.readInt32BE(end + 4) === cancelRequestCode) return answer("closed");
    if (unread.length < end + length) break;
    if (type === messageType.parse && unread[end + 5] !== 0) prepared.push(unread.toString("utf8", end + 5, unread.indexOf(0, end + 5)));
    end += length;
    if (startUp || type === messageType.query || type === messageType.sync || type === messageType.functionCall) return answer("ready");
  }
  return answer(end === start ? "nothing" : "midway");
}

/** Messages that end prepared statements, with the Sync that makes Postgres answer; a name it does not know is no error. */
export function closeStatements(names: Iterable<string>): Uint8Array {
  const sync = Buffer.from([messageType.sync, 0, 0, 0, 4]);
  return new Uint8Array(Buffer.concat([...Array.from(names, closeStatement), sync]));
}

function closeStatement(name: string): Buffer {
  const body = Buffer.from(`S${name}\0`);
  const head = Buffer.from([messageType.close, 0, 0, 0, 0]);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** A FATAL error message, after which the connection is closed. */
export function terminationError(code: string, message: string): Buffer {
  const body = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write("E");
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
