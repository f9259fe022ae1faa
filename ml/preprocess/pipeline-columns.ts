import type { NumberInput, TextInput } from './pipeline.ts';

/** A column of the matrix before selection. `discrete`: it holds codes, not measurements. */
export interface MadeColumn {
  readonly name: string;
  readonly discrete: boolean;
}

/** The columns that one input makes, in their order. */
export function madeColumns(input: NumberInput | TextInput): readonly MadeColumn[] {
  const { name } = input;
  if (input.type === 'number') {
    const own = { name, discrete: false };
    return input.indicator ? [own, { name: `${name}_missing`, discrete: true }] : [own];
  }
  if (input.encode === 'ordinal') return [{ name, discrete: true }];
  return input.categories.map((category) => ({ name: `${name}=${category}`, discrete: true }));
}
