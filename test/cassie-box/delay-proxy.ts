import { createServer, connect, type Server, type Socket } from 'node:net';
import { takeAddress } from './address.ts';

export type Endpoint = { readonly address: string; readonly port: number };

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

type State = 'works' | 'cut' | 'black hole';

/** Starts a proxy in this process: each direction takes half the round trip, and a connection a whole one. */
export async function delayProxy({ listen, target, roundTripMs = 0 }: DelayProxyOptions): Promise<DelayProxy> {
  const own = listen ? undefined : takeAddress();
  const address = listen?.address ?? own?.ip ?? '';
  const port = listen?.port ?? 22;
  const line = makeLine(roundTripMs);
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (near) => line.join(near, target));
  await listening(server, address, port);
  const { join: _, ...verbs } = line;
  return {
    address,
    port,
    ...verbs,
    stop: async () => {
      line.cut();
      await new Promise((resolve) => server.close(resolve));
      own?.release();
    },
  };
}

function makeLine(firstRoundTrip: number) {
  let state: State = 'works';
  let roundTrip = firstRoundTrip;
  let limit: { readonly at: number; readonly then: () => void } | undefined;
  const passed = { bytes: 0, connections: 0 };
  const open = new Set<Socket>();

  const cut = (): void => {
    state = 'cut';
    for (const socket of open) socket.resetAndDestroy();
  };
  const blackHole = (): void => {
    state = 'black hole';
  };
  const mend = (): void => {
    if (state === 'black hole') cut();
    state = 'works';
    limit = undefined;
  };
  const count = (bytes: number): void => {
    passed.bytes += bytes;
    if (limit && passed.bytes >= limit.at) limit.then();
  };
  const hold = (socket: Socket): void => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
  };
  const carry = (from: Socket, to: Socket): void => {
    const later = (what: () => void) => setTimeout(() => state === 'works' && what(), roundTrip / 2);
    from.on('data', (piece) => {
      later(() => {
        if (!to.write(piece)) pauseUntilDrained(from, to);
        count(piece.length);
      });
    });
    from.on('end', () => later(() => to.end()));
    from.on('close', (failed) => failed && later(() => to.resetAndDestroy()));
  };
  const join = (near: Socket, target: Endpoint): void => {
    hold(near);
    if (state === 'cut') near.resetAndDestroy();
    if (state !== 'works') return;
    passed.connections++;
    setTimeout(() => {
      const far = connect({ host: target.address, port: target.port, allowHalfOpen: true });
      hold(far);
      carry(near, far);
      carry(far, near);
      near.resume();
    }, roundTrip);
  };
  return {
    join,
    cut,
    blackHole,
    mend,
    cutAfterBytes: (bytes: number) => {
      limit = { at: passed.bytes + bytes, then: cut };
    },
    blackHoleAfterBytes: (bytes: number) => {
      limit = { at: passed.bytes + bytes, then: blackHole };
    },
    setRoundTrip: (ms: number) => {
      roundTrip = ms;
    },
    connections: () => Math.ceil(open.size / 2),
    passed: () => ({ ...passed }),
  };
}

function pauseUntilDrained(from: Socket, to: Socket): void {
  from.pause();
  to.once('drain', () => from.resume());
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  });
}
