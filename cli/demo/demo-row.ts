import { readFileSync } from 'node:fs';

/** One image of the data, with the digit that people read in it. */
export interface DemoRow {
  readonly features: readonly number[];
  readonly label: number;
}

const ROW = 1_234;

/** A row of the example's CSV file, by header: everything but `label` is a pixel. */
export function demoRow(csv: string): DemoRow {
  const lines = readFileSync(csv, 'utf8').trimEnd().split('\n');
  const header = (lines[0] ?? '').trim().split(',');
  const values = (lines[ROW] ?? '').trim().split(',').map(Number);
  const at = header.indexOf('label');
  return {
    label: values[at] ?? Number.NaN,
    features: values.filter((_value, index) => index !== at),
  };
}

const SHADES = ' .:-=+*#%@';

/** The image as eight lines of text, for a person to agree or not. */
export function picture({ features }: DemoRow): string[] {
  const side = Math.sqrt(features.length);
  return Array.from({ length: side }, (_row, y) =>
    features
      .slice(y * side, (y + 1) * side)
      .map((ink) => (SHADES[Math.round((ink / 16) * (SHADES.length - 1))] ?? ' ').repeat(2))
      .join(''),
  );
}
