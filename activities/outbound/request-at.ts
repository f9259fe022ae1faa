import { request as plain, type IncomingMessage } from 'node:http';
import { request as secure } from 'node:https';
import { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { HostAddress } from './checked-address.ts';

export interface OutboundRequest {
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** Statuses whose answer has no body. */
const EMPTY: readonly number[] = [204, 205, 304];

/**
 * One request, at the given address and no other; the certificate is that of the URL's host. A
 * connection is used once: one that was left open would have been checked for another request.
 */
export function requestAt(
  url: URL,
  at: HostAddress,
  { method, headers, body, signal }: OutboundRequest,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? secure : plain;
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const request = send(
      url,
      {
        ...{ method, signal, agent: false },
        headers: { accept: '*/*', 'user-agent': 'perdure', ...headers, ...length },
        lookup: (_host, { all }, found) => {
          if (all === true) found(null, [{ address: at.address, family: at.family }]);
          else found(null, at.address, at.family);
        },
      },
      (message) => resolve(responseOf(message, method)),
    );
    // An abort is told with its reason, as `fetch` does.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    request.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    request.end(body);
  });
}

function responseOf(message: IncomingMessage, method: string): Response {
  const { statusCode: status = 0, statusMessage: statusText = '' } = message;
  const headers = new Headers();
  for (let at = 0; at + 1 < message.rawHeaders.length; at += 2) {
    headers.append(message.rawHeaders[at] ?? '', message.rawHeaders[at + 1] ?? '');
  }
  const init = { status, statusText, headers };
  if (method === 'HEAD' || EMPTY.includes(status)) {
    message.resume();
    return new Response(null, init);
  }
  // Node's own stream of bytes; its types and those of `Response` name the same class twice.
  return new Response(Readable.toWeb(decoded(message)) as ReadableStream<Uint8Array>, init);
}

function decoded(message: IncomingMessage): Readable {
  switch (message.headers['content-encoding']?.toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return piped(message, createGunzip());
    case 'deflate':
      return piped(message, createInflate());
    case 'br':
      return piped(message, createBrotliDecompress());
    default:
      return message;
  }
}

/** A fault of the source is one of the result too, and who stops reading closes the source. */
function piped(message: IncomingMessage, through: ReturnType<typeof createGunzip>): Readable {
  message.on('error', (error) => through.destroy(error));
  through.on('close', () => message.destroy());
  return message.pipe(through);
}
