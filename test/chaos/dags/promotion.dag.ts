import { z } from 'zod';
import { dag } from 'perdure';
import { promote } from 'perdure/tasks';

/** Points the champion at a version that is there. */
export const promotion = dag(
  { id: 'promotion', params: { name: z.string(), version: z.int() } },
  ({ params: { name, version } }) =>
    promote(
      { model: { name, version, sha256: 'a'.repeat(64), uri: 'models:/promoted' } },
      { id: 'promote', retries: 20, retryDelay: '100ms', heartbeatTimeout: '4s' },
    ),
);
