import type { Target, Tracking } from '../client/target';
import { beginOperation, carriedOut } from '../observe/beginning';
import type { Subject } from '../observe/events';
import type { Item } from '../wire/attribute-value';
import { keyValues } from './key';

/** Carries out an operation on one item of a class, and lets observers know. Without any, it is only carried out. */
export function observed<R>(
  name: string,
  target: Target,
  run: (target: Target) => Promise<R>,
  key: () => Item,
): Promise<R> {
  const { metadata } = target;
  const operation = beginOperation(() => ({ ...infoOf(name, target), key: () => keyValues(metadata, key()) }));
  if (!operation) return run(target);
  return carriedOut(operation, () => run({ ...target, tracking: { ...target.tracking, operation } }));
}

/** The same for an operation on items of any classes: its requests say of which. */
export function observedTogether<R>(
  name: string,
  run: (tracking: Tracking | undefined) => Promise<R>,
  tracking?: Tracking,
): Promise<R> {
  const operation = beginOperation(() => infoOf(name));
  return operation ? carriedOut(operation, () => run({ ...tracking, operation })) : run(tracking);
}

/** What an operation is about. */
export function infoOf(
  operation: string,
  target?: Pick<Target, 'metadata' | 'tableName'>,
  { index, filteredBy }: Partial<Pick<Subject, 'index' | 'filteredBy'>> = {},
): Subject {
  return { operation, entity: target?.metadata.className, table: target?.tableName, index, filteredBy };
}
