import type { CheckReport } from './check-report.ts';
import type { LoadFault } from './load-fault.ts';

export interface ReportFormat {
  /** Leaves the time out, for comparing two reports. */
  readonly withoutTime?: boolean;
}

/** A report as text for people: faults by file, then one line that sums up. No stack traces. */
export function formatReport(report: CheckReport, format: ReportFormat = {}): string {
  const files = [...new Set(report.faults.map((fault) => fault.file))];
  const blocks = files.map((file) =>
    fileBlock(
      file,
      report.faults.filter((fault) => fault.file === file),
    ),
  );
  return [...blocks, summary(report, format)].join('\n\n');
}

function fileBlock(file: string, faults: readonly LoadFault[]): string {
  return [printable(file), ...faults.map(faultLines)].join('\n');
}

function faultLines(fault: LoadFault): string {
  const details = [
    ...(fault.place === undefined ? [] : [`place     ${fault.place}`]),
    ...(fault.expected === undefined ? [] : [`expected  ${fault.expected}`]),
    ...(fault.mend === undefined ? [] : [`mend      ${fault.mend}`]),
  ];
  const head = `  ${[positionOf(fault), fault.severity, fault.code].filter(Boolean).join('  ')}  ${fault.message}`;
  return [head, ...details.map((line) => `      ${line}`)].map(printable).join('\n');
}

function positionOf(fault: LoadFault): string {
  if (fault.line === undefined) return '';
  const place = `${fault.line}:${fault.column ?? 1}`;
  return fault.in === undefined ? place : `${fault.in}:${place}`;
}

function summary(report: CheckReport, format: ReportFormat): string {
  const errors = report.faults.filter((fault) => fault.severity === 'error').length;
  const counts = [
    count(report.files.length, 'file'),
    count(report.dags.length, 'dag'),
    count(errors, 'error'),
    count(report.faults.length - errors, 'warning'),
  ].join(', ');
  return format.withoutTime === true
    ? `${counts}.`
    : `${counts}, ${(report.tookMs / 1000).toFixed(1)} s.`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

/** File names and messages come from outside: no control character reaches a terminal. */
function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A fault as one line, for logs and lists: place, words, and how to mend it. */
export function describeFault(fault: LoadFault): string {
  const position = positionOf(fault);
  const words = [fault.message, fault.expected, fault.mend].filter((part) => part !== undefined);
  return printable(`${position === '' ? '' : `${position}: `}${words.join(' ')}`);
}

/** Whether the check is to count as failed. */
export function hasErrors(report: CheckReport): boolean {
  return report.faults.some((fault) => fault.severity === 'error');
}
