import { InvalidArgumentError, Option } from 'commander';

/** `--output` of every command that shows data. */
export function outputOption(): Option {
  return new Option('-o, --output <format>', 'how to show it')
    .choices(['table', 'json', 'yaml'])
    .default('table');
}

/** A whole number in an option. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least}.`);
  };
}

/** `--device` of what runs workers. */
export function deviceOption(): Option {
  return new Option('--device <device>', 'cpu lets the processor stand in for a GPU')
    .choices(['auto', 'cpu'])
    .default('auto');
}

/** `--reason` of every verb that the event log keeps. */
export function reasonOption(): Option {
  return new Option('--reason <text>', 'why; kept in the event log');
}
