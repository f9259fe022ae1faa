import { request as httpRequest } from 'node:http';
import { memoryStores } from '../../stores/memory-stores.ts';
import type { Stores } from '../../stores/stores.ts';
import { samplePlan } from '../../workflows/graph/sample-plan.ts';
import { createServer, type RunningServer, type ServerOptions } from '../create-server.ts';
import { MemoryRunControl } from './memory-run-control.ts';

export const TEST_TOKEN = 'test-token-of-24-characters';

/** A server on a free port with stores in memory and one dag, `lifecycle`. */
export interface TestServer {
  readonly server: RunningServer;
  readonly stores: Stores;
  readonly control: MemoryRunControl;
  /** A request with the token; gives status and parsed body. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<TestAnswer>;
  /** A request with these headers and no other. */
  bare(
    method: string,
    path: string,
    headers?: Record<string, string>,
    body?: string,
  ): Promise<TestAnswer>;
  close(): Promise<void>;
}
export interface TestAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Record<string, string | string[] | undefined>;
}

/** Starts it. */
export async function startTestServer(
  options: Omit<Partial<ServerOptions>, 'control'> = {},
): Promise<TestServer> {
  const stores = options.stores ?? memoryStores();
  const control = new MemoryRunControl(stores);
  await stores.dags.publish({ plan: samplePlan(), file: 'lifecycle.dag.ts', build: 'build-1' });
  const server = await createServer({ stores, control, token: TEST_TOKEN, port: 0, ...options });
  const headers = { authorization: `Bearer ${TEST_TOKEN}` };
  return {
    server,
    stores,
    control,
    call: (method, path, body, more = {}) =>
      rawRequest(server.url, {
        method,
        path,
        headers: {
          ...headers,
          ...more,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined
          ? {}
          : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    bare: (method, path, more = {}, body) =>
      rawRequest(server.url, {
        ...{ method, path, headers: more },
        ...(body === undefined ? {} : { body }),
      }),
    close: async () => {
      await server.close();
      await stores.close();
    },
  };
}

/** A request whose path goes over the wire as it is; `fetch` would tidy it first. */
export function rawRequest(
  url: string,
  options: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  },
): Promise<TestAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        hostname,
        port,
        method: options.method,
        path: options.path,
        headers: options.headers ?? {},
        agent: false,
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: parsed(text),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(options.body);
  });
}

function parsed(text: string): Record<string, unknown> {
  const value: unknown = text === '' ? {} : JSON.parse(text);
  return typeof value === 'object' && value !== null ? { ...value } : { value };
}
