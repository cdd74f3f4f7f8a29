import type { ClientRequest, IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import { Script } from 'node:vm';
import type { HttpSubject } from '../request/health-checks.ts';
import { version } from '../version.ts';
import { oneLine, type Try, wordConnection } from './health-words.ts';

/** Bytes of a body that are read. */
const MOST = 1024 * 1024;

/**
 * One GET, judged by its first response: a redirect is an answer of its own. The certificate must be one the runner trusts (NODE_EXTRA_CA_CERTS adds to
 * those), and the connection is not used again. Neither the URL nor a header that was sent stands in what is returned.
 */
export async function tryHttp(subject: HttpSubject, signal: AbortSignal): Try {
  const get = await getter(subject.url);
  return new Promise((resolve) => {
    const request = get(subject.url, {
      agent: false,
      signal,
      headers: { 'user-agent': `cassie-deploy/${version}`, ...Object.fromEntries(subject.requestHeaders) },
    });
    request.on('error', (error) => resolve(wordError(error)));
    request.on('response', (response) => {
      judge(subject, response).then(resolve, (error) => resolve(wordError(error)));
      response.on('close', () => request.destroy());
    });
    request.end();
  });
}

async function getter(url: string): Promise<(url: string, options: RequestOptions) => ClientRequest> {
  return url.startsWith('https:')
    ? (await import('node:https')).request
    : (await import('node:http')).request;
}

async function judge(subject: HttpSubject, response: IncomingMessage): Try {
  const why = whyStatus(subject, response) ?? whyHeader(subject, response);
  if (why !== undefined || subject.body === undefined) {
    response.destroy();
    return why;
  }
  return whyBody(subject.body, await readBody(response));
}

function whyStatus(
  { status }: HttpSubject,
  { statusCode = 0, headers }: IncomingMessage,
): string | undefined {
  const isWell = status.length === 0 ? statusCode >= 200 && statusCode < 300 : status.includes(statusCode);
  if (isWell) return undefined;
  const to = headers.location?.replace(/[?#].*$/s, '');
  const redirect = to === undefined ? '' : `, which leads to ${oneLine(to)}`;
  return `it answered ${statusCode}${redirect}, not ${status.length === 0 ? '2xx' : status.join(' or ')}`;
}

function whyHeader({ header }: HttpSubject, { headers }: IncomingMessage): string | undefined {
  for (const [name, wanted] of header) {
    const values = [headers[name] ?? []].flat();
    if (values.length === 0) return `its answer has no header ${name}`;
    if (!values.some((value) => value.includes(wanted)))
      return `the header ${name} of its answer does not hold ${JSON.stringify(wanted)}`;
  }
  return undefined;
}

/** Text of at most MOST bytes; what comes after is not waited for. */
async function readBody(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of response) {
    pieces.push(piece);
    size += piece.length;
    if (size >= MOST) break;
  }
  return Buffer.concat(pieces).subarray(0, MOST).toString('utf8');
}

function whyBody(wanted: string | RegExp, body: string): string | undefined {
  if (typeof wanted === 'string')
    return body.includes(wanted) ? undefined : `its body does not hold ${JSON.stringify(oneLine(wanted))}`;
  const fits = fitsWithin(wanted, body);
  if (fits === undefined) return `${wanted} took more than a second on its body`;
  return fits ? undefined : `its body does not fit ${oneLine(String(wanted))}`;
}

/** A pattern that backtracks for ever on a foreign text must not hold up the whole run; undefined: it was given up. */
function fitsWithin(pattern: RegExp, text: string): boolean | undefined {
  try {
    return new Script('pattern.test(text)').runInNewContext({ pattern, text }, { timeout: 1000 }) === true;
  } catch {
    return undefined;
  }
}

const TLS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself, so nobody vouches for it',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an authority that the runner does not trust',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an authority that the runner does not trust',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'it does not send the whole chain of its certificate, or the runner does not trust it',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

function wordError(error: Error & { readonly code?: string }): string {
  if (error.code?.startsWith('HPE_')) return 'its answer is not HTTP';
  const refused = /:SSL routines:[^:]*:([a-z0-9 ]+):/i.exec(error.message)?.[1];
  if (refused !== undefined)
    return refused === 'wrong version number' ? 'it does not speak TLS there' : `TLS failed: ${refused}`;
  return TLS[error.code ?? ''] ?? wordConnection(error);
}
