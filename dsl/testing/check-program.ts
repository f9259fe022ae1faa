import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** The compiler settings of this project's tests, as `tsconfig.test.json` has them. */
function testOptions(): ts.CompilerOptions {
  const file = `${projectRoot}tsconfig.test.json`;
  const { config } = ts.readConfigFile(file, (path) => readFileSync(path, 'utf8')) as {
    config: object;
  };
  return ts.parseJsonConfigFileContent(config, ts.sys, projectRoot).options;
}

/** Compiles files, some of which exist only here; what they import is found as usual. */
export function programOf(
  files: readonly string[],
  texts: ReadonlyMap<string, string> = new Map(),
): ts.Program {
  const options = testOptions();
  const host = ts.createCompilerHost(options, true);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = texts.get(path);
    return text === undefined
      ? getSourceFile(path, version, ...rest)
      : ts.createSourceFile(path, text, version, true);
  };
  return ts.createProgram({ rootNames: [...files, ...texts.keys()], options, host });
}

export interface Diagnostic {
  /** Relative to the project. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Errors of one file, with nothing in them that depends on the machine. */
export function errorsIn(program: ts.Program, file: string): readonly Diagnostic[] {
  const source = program.getSourceFile(file);
  if (source === undefined) throw new Error(`The program has no file ${file}.`);
  const found = [
    ...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source),
  ];
  return found.map(({ start = 0, code, messageText }) => {
    const { line, character } = source.getLineAndCharacterOfPosition(start);
    const words = ts.flattenDiagnosticMessageText(messageText, '\n');
    return {
      file: file.replace(projectRoot, ''),
      line: line + 1,
      column: character + 1,
      message: `TS${code}: ${words.replaceAll(projectRoot, '')}`,
    };
  });
}

/** One block a diagnostic, as the golden files keep them. */
export function describeErrors(errors: readonly Diagnostic[]): string {
  return errors.map(({ line, column, message }) => `${line}:${column} ${message}\n`).join('\n');
}
