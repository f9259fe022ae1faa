import type { Terminal } from '../terminal.ts';
import { structured, type OutputFormat } from './structured.ts';

/** Prints a value as it was asked for: whole for programs, else as the given lines for people. */
export function show(
  terminal: Terminal,
  { output }: { readonly output: OutputFormat },
  value: unknown,
  forPeople: () => string,
): void {
  terminal.out(output === 'table' ? forPeople() : structured(value, output));
}
