import { createServer, type Server } from 'node:net';
import { takeAddress } from './address.ts';
import { blackHole, cut, type Endpoint, join, mend, newLine } from './line.ts';

export type DelayProxyOptions = {
  /** default: an address of its own, port 22 */
  readonly listen?: Endpoint;
  /** a box, or any other address and port */
  readonly target: Endpoint;
  readonly roundTripMs?: number;
};

/** A line to a host that is as long as you want, and can break. */
export type DelayProxy = Endpoint & {
  /** resets every connection, and every new one, until `mend` */
  cut(): void;
  /** nothing passes any more in either direction, and nobody is told: not even that the other side has closed */
  blackHole(): void;
  /** the line works again; what fell into a black hole is lost, so its connections are reset */
  mend(): void;
  /** `cut` as soon as that many more bytes have passed, both directions together */
  cutAfterBytes(bytes: number): void;
  blackHoleAfterBytes(bytes: number): void;
  /** from now on */
  setRoundTrip(ms: number): void;
  /** connections that are open now */
  connections(): number;
  /** all bytes that have passed, and all connections that were ever made */
  passed(): { readonly bytes: number; readonly connections: number };
  stop(): Promise<void>;
};

/** Starts a proxy in this process: each direction takes half the round trip, and a connection a whole one. */
export async function delayProxy({
  listen,
  target,
  roundTripMs = 0,
}: DelayProxyOptions): Promise<DelayProxy> {
  const own = listen ? undefined : takeAddress();
  const address = listen?.address ?? own?.ip ?? '';
  const port = listen?.port ?? 22;
  const line = newLine(roundTripMs);
  const options = { allowHalfOpen: true, pauseOnConnect: true };
  const server = createServer(options, (near) => join(line, near, target));
  await listening(server, address, port);
  const breakAfter = (bytes: number, happens: () => void) => {
    line.limit = { at: line.bytes + bytes, happens };
  };
  return {
    address,
    port,
    cut: () => cut(line),
    blackHole: () => blackHole(line),
    mend: () => mend(line),
    cutAfterBytes: (bytes) => breakAfter(bytes, () => cut(line)),
    blackHoleAfterBytes: (bytes) => breakAfter(bytes, () => blackHole(line)),
    setRoundTrip: (ms) => {
      line.roundTripMs = ms;
    },
    connections: () => line.near.size,
    passed: () => ({ bytes: line.bytes, connections: line.connections }),
    stop: async () => {
      cut(line);
      await new Promise((resolve) => server.close(resolve));
      own?.release();
    },
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  });
}
