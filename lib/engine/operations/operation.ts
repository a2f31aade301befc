import type { Database } from '../database/database';
import type { StructureShape } from '../protocol/shapes';

/** What an operation may use of the request besides its input. */
export interface RequestContext {
  /** The host of the request, with its port. */
  readonly host?: string;
}

/** One operation of the API: the shape of its requests, and its function. It runs synchronously, so that each is atomic. */
export interface Operation {
  readonly name: string;
  readonly shape: StructureShape;
  /** The output; undefined if it has none. */
  run(database: Database, request: unknown, context: RequestContext): object | undefined;
}

/** An operation whose requests have the type `Request` after their shape was checked. */
export function operation<Request>(
  name: string,
  shape: StructureShape,
  run: (database: Database, request: Request, context: RequestContext) => object | undefined,
): Operation {
  return { name, shape, run: (database, request, context) => run(database, request as Request, context) };
}
