import type { Database } from '../database/database';
import type { StructureShape } from '../protocol/shapes';

/** What an operation may know of the request beside its input. */
export interface RequestContext {
  /** The host that was asked, with its port. */
  readonly host?: string;
}

/** One operation of the API: what its requests look like, and what it does. Runs in one go, so that each is atomic. */
export interface Operation {
  readonly name: string;
  readonly shape: StructureShape;
  /** What it answers; undefined where it answers nothing. */
  run(database: Database, request: unknown, context: RequestContext): object | undefined;
}

/** An operation whose requests, once their shape was checked, are of type `Request`. */
export function operation<Request>(
  name: string,
  shape: StructureShape,
  run: (database: Database, request: Request, context: RequestContext) => object | undefined,
): Operation {
  return { name, shape, run: (database, request, context) => run(database, request as Request, context) };
}
