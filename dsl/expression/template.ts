import { scalarShape } from '../reference/shape.ts';
import { makeExpression } from './call-operator.ts';
import type { Given, GivenTo, Ref } from '../reference/reference.ts';
import type { Wire } from '../reference/wire.ts';

/**
 * A string with references in it.
 *
 * @example
 * ```ts
 * notify({ text: template`Trained ${model.uri} to ${model.accuracy}.` });
 * ```
 */
export function template<V extends readonly Wire<string | number | boolean>[]>(
  text: TemplateStringsArray,
  ...values: V
): V[number] extends GivenTo<unknown> | string | number | boolean ? Given<string> : Ref<string> {
  return makeExpression('template', values, template, (wired) => ({
    expression: { kind: 'template', text: [...text], values: wired.map((part) => part.expression) },
    shape: scalarShape('string'),
  }));
}
