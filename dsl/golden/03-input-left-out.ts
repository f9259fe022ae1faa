import { raw, train } from './mistakes-prelude.ts';

train({ data: raw });
