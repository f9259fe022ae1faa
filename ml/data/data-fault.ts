/** Stable codes of what can be wrong with data; listed in docs/evaluation-mathematics.md. */
export type DataFaultCode =
  | 'DATA001'
  | 'DATA002'
  | 'DATA003'
  | 'DATA004'
  | 'DATA005'
  | 'DATA006'
  | 'DATA007'
  | 'DATA008'
  | 'DATA009'
  | 'DATA010'
  | 'DATA011'
  | 'DATA012'
  | 'DATA013'
  | 'DATA014'
  | 'DATA015'
  | 'DATA016'
  | 'SPLIT001'
  | 'SPLIT002'
  | 'SPLIT003'
  | 'SPLIT004'
  | 'SPLIT005';

/** One thing that is wrong with a table, or with what was asked of it. */
export interface DataFault {
  readonly code: DataFaultCode;
  readonly column?: string;
  /** Position of the first row concerned, from 0. */
  readonly row?: number;
  /** What is wrong with which value, and where. One sentence. */
  readonly message: string;
  /** How to mend it. One sentence. */
  readonly hint: string;
}

/** Thrown when data cannot be used as asked; `faults` holds all that was found, not the first alone. */
export class DataFaultError extends Error {
  readonly faults: readonly DataFault[];

  constructor(faults: readonly DataFault[]) {
    super(faults.map(({ code, message, hint }) => `${code} ${message} ${hint}`).join('\n'));
    this.name = 'DataFaultError';
    this.faults = faults;
  }
}

/** @throws DataFaultError when there is a fault. */
export function throwFaults(faults: readonly DataFault[]): void {
  if (faults.length > 0) throw new DataFaultError(faults);
}

/** Throws one fault. */
export function refuseData(fault: DataFault): never {
  throw new DataFaultError([fault]);
}

/** Names for a message: quoted, a dozen at most. */
export function nameSome(names: readonly (string | number)[]): string {
  const shown = names
    .slice(0, 12)
    .map((name) => `"${name}"`)
    .join(', ');
  return names.length > 12 ? `${shown}, … (${names.length} in all)` : shown;
}
