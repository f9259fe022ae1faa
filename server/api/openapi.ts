import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { ENGINE_VERSION } from './engine-version.ts';

/** Collects the routes that come after it into one OpenAPI 3.1 document. */
export async function registerOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Perdure',
        version: ENGINE_VERSION,
        description: 'Dags, dag runs, task instances, models and workers. Shaped after Airflow.',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withoutUnused(jsonSchemaTransformObject(document)),
  });
}

type Document = ReturnType<typeof jsonSchemaTransformObject>;

/** The transform writes each schema twice, for input and output; only the ones in use stay. */
function withoutUnused(document: Document): Document {
  if (!('components' in document)) return document;
  const { components } = document;
  let schemas = Object.entries(components?.schemas ?? {});
  for (let before = -1; before !== schemas.length;) {
    before = schemas.length;
    const used = JSON.stringify([Reflect.get(document, 'paths'), schemas]);
    schemas = schemas.filter(([name]) => used.includes(`"#/components/schemas/${name}"`));
  }
  // The same document with fewer schemas; the library's type does not follow the spread.
  return {
    ...document,
    components: { ...components, schemas: Object.fromEntries(schemas) },
  } as Document;
}
