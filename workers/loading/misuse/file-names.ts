import ts from 'typescript';
import { TASK_WORDS } from './reference-words.ts';

/** What the names at the top of a file stand for, as far as its text tells. */
export interface FileNames {
  /** Local name → word of `perdure`: `map as over` gives `over` → `map`. */
  readonly words: ReadonlyMap<string, string>;
  /** Names of tasks: defined in this file, or imported from `perdure/tasks`. */
  readonly tasks: ReadonlySet<string>;
  /** Other imported names, which may be tasks of the author's. */
  readonly imported: ReadonlySet<string>;
}

/** Reads the imports of a file and its top-level `const name = task(…)`. */
export function namesOfFile(source: ts.SourceFile): FileNames {
  const words = new Map<string, string>();
  const tasks = new Set<string>();
  const imported = new Set<string>();
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) readImport(statement, words, tasks, imported);
    if (ts.isVariableStatement(statement)) {
      for (const { name, initializer } of statement.declarationList.declarations) {
        if (ts.isIdentifier(name) && isTaskDefinition(initializer, words)) tasks.add(name.text);
      }
    }
  }
  return { words, tasks, imported };
}

function readImport(
  statement: ts.ImportDeclaration,
  words: Map<string, string>,
  tasks: Set<string>,
  imported: Set<string>,
): void {
  const bindings = statement.importClause?.namedBindings;
  if (bindings === undefined || !ts.isNamedImports(bindings)) return;
  if (!ts.isStringLiteral(statement.moduleSpecifier)) return;
  const from = statement.moduleSpecifier.text;
  for (const { name, propertyName } of bindings.elements) {
    if (from === 'perdure') words.set(name.text, (propertyName ?? name).text);
    else if (from === 'perdure/tasks') tasks.add(name.text);
    else if (from.startsWith('.')) imported.add(name.text);
  }
}

/** Whether an expression is a call of `task` or `sensor`. */
export function isTaskDefinition(
  expression: ts.Expression | undefined,
  words: ReadonlyMap<string, string>,
): boolean {
  if (expression === undefined || !ts.isCallExpression(expression)) return false;
  const callee = expression.expression;
  return ts.isIdentifier(callee) && TASK_WORDS.has(words.get(callee.text) ?? '');
}
