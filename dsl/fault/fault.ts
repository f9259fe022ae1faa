import type { FaultCode } from './fault-code.ts';
import type { DagIssue } from './issue.ts';
import { placeOf, type Trace } from './trace.ts';

/** A mistake as the words of the DSL report it; where it stands is worked out later. */
export interface Fault {
  readonly code: FaultCode;
  /** Inside the dag: `train.lr`. Empty for the dag itself. */
  readonly place: string;
  /** What is wrong, with the value. A whole sentence. */
  readonly problem: string;
  /** What would have been right. A whole sentence. */
  readonly expected: string;
  /** What to write instead. A whole sentence. */
  readonly hint: string;
  readonly trace: Trace;
}

/** The fault as authors and programs read it. */
export function issueOf(fault: Fault, dagId: string): DagIssue {
  const place = [dagId, fault.place].filter((part) => part !== '').join('/');
  return {
    code: fault.code,
    message: [fault.problem, fault.expected, fault.hint].filter((part) => part !== '').join(' '),
    ...placeOf(fault.trace),
    place,
    expected: fault.expected,
    hint: fault.hint,
  };
}

/** Faults in the order they were found, each once. */
export function issuesOf(faults: readonly Fault[], dagId: string): readonly DagIssue[] {
  const issues = new Map<string, DagIssue>();
  for (const fault of faults) {
    const issue = issueOf(fault, dagId);
    const key = JSON.stringify([issue.code, issue.file, issue.line, issue.column, issue.message]);
    if (!issues.has(key)) issues.set(key, issue);
  }
  return [...issues.values()];
}
