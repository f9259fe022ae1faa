import { randomInt } from 'node:crypto';

const MANNERS = [
  'bright',
  'calm',
  'clear',
  'eager',
  'firm',
  'keen',
  'patient',
  'quiet',
  'steady',
  'swift',
];
const THINGS = [
  'birch',
  'cairn',
  'delta',
  'ember',
  'fjord',
  'harbor',
  'lantern',
  'meadow',
  'otter',
  'summit',
];

/** A name for a run that was given none: `steady-otter-417`. */
export function newRunName(): string {
  const pick = (words: readonly string[]): string => words[randomInt(words.length)] ?? 'run';
  return `${pick(MANNERS)}-${pick(THINGS)}-${randomInt(1_000)}`;
}
