import { connect, type Socket } from 'node:net';

export type Endpoint = { readonly address: string; readonly port: number };

/** A line between two places, with all connections that go over it. */
export type Line = {
  state: 'works' | 'cut' | 'black hole';
  roundTripMs: number;
  /** what happens when so many bytes have passed since the line was laid */
  limit: { readonly at: number; readonly happens: () => void } | undefined;
  bytes: number;
  connections: number;
  readonly near: Set<Socket>;
  readonly far: Set<Socket>;
};

export function newLine(roundTripMs: number): Line {
  return {
    state: 'works',
    roundTripMs,
    limit: undefined,
    bytes: 0,
    connections: 0,
    near: new Set(),
    far: new Set(),
  };
}

export function cut(line: Line): void {
  line.state = 'cut';
  for (const socket of [...line.near, ...line.far]) socket.resetAndDestroy();
}

export function blackHole(line: Line): void {
  line.state = 'black hole';
}

/** What fell into a black hole is lost, so its connections can't go on. */
export function mend(line: Line): void {
  if (line.state === 'black hole') cut(line);
  line.state = 'works';
  line.limit = undefined;
}

/** Connects a client to the target, a round trip later. */
export function join(line: Line, near: Socket, target: Endpoint): void {
  hold(line.near, near);
  if (line.state === 'cut') near.resetAndDestroy();
  if (line.state !== 'works') return;
  line.connections++;
  setTimeout(() => {
    const far = connect({ host: target.address, port: target.port, allowHalfOpen: true });
    hold(line.far, far);
    carry(line, near, far);
    carry(line, far, near);
    near.resume();
  }, line.roundTripMs);
}

function hold(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.on('error', () => undefined);
  socket.on('close', () => sockets.delete(socket));
}

function carry(line: Line, from: Socket, to: Socket): void {
  const later = (happens: () => void) =>
    setTimeout(() => line.state === 'works' && happens(), line.roundTripMs / 2);
  from.on('data', (piece) =>
    later(() => {
      if (!to.write(piece)) pauseUntilDrained(from, to);
      count(line, piece.length);
    }),
  );
  from.on('end', () => later(() => to.end()));
  from.on('close', (failed) => failed && later(() => to.resetAndDestroy()));
}

function pauseUntilDrained(from: Socket, to: Socket): void {
  from.pause();
  to.once('drain', () => from.resume());
}

function count(line: Line, bytes: number): void {
  line.bytes += bytes;
  if (line.limit && line.bytes >= line.limit.at) line.limit.happens();
}
