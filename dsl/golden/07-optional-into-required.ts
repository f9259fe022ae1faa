import { ingest, m } from './mistakes-prelude.ts';

ingest({ url: m.maybe.uri });
