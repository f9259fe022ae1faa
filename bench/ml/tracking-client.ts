import { Agent, request } from 'node:http';
import { BENCH_TOKEN, type TrackingServer } from './tracking-servers.ts';

/** Sends one request and gives the answer's JSON. @throws Error for a refusal. */
export type Send = (method: string, path: string, body?: object) => Promise<object>;

/**
 * A client that costs nearly nothing: connections that are kept, bodies as MLflow's client writes
 * them. What it measures is the server.
 */
export function lightClient({ url }: TrackingServer, connections: number): Send {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port } = new URL(url);
  const send: Send = (method, path, body) =>
    new Promise((done, fail) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${BENCH_TOKEN}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        'content-length': Buffer.byteLength(text),
      };
      const target = { hostname, port, method, path: `/api/2.0/mlflow${path}`, agent, headers };
      const sent = request(target, (answer) => {
        let given = '';
        answer.setEncoding('utf8').on('data', (part: string) => (given += part));
        answer.on('end', () => {
          if (answer.statusCode === 200) done(JSON.parse(given) as object);
          else fail(new Error(`${method} ${path}: ${answer.statusCode} ${given.slice(0, 300)}`));
        });
      });
      // A server closes a connection that was idle at the moment it is used again.
      sent.on('error', (error) => {
        if (sent.reusedSocket) send(method, path, body).then(done, fail);
        else fail(error);
      });
      sent.end(text);
    });
  return send;
}
