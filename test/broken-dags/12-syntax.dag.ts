// Text that is no TypeScript.
import { dag } from 'perdure';
import { ingest } from './tasks.ts';

export const syntax = dag({ id: 'syntax' }, () => {
  ingest({ url: 'x' });
};
