import http from 'node:http';
import https from 'node:https';
import { Client } from 'minio';
import type { S3Access } from './s3-access.ts';

// A server that says nothing for this long is gone: a dead connection gives no other sign.
const SILENCE_MS = 60_000;
const DEFAULT_REGION = 'us-east-1';

/** The `minio` client for an S3 server; Amazon's own when no endpoint is given. */
export function s3Client(access: S3Access): Client {
  const url = endpointUrl(access.endpoint ?? 'https://s3.amazonaws.com');
  const useSSL = url.protocol === 'https:';
  const agentOptions = { keepAlive: true, maxSockets: 64 };
  return new Client({
    endPoint: url.hostname,
    ...(url.port !== '' && { port: Number(url.port) }),
    useSSL,
    // Bucket as the first part of the path: what servers on an address of their own understand.
    pathStyle: access.endpoint !== undefined,
    region: access.region ?? DEFAULT_REGION,
    accessKey: access.accessKeyId,
    secretKey: access.secretAccessKey,
    ...(access.sessionToken !== undefined && { sessionToken: access.sessionToken }),
    transport: { request: request(useSSL) },
    transportAgent: useSSL ? new https.Agent(agentOptions) : new http.Agent(agentOptions),
    // `s3-retry.ts` retries: it knows which requests may be sent twice.
    retryOptions: { disableRetry: true },
  });
}

function endpointUrl(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url !== undefined && isWeb && (url.pathname === '/' || url.pathname === '')) return url;
  throw new Error(
    `S3 endpoint "${endpoint}" is not valid. Expected http://host:port or https://host, no path.`,
  );
}

/** Node's request with two things the client leaves out: a limit on silence, and emptied bodies. */
function request(useSSL: boolean): typeof http.request {
  const send = useSSL ? https.request : http.request;
  const wrapped = (options: http.RequestOptions, onResponse: (r: http.IncomingMessage) => void) => {
    const sent = send(options, (response) => {
      // The client throws these away unread, and an unread body holds its connection for ever.
      if (CLIENT_DROPS.has(response.statusCode ?? 0)) response.resume();
      onResponse(response);
    });
    sent.setTimeout(SILENCE_MS, () => {
      sent.destroy(new Error(`The object store said nothing for ${SILENCE_MS / 1000} s.`));
    });
    return sent;
  };
  // The client calls it with these two arguments only, one of the overloads of Node's function.
  return wrapped as typeof http.request;
}

const CLIENT_DROPS: ReadonlySet<number> = new Set([408, 429, 499, 500, 502, 503, 504, 520]);
