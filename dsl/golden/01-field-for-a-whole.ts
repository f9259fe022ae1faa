import { raw, train } from './mistakes-prelude.ts';

train({ data: raw.uri, lr: 1 });
