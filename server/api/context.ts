import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Stores } from '../../stores/stores.ts';
import type { RunControl } from '../control/run-control.ts';

/** What routes are made from. */
export interface ApiContext {
  readonly stores: Stores;
  readonly control: RunControl;
}

/** The app as routes see it: schemas are zod, and give the types of what handlers read and return. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;
