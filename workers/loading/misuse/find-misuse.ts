/**
 * Finds, by the text alone, references used as if they were values: `!ref`, `ref || x`, `while (ref)`,
 * `ref === x`, `switch (ref)`. JavaScript gives a reference no way to notice these itself.
 *
 * M1 Only what the text shows to be a reference counts: parameters of the bodies of `dag`, `map`,
 *    `repeat` and `withResource`, results of calls of words and tasks, and fields of those.
 * M2 Code of tasks (`run` inside `task({…})`) is never looked at: values are values there.
 * M3 A name bound again in an inner scope is what the inner scope says.
 */
import ts from 'typescript';
import { type FileNames, isTaskDefinition, namesOfFile } from './file-names.ts';
import type { Misuse } from './misuse.ts';
import { BODY_WORDS, REFERENCE_WORDS } from './reference-words.ts';

export function findMisuse(file: string, text: string): readonly Misuse[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const finder: Finder = {
    source,
    names: namesOfFile(source),
    found: [],
    scopes: [],
    inBody: false,
  };
  if ([...finder.names.words.values()].includes('dag')) visit(finder, source);
  return finder.found;
}

interface Finder {
  readonly source: ts.SourceFile;
  readonly names: FileNames;
  readonly found: Misuse[];
  /** Name → whether it is a reference, innermost scope last. */
  scopes: readonly Map<string, boolean>[];
  inBody: boolean;
}

function visit(finder: Finder, node: ts.Node): void {
  if (ts.isCallExpression(node) && isTaskDefinition(node, finder.names.words)) return;
  if (ts.isCallExpression(node)) {
    visitCall(finder, node);
    return;
  }
  if (ts.isFunctionLike(node)) {
    inScope(
      finder,
      node.parameters.map((parameter) => [parameter.name, false] as const),
      () => visitChildren(finder, node),
    );
    return;
  }
  if (ts.isBlock(node)) {
    inScope(finder, [], () => visitChildren(finder, node));
    return;
  }
  if (finder.inBody) {
    if (ts.isVariableDeclaration(node))
      bind(finder, node.name, isReference(finder, node.initializer));
    judge(finder, node);
  }
  visitChildren(finder, node);
}

function visitChildren(finder: Finder, node: ts.Node): void {
  ts.forEachChild(node, (child) => visit(finder, child));
}

/** Bodies of words get references as parameters; all else about a call is looked at as usual. */
function visitCall(finder: Finder, call: ts.CallExpression): void {
  const word = wordOf(finder, call);
  const body = call.arguments[BODY_WORDS.get(word ?? '') ?? -1];
  if (finder.inBody) judge(finder, call);
  for (const child of [call.expression, ...call.arguments]) {
    if (child === body && (ts.isArrowFunction(child) || ts.isFunctionExpression(child))) {
      const outside = finder.inBody;
      finder.inBody = true;
      inScope(
        finder,
        child.parameters.map((parameter) => [parameter.name, true] as const),
        () => visit(finder, child.body),
      );
      finder.inBody = outside;
    } else visit(finder, child);
  }
}

function inScope(
  finder: Finder,
  names: readonly (readonly [ts.BindingName, boolean])[],
  look: () => void,
): void {
  const outer = finder.scopes;
  finder.scopes = [...outer, new Map()];
  for (const [name, reference] of names) bind(finder, name, reference);
  look();
  finder.scopes = outer;
}

function bind(finder: Finder, name: ts.BindingName, reference: boolean): void {
  if (ts.isIdentifier(name)) finder.scopes.at(-1)?.set(name.text, reference);
  else {
    for (const element of name.elements) {
      if (!ts.isOmittedExpression(element)) bind(finder, element.name, reference);
    }
  }
}

/** M1 */
function isReference(finder: Finder, expression: ts.Expression | undefined): boolean {
  if (expression === undefined) return false;
  if (ts.isIdentifier(expression)) {
    return (
      finder.scopes.findLast((scope) => scope.has(expression.text))?.get(expression.text) ?? false
    );
  }
  if (
    ts.isPropertyAccessExpression(expression) ||
    ts.isParenthesizedExpression(expression) ||
    ts.isNonNullExpression(expression)
  ) {
    return isReference(finder, expression.expression);
  }
  if (ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression))
    return isReference(finder, expression.expression);
  return ts.isCallExpression(expression) && givesReference(finder, expression);
}

function givesReference(finder: Finder, call: ts.CallExpression): boolean {
  const word = wordOf(finder, call);
  if (word !== undefined) return REFERENCE_WORDS.has(word);
  if (!ts.isIdentifier(call.expression)) return false;
  const name = call.expression.text;
  if (finder.names.tasks.has(name)) return true;
  // An imported function may be a helper; one that is given an object, as tasks are, is taken for a task.
  const [first] = call.arguments;
  return (
    finder.names.imported.has(name) && first !== undefined && ts.isObjectLiteralExpression(first)
  );
}

function wordOf(finder: Finder, call: ts.CallExpression): string | undefined {
  return ts.isIdentifier(call.expression)
    ? finder.names.words.get(call.expression.text)
    : undefined;
}

const COMPARISONS = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
]);

const LOGIC = new Set([
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

function judge(finder: Finder, node: ts.Node): void {
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    note(finder, node.operand, node, 'is always false', 'Write `not(…)`.');
  } else if (ts.isBinaryExpression(node) && LOGIC.has(node.operatorToken.kind)) {
    const sign = node.operatorToken.getText();
    note(
      finder,
      node.left,
      node,
      `is decided before anything ran`,
      LOGIC_MENDS[sign] ?? 'Write `branch(…)`.',
    );
  } else if (ts.isBinaryExpression(node) && COMPARISONS.has(node.operatorToken.kind)) {
    const side = isReference(finder, node.left) ? node.left : node.right;
    note(
      finder,
      side,
      node,
      'compares the reference itself, never its value',
      'Write `eq(…)`, `ne(…)` or `branch(…)`.',
    );
  } else if (ts.isSwitchStatement(node)) {
    note(
      finder,
      node.expression,
      node.expression,
      'compares the reference itself, never its value',
      'Write `branch(…)`.',
    );
  } else if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) {
    note(finder, node.expression, node.expression, 'is always true as a condition', CONDITION_MEND);
  } else if (ts.isForStatement(node) && node.condition !== undefined) {
    note(finder, node.condition, node.condition, 'is always true as a condition', CONDITION_MEND);
  } else if (ts.isConditionalExpression(node)) {
    note(finder, node.condition, node.condition, 'is always true as a condition', CONDITION_MEND);
  } else judgeTime(finder, node);
}

const CONDITION_MEND = 'Write `branch(…)`, or `repeat(…)` for a loop.';
const LOGIC_MENDS: { readonly [sign: string]: string } = {
  '||': 'Write `or(…)`, or `coalesce(…)` for a fallback.',
  '&&': 'Write `and(…)`, or `branch(…)`.',
  '??': 'Write `coalesce(…)`.',
};

function note(
  finder: Finder,
  used: ts.Expression,
  whole: ts.Node,
  what: string,
  mend: string,
): void {
  if (!isReference(finder, used)) return;
  push(finder, whole, {
    code: 'DAG038',
    message: `\`${shortText(whole)}\` ${what}: ${shortText(used)} is a reference and holds no value while the body is evaluated.`,
    expected: 'What depends on values is written with the words of perdure.',
    mend,
  });
}

/** The same file must give the same plan on every machine and at every load. */
function judgeTime(finder: Finder, node: ts.Node): void {
  const restless =
    (ts.isCallExpression(node) && RESTLESS.test(node.expression.getText())) ||
    (ts.isNewExpression(node) &&
      node.expression.getText() === 'Date' &&
      (node.arguments?.length ?? 0) === 0);
  if (!restless) return;
  push(finder, node, {
    code: 'LOAD019',
    message: `\`${shortText(node)}\` inside a dag body gives another plan at each load.`,
    expected: 'A body always makes the same plan.',
    mend: 'Use `run.logicalDate`, a param, or a task.',
  });
}

const RESTLESS = /^(Date\.now|Math\.random|performance\.now|(crypto\.)?randomUUID)$/;

function push(finder: Finder, node: ts.Node, words: Omit<Misuse, 'line' | 'column'>): void {
  const { line, character } = finder.source.getLineAndCharacterOfPosition(node.getStart());
  finder.found.push({ ...words, line: line + 1, column: character + 1 });
}

function shortText(node: ts.Node): string {
  const text = node.getText().replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
