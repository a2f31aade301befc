import type { Compared, Condition } from '../../expressions/bound';
import { validationError } from '../../protocol/service-error';
import type { Source } from '../../reading/source';
import type { Select } from '../compile/compile';
import type { RangeOrder } from './key-ranges';

/** Refuses an order that the condition does not allow, and one by something that is not a key. */
export function checkOrderBy({ keys }: Source, { orderBy, where }: Select): void {
  if (orderBy.length === 0) return;
  if (!where) throw validationError('Must have WHERE clause in the statement when using ORDER BY clause.');
  if (!asksForPartition(where, keys.partition[0]?.name)) {
    throw validationError(
      'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
    );
  }
  const foreign = orderBy.find(({ name }) => !keys.all.some(key => key.name === name));
  if (!foreign) return;
  throw validationError(
    foreign.name === undefined
      ? `Argument to ORDER BY must be of type VariableReference. Type: ${foreign.token}`
      : `Variable reference ${foreign.name} in ORDER BY clause must be part of the primary key`,
  );
}

/**
 * Whether each alternative of a condition compares the partition key with a value: the key is the first operand that is not a value.
 */
function asksForPartition(condition: Condition, name: string | undefined): boolean {
  if (condition.kind === 'and') {
    return asksForPartition(condition.left, name) || asksForPartition(condition.right, name);
  }
  if (condition.kind === 'or') {
    return asksForPartition(condition.left, name) && asksForPartition(condition.right, name);
  }
  const operands = operandsOf(condition);
  const isKey = isName(
    operands.find(({ kind }) => kind !== 'value'),
    name,
  );
  return isKey && (condition.kind === 'type' || operands.some(({ kind }) => kind === 'value'));
}

function isName(operand: Compared | undefined, name: string | undefined): boolean {
  return operand?.kind === 'path' && operand.path.length === 1 && operand.path[0] === name;
}

function operandsOf(condition: Condition): readonly Compared[] {
  switch (condition.kind) {
    case 'compare':
      return [condition.left, condition.right];
    case 'between':
      return [condition.operand, condition.lower, condition.upper];
    case 'in':
      return [condition.operand, ...condition.candidates];
    case 'type':
      return [condition.operand];
    case 'beginsWith':
    case 'contains':
      return [condition.operand, condition.sought];
    default:
      return [];
  }
}

/** The order in which a source is read. */
export function orderOf({ keys }: Source, { orderBy }: Select): RangeOrder {
  const direction = (name: string | undefined) => {
    const ordering = orderBy.find(each => each.name === name);
    return ordering && (ordering.isDescending ? 'down' : 'up');
  };
  return { partition: direction(keys.partition[0]?.name), sort: direction(keys.sort[0]?.name) };
}
