import type { Database } from '../database/database';
import type { StructureShape } from '../protocol/shapes';

/** One operation of the API: what its requests look like, and what it does. Runs in one go, so that each is atomic. */
export interface Operation {
  readonly name: string;
  readonly shape: StructureShape;
  /** What it answers; undefined where it answers nothing. */
  run(database: Database, request: unknown): object | undefined;
}

/** An operation whose requests, once their shape was checked, are of type `Request`. */
export function operation<Request>(
  name: string,
  shape: StructureShape,
  run: (database: Database, request: Request) => object | undefined,
): Operation {
  return { name, shape, run: (database, request) => run(database, request as Request) };
}
