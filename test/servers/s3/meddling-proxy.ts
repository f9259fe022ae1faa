import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the proxy does to a request on its way. */
export interface Meddling {
  /** What it does at the server before it passes the request on. */
  readonly before?: (request: http.IncomingMessage) => Promise<void>;
  /** Let the server do it, then cut the connection instead of passing the answer on. */
  readonly loseAnswer?: (request: http.IncomingMessage) => boolean;
  /** Answer this status instead of passing the request on. */
  readonly answer?: (request: http.IncomingMessage) => number | undefined;
}

/** A real HTTP proxy in front of an S3 server that spoils chosen requests. */
export interface MeddlingProxy {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Starts it on a free port of the loopback. */
export async function startMeddlingProxy(
  target: string,
  meddling: Meddling,
): Promise<MeddlingProxy> {
  const server = http.createServer((request, response) => {
    const status = meddling.answer?.(request);
    if (status === undefined) {
      const before = meddling.before?.(request) ?? Promise.resolve();
      before.then(
        () => pass(target, meddling, { request, response }),
        () => response.destroy(),
      );
    } else {
      request.resume().on('end', () => response.writeHead(status).end());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server's address is an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Exchange {
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
}

function pass(target: string, meddling: Meddling, { request, response }: Exchange): void {
  const { pathname, search } = new URL(request.url ?? '/', target);
  // The Host header stays the client's: the signature covers it.
  const { hostname, port } = new URL(target);
  const options = {
    hostname,
    port,
    path: pathname + search,
    method: request.method,
    headers: request.headers,
  };
  const passed = http.request(options, (answer) => {
    if (meddling.loseAnswer?.(request) === true) {
      answer.resume().on('end', () => response.destroy());
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  passed.on('error', () => response.destroy());
  request.pipe(passed);
}
