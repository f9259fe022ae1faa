// Options no dag can have: durations, retries, rules, names, dates.
import { dag } from 'perdure';
import { ingest, notify } from './tasks.ts';

export const options = dag(
  { id: 'options', startDate: 'yesterday', endDate: '2026-13-01', maxActiveRuns: 0, owener: 'me' } as never,
  () => {
    const raw = ingest({ url: 'x' }, { timeout: '5 parsecs', retries: -1, retryDelay: '-1s' } as never);
    notify({ text: 'a' }, { after: raw, triggerRule: 'all_sucess', timeout: '0s', retires: 3 } as never);
    notify({ text: 'b' }, { id: 'b', queue: '' } as never);
  },
);
