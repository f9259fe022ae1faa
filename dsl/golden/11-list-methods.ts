import { m, nothing } from './mistakes-prelude.ts';

m.tags.map((tag) => tag);
m.tags.length;
for (const tag of m.tags) nothing();
