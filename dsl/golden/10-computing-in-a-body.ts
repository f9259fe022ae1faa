import { m, nothing } from './mistakes-prelude.ts';

m.acc > 0.9;
m.verdict === 'promote';
m.acc * 2;
if (m.ok) nothing();
