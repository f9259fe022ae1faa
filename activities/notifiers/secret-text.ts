import type { CallbackContext } from '../../dsl/index.ts';

/** A text, or the name of the secret that holds it. */
export type SecretText = string | { readonly secret: string };

export async function readText(
  text: SecretText,
  context: Pick<CallbackContext, 'secret'>,
): Promise<string> {
  return typeof text === 'string' ? text : context.secret(text.secret);
}
