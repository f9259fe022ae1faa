import { hashes, ingest } from './mistakes-prelude.ts';

ingest({ url: 'x' }, { outlets: [hashes] });
