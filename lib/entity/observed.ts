import type { Target, Tracking } from '../client/target';
import { beginOperation, carriedOut } from '../observe/beginning';
import type { Subject } from '../observe/events';
import type { Item } from '../wire/attribute-value';
import { keyValues } from './key';

/** What observers may learn of an operation besides its name, class and table. */
interface Details extends Partial<Pick<Subject, 'index' | 'filteredBy'>> {
  /** Of an operation on one item. */
  readonly key?: (() => Item) | undefined;
}

/**
 * Carries out an operation of a class, and lets observers know: once, whatever operations it is made of. Without any, it is only carried
 * out.
 *
 * @param itemsOf how many items the result comes to; by default one, where any was answered or written
 */
export function observed<R>(
  name: string,
  target: Target,
  run: (target: Target) => Promise<R>,
  details?: () => Details,
  itemsOf: (result: R, counted: number) => number = atMostOne,
): Promise<R> {
  const { tracking } = target;
  const operation = beginOperation(() => infoOf(name, target, details?.()), { whole: tracking?.operation });
  if (!operation) return run(target);
  return carriedOut(operation, () => run({ ...target, tracking: { ...tracking, operation } }), itemsOf);
}

const atMostOne = (_: unknown, counted: number) => Math.min(counted, 1);

/** The same for an operation on items of several classes. Its requests say which. */
export function observedTogether<R>(
  name: string,
  run: (tracking: Tracking | undefined) => Promise<R>,
  tracking?: Tracking,
): Promise<R> {
  const operation = beginOperation(() => infoOf(name), { whole: tracking?.operation });
  return operation ? carriedOut(operation, () => run({ ...tracking, operation })) : run(tracking);
}

/** The subject of an operation. */
export function infoOf(
  operation: string,
  target?: Pick<Target, 'metadata' | 'tableName'>,
  { index, filteredBy, key }: Details = {},
): Subject {
  const keyOf = target && key && (() => keyValues(target.metadata, key()));
  return { operation, entity: target?.metadata.className, table: target?.tableName, index, filteredBy, key: keyOf };
}
