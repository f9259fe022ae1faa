import { notBuilt } from '../not-built.ts';
import type { Given, GivenTo, Ref } from '../reference/reference.ts';
import type { Wire } from '../reference/wire.ts';

/** A string with references in it. */
export function template<V extends readonly Wire<string | number | boolean>[]>(
  text: TemplateStringsArray,
  ...values: V
): V[number] extends GivenTo<unknown> | string | number | boolean ? Given<string> : Ref<string> {
  void [text, values];
  return notBuilt();
}
