import type { Target, Tracking } from '../client/target';
import type { OperationInfo } from '../observe/events';
import { Info } from '../observe/info';
import { beginOperation, carriedOut } from '../observe/operation';
import type { Item } from '../wire/attribute-value';
import { keyValues } from './key';

/** Carries out an operation on one item of a class, and lets observers know. Without any, it is only carried out. */
export function observed<R>(
  name: string,
  target: Target,
  run: (target: Target) => Promise<R>,
  key: () => Item,
): Promise<R> {
  const { metadata, tableName } = target;
  const operation = beginOperation(
    () => new Info(name, metadata.className, tableName, undefined, undefined, () => keyValues(metadata, key())),
  );
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
  { index, filteredBy }: Partial<Pick<OperationInfo, 'index' | 'filteredBy'>> = {},
): OperationInfo {
  return new Info(operation, target?.metadata.className, target?.tableName, index, filteredBy);
}
