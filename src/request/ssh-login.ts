import { accept, type Reading, refuse, show } from './reading.ts';

/** A user name of a Unix system. */
export function parseUser(text: string): Reading<string> {
  return /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$/.test(text)
    ? accept(text)
    : refuse(`${show(text)} is not a user name`, 'write letters, digits, _ . or -, such as root or deploy');
}

/** A TCP port, 1 to 65535. */
export function parsePort(text: string): Reading<number> {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535
    ? accept(port)
    : refuse(`${show(text)} is not a port`, 'write a number from 1 to 65535; most hosts listen on 22');
}
