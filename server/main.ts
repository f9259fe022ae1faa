import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { openStores, storesConfigFromEnv } from '../stores/open-stores.ts';
import { connectTemporal } from '../stores/temporal/index.ts';
import { temporalRunControl } from './control/temporal-run-control.ts';
import { createServer } from './create-server.ts';
import { parseTokens } from './guard/parse-tokens.ts';
import { checkToken } from './guard/token.ts';

/**
 * Process entry of the HTTP server. Settings: `--host`, `--port`; PERDURE_TOKEN,
 * PERDURE_TOKENS (`name=token`, comma-separated), PERDURE_REQUESTS_PER_MINUTE,
 * PERDURE_ALLOWED_HOSTS (comma-separated), and those of the stores and of Temporal.
 */
const { values } = parseArgs({
  options: {
    host: { type: 'string', default: process.env['PERDURE_HOST'] ?? '127.0.0.1' },
    port: { type: 'string', default: process.env['PERDURE_PORT'] ?? '8080' },
  },
});
const log = pino({ name: 'server' }, pino.destination({ fd: 2, sync: true }));

try {
  await serve(values.host, Number(values.port));
} catch (error) {
  log.fatal(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
// Temporal's client and idle connections may keep the loop alive after a failed start.
process.exit();

async function serve(host: string, port: number): Promise<void> {
  const token = process.env['PERDURE_TOKEN'];
  checkToken(token, host);
  const stores = await openStores(storesConfigFromEnv(process.env));
  const temporal = await connectTemporal();
  const server = await createServer({
    stores,
    control: temporalRunControl(temporal, stores, {
      deployment: process.env['PERDURE_DEPLOYMENT'] ?? 'perdure',
    }),
    token,
    tokens: parseTokens(process.env['PERDURE_TOKENS']),
    ...requestLimit(process.env['PERDURE_REQUESTS_PER_MINUTE']),
    host,
    port,
    allowedHosts: (process.env['PERDURE_ALLOWED_HOSTS'] ?? '').split(',').filter(Boolean),
    log,
  });
  log.info({ url: server.url }, 'Server listens');
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await server.close();
  await Promise.all([temporal.close(), stores.close()]);
}

function requestLimit(text: string | undefined): { requestsPerMinute?: number } {
  if (text === undefined || text === '') return {};
  const requestsPerMinute = Number(text);
  if (Number.isInteger(requestsPerMinute) && requestsPerMinute >= 0) return { requestsPerMinute };
  throw new Error('PERDURE_REQUESTS_PER_MINUTE is no whole number.');
}
