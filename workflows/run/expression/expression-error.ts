/** Why an expression has no value: what was given, what was expected. It names no node yet. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  /** The stable type under which it crosses the wire. */
  readonly type = 'ExpressionFailed';
}
