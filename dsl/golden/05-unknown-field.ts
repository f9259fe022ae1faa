import { m } from './mistakes-prelude.ts';

m.accuracy;
