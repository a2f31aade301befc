import { ValidationError } from '../errors/usage-errors';
import type { ConditionNode } from '../expressions/nodes';
import type { EntityMetadata } from '../metadata/entity-metadata';
import { classesByValue } from '../metadata/family';
import { type AccessPath, describePath } from './access-path';
import { SHARED_READS } from './shared-reads-part';

/** Filters that leave out the items of other classes. */

/** A query of one class among others reads its items alone: nothing to say where no other class could have such keys. */
export function ofClassInQuery(metadata: EntityMetadata, path: AccessPath): ConditionNode | undefined {
  return othersOn(metadata, path) ? ofClass(metadata, path) : undefined;
}

/** A scan meets every item of the table, or of the index. */
export function ofClassInScan(metadata: EntityMetadata, path: AccessPath): ConditionNode | undefined {
  const isAlone = metadata.shared ? false : metadata.discriminator?.isBase !== false;
  return isAlone ? undefined : ofClass(metadata, path, true);
}

/** Whether items of another class could be among those of the class on this path. */
export function othersOn(metadata: EntityMetadata, path: AccessPath): boolean {
  const { shared, discriminator } = metadata;
  if (!shared) return discriminator?.isBase === false;
  return SHARED_READS.of(metadata)!.othersOn(metadata, path);
}

/** The type of the items, or where that is not known, the literals that their keys begin with. */
function ofClass(metadata: EntityMetadata, path: AccessPath, takesKeys = false): ConditionNode | undefined {
  const { discriminator, type, className } = metadata;
  const shared = SHARED_READS.of(metadata);
  if (discriminator?.value !== undefined) {
    const { index } = path;
    if (index && index.projection !== 'ALL' && !index.holds.has(discriminator.name)) {
      if (shared?.keyTells(metadata)) return shared.leads(metadata, path, takesKeys);
      throw ValidationError.misuse(
        `${className}: ${describePath(path)} does not hold "${discriminator.name}", which tells the items of the class: project it`,
      );
    }
    const values = [...classesByValue(type).keys()].map(value => ({ kind: 'value', value: { S: value } }) as const);
    const operand = { kind: 'path', path: [discriminator.name] } as const;
    const [only, ...more] = values;
    return more.length === 0
      ? { kind: 'comparison', comparator: '=', left: operand, right: only! }
      : { kind: 'in', operand, values };
  }
  return shared?.leads(metadata, path, takesKeys);
}
