import type { Item } from '../../wire/attribute-value';
import { compileProjection } from '../expressions/compile';
import type { Placeholders } from '../expressions/placeholders';
import { type Projection, project, projectionOf } from '../expressions/projection';
import type { StoredItem } from '../storage/stored-item';

/** What a request asks for of each item, in either kind of parameter. */
export interface ProjectionRequest {
  readonly ProjectionExpression?: string;
  readonly AttributesToGet?: readonly string[];
}

/** The projection that a request asks for, undefined where it asks for whole items. Throws `ServiceError`. */
export function compileAsked(
  { ProjectionExpression, AttributesToGet }: ProjectionRequest,
  placeholders: Placeholders,
): Projection | undefined {
  if (ProjectionExpression !== undefined) return compileProjection(ProjectionExpression, placeholders);
  return AttributesToGet && projectionOf(AttributesToGet.map(name => [name]));
}

/** What a projection takes of an item: all, where there is none. */
export function projected({ attributes }: StoredItem, projection: Projection | undefined): Item {
  return projection ? project(attributes, projection) : attributes;
}
