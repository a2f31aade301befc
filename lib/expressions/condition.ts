import { ValidationError } from '../errors/usage-errors';
import type { ConditionNode } from './nodes';
import { joined, type Owners } from './owners';
import { made, used } from './unused';

/** What a dynamic filter may pass instead of a condition: it is left out. */
export type Nothing = undefined | null | false | '' | 0 | 0n;

/**
 * A condition: made from attribute references, combined with `and`, `or`, `not`. Immutable.
 *
 * @example
 * a.balance.gte(100).and(a.status.eq('active'))
 * // ConditionExpression: '#0 >= :0 AND #1 = :1'
 */
export class Condition {
  /** @internal */
  readonly node: ConditionNode;
  /** @internal */
  readonly owners: Owners;

  /** @internal */
  constructor(node: ConditionNode, owners: Owners = []) {
    this.node = node;
    this.owners = owners;
    made(this);
  }

  and(...others: (Condition | Nothing)[]): Condition {
    return and(this, ...others);
  }

  or(...others: (Condition | Nothing)[]): Condition {
    return or(this, ...others);
  }

  not(): Condition {
    return not(this);
  }
}

/** True if every part is. Undefined and false parts are left out; with no parts, no condition is sent. */
export function and(...parts: (Condition | Nothing)[]): Condition {
  return combine('and', parts);
}

/** True if at least one part is. Undefined and false parts are left out; with no parts, no condition is sent. */
export function or(...parts: (Condition | Nothing)[]): Condition {
  return combine('or', parts);
}

/** True if the part is false. */
export function not(part: Condition): Condition {
  const { node, owners } = asCondition(part);
  if (isEmpty(node)) return part;
  used(part);
  return new Condition({ kind: 'not', part: node }, owners);
}

function combine(kind: 'and' | 'or', parts: readonly (Condition | Nothing)[]): Condition {
  const nodes: ConditionNode[] = [];
  let owners: Owners = [];
  for (const part of parts) {
    if (!part) continue;
    used(part);
    const condition = asCondition(part);
    nodes.push(condition.node);
    owners = joined(owners, condition.owners);
  }
  return new Condition(combineNodes(kind, nodes), owners);
}

/** Several nodes as one; with none, the node that is always true. */
export function combineNodes(kind: 'and' | 'or', nodes: readonly ConditionNode[]): ConditionNode {
  if (nodes.length === 0) return EMPTY;
  const parts = nodes.filter(node => !isEmpty(node));
  return parts.length > 1 ? { kind, parts } : (parts[0] ?? EMPTY);
}

/** Refuses everything else: leaving it out silently would send the write without its condition. */
function asCondition(part: unknown): Condition {
  if (part instanceof Condition) return part;
  throw ValidationError.misuse('Only conditions, such as a.balance.gte(1), can be combined with and, or and not');
}

/** `and` and `or` of nothing. */
export function isEmpty(node: ConditionNode): boolean {
  return (node.kind === 'and' || node.kind === 'or') && node.parts.length === 0;
}

const EMPTY: ConditionNode = { kind: 'and', parts: [] };
