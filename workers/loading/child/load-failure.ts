import { readFileSync } from 'node:fs';
import type { SourcePlace } from '../../../dsl/runtime/dag-runtime.ts';
import { authorPlace, pathOf } from './author-place.ts';
import type { FoundFault } from './check-message.ts';

/**
 * Turns what importing a file threw into faults with a code and a place. A `DagDefinitionError`
 * gives one fault for each of its issues, a syntax error one for each place the parser names.
 */
export function faultsOfFailure(error: unknown, file: string): readonly FoundFault[] {
  const { name, message, code, stack, issues } = partsOf(error);
  if (name === 'DagDefinitionError' && Array.isArray(issues)) return issues.map(faultOfIssue);
  if (name === 'TransformError') return syntaxFaults(message);
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    return [missingModule(message, file)];
  }
  if (MODULE_CODES.has(code) || /does not provide an export named/.test(message)) {
    return [unsuitableModule(message, stack, file)];
  }
  if (name === 'SyntaxError') {
    const at = headerPlace(stack) ?? authorPlace(stack);
    // `JSON.parse` and friends throw SyntaxErrors of their own, from inside running code.
    if (authorPlace(stack) === undefined) return [syntaxFault(message, at)];
  }
  return [thrown(name, message, stack)];
}

const MODULE_CODES = new Set([
  'ERR_PACKAGE_PATH_NOT_EXPORTED',
  'ERR_UNSUPPORTED_DIR_IMPORT',
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_INVALID_MODULE_SPECIFIER',
  'ERR_UNKNOWN_BUILTIN_MODULE',
  'ERR_UNSUPPORTED_ESM_URL_SCHEME',
  'ERR_IMPORT_ASSERTION_TYPE_MISSING',
  'ERR_IMPORT_ATTRIBUTE_MISSING',
]);

interface Parts {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  readonly stack: string | undefined;
  readonly issues: unknown;
}

/** Author code may throw anything, also things whose getters throw. */
function partsOf(error: unknown): Parts {
  const read = (key: string): unknown => {
    try {
      return typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined;
    } catch {
      return undefined;
    }
  };
  const text = (key: string): string | undefined => {
    const value = read(key);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    name: text('name') ?? typeof error,
    message: text('message') ?? spelled(error),
    code: text('code') ?? '',
    stack: text('stack'),
    issues: read('issues'),
  };
}

function spelled(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return typeof value;
  }
}

interface Issue {
  readonly code: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly place?: string;
  readonly expected?: string;
  readonly hint?: string;
}

/** An issue's message ends in what was expected and how to mend it, which a fault keeps apart. */
function problemOf({ message, expected = '', hint = '' }: Issue): string {
  const tail = [expected, hint].filter((part) => part !== '').join(' ');
  return tail !== '' && message.endsWith(` ${tail}`) ? message.slice(0, -tail.length - 1) : message;
}

function placeOfIssue({ file = '', line = 1, column = 1 }: Issue): SourcePlace {
  return { file: pathOf(file), line, column };
}

function faultOfIssue(issue: Issue): FoundFault {
  return {
    severity: 'error',
    code: issue.code,
    message: problemOf(issue),
    ...(issue.file !== undefined && (issue.line ?? 0) > 0 && { at: placeOfIssue(issue) }),
    ...(issue.place !== undefined && issue.place !== '' && { place: issue.place }),
    ...(issue.expected !== undefined && issue.expected !== '' && { expected: issue.expected }),
    ...(issue.hint !== undefined && issue.hint !== '' && { mend: issue.hint }),
  };
}

/** esbuild writes one line a mistake: `/path/file.ts:2:11: ERROR: Expected …`. Columns count from 0. */
function syntaxFaults(message: string): readonly FoundFault[] {
  const lines = [...message.matchAll(/^(.+):(\d+):(\d+): ERROR: (.+)$/gm)];
  if (lines.length === 0) return [syntaxFault(message, undefined)];
  return lines.map(([, file = '', line, column, words = '']) =>
    syntaxFault(words, { file: pathOf(file), line: Number(line), column: Number(column) + 1 }),
  );
}

function syntaxFault(message: string, at: SourcePlace | undefined): FoundFault {
  return {
    severity: 'error',
    code: 'LOAD002',
    message: `Syntax error: ${sentence(message)}`,
    ...(at !== undefined && { at }),
    expected: 'The file can be parsed as TypeScript.',
    mend: 'Correct the text at this place.',
  };
}

function missingModule(message: string, file: string): FoundFault {
  const [, specifier = '?'] = /Cannot find (?:module|package) '([^']+)'/.exec(message) ?? [];
  const [, importer] =
    /imported from (\S+)/.exec(message) ?? /Require stack:\n- (\S+)/.exec(message) ?? [];
  const from = importer === undefined ? file : pathOf(importer);
  if (pathOf(specifier) === file) return vanished();
  const at = placeOfImport(from, specifier);
  return {
    severity: 'error',
    code: 'LOAD003',
    message: `Cannot find "${at.written}", which this file imports.`,
    at: { file: from, line: at.line, column: at.column },
    expected: 'It names an installed package, or a file that is there.',
    mend: 'Check the spelling, or install the package.',
  };
}

/** The file was there when the folder was read and is gone now. */
export function vanished(): FoundFault {
  return {
    severity: 'error',
    code: 'LOAD012',
    message: 'The file vanished, or cannot be read, while the folder was checked.',
    expected: 'It stays in place and can be read.',
    mend: 'Check again once the file is in place.',
  };
}

function unsuitableModule(message: string, stack: string | undefined, file: string): FoundFault {
  const at = headerPlace(stack) ?? { file, line: 1, column: 1 };
  return {
    severity: 'error',
    code: 'LOAD003',
    message: sentence(message),
    at,
    expected: 'A module provides what others import from it.',
    mend: 'Check the name against what the module exports.',
    doubtful: true,
  };
}

/** Errors of the module linker begin with `path:line`, not with a frame. */
function headerPlace(stack: string | undefined): SourcePlace | undefined {
  const [first = '', , carets = ''] = (stack ?? '').split('\n');
  const [, location, line] = /^((?:file:\/\/)?\/\S+?|[A-Za-z]:[\\/]\S+?):(\d+)$/.exec(first) ?? [];
  if (location === undefined) return undefined;
  const column = carets.indexOf('^') + 1;
  return { file: pathOf(location), line: Number(line), column: Math.max(column, 1) };
}

/** Where a file names a module; Node tells the resolved path, the author wrote a relative one. */
function placeOfImport(
  file: string,
  specifier: string,
): { line: number; column: number; written: string } {
  const tail =
    specifier
      .split(/[\\/]/)
      .at(-1)
      ?.replace(/\.[cm]?[jt]sx?$/, '') ?? specifier;
  let lines: string[] = [];
  try {
    lines = readFileSync(file, 'utf8').split('\n');
  } catch {
    // The importing file is gone too: the fault still says what it asked for.
  }
  for (const [index, line] of lines.entries()) {
    for (const match of line.matchAll(/(['"])([^'"]+)\1/g)) {
      const [, , written = ''] = match;
      const isIt =
        written === specifier ||
        written
          .split('/')
          .at(-1)
          ?.replace(/\.[cm]?[jt]sx?$/, '') === tail;
      if (isIt && /import|from|require/.test(line)) {
        return { line: index + 1, column: match.index + 1, written };
      }
    }
  }
  return { line: 1, column: 1, written: specifier };
}

function thrown(name: string, message: string, stack: string | undefined): FoundFault {
  const at = authorPlace(stack);
  return {
    severity: 'error',
    code: 'LOAD001',
    message: `Loading the file threw ${name}: ${sentence(message)}`,
    ...(at !== undefined && { at }),
    expected: 'A dag file only defines tasks and dags.',
    mend: 'Move work that can fail into the `run` of a task.',
    doubtful: true,
  };
}

/** First line only, so that no stack travels inside a message; ends in a full stop. */
function sentence(text: string): string {
  const [line = ''] = text.trim().split('\n');
  const short = line.length > 500 ? `${line.slice(0, 500)}…` : line;
  return /[.!?…]$/.test(short) ? short : `${short}.`;
}
