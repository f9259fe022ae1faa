// Words that compile and that this version does not run, and a dag that nobody exports.
import { approval, dag, sensor, template, waitUntil } from 'perdure';
import { ingest } from './tasks.ts';

const ready = sensor({ name: 'ready', poke: () => true as const });

export const words = dag({ id: 'words', timeout: '1h' }, ({ run }) => {
  const ok = ready();
  waitUntil(run.logicalDate);
  const raw = ingest({ url: `${Math.random()}` }, { after: ok, pool: 'db' });
  approval({ subject: template`Publish ${raw.uri}?` });
});

dag({ id: 'forgotten' }, () => {
  ingest({ url: 'x' });
});
