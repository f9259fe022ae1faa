import path from 'node:path';

/** 1,797 hand-written digits, 8 by 8 pixels each. */
export const DIGITS = path.resolve(import.meta.dirname, '../digits-lifecycle/data/digits.csv');
const pixels = Array.from({ length: 64 }, (_, i) => `pixel_${Math.floor(i / 8)}_${i % 8}`);
export const digitsSchema = [
  ...pixels.map((name) => ({ name, type: 'integer' as const })),
  { name: 'label', type: 'integer' as const },
];
