/** A value that survives JSON unchanged. Everything that travels between tasks is one. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/** A JSON Schema document, draft 2020-12, as zod's `toJSONSchema` writes it. */
export type JsonSchema = JsonObject;
