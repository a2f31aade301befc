import { ValidationError } from '../errors/usage-errors';
import { type AttributeValue, copyOfValue, type Item } from '../wire/attribute-value';
import { isEmpty } from './condition';
import type { ActionNode, ConditionNode, OperandNode, Path } from './nodes';

/** Bytes of one expression. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const MAX_EXPRESSION_LENGTH = 4096;
const MAX_OPERATORS = 300;

/** The names and values of one request: all its expressions bind them here, so placeholders never collide. */
export class Placeholders {
  private readonly byName = new Map<string, string>();
  private readonly names: Record<string, string> = {};
  private readonly values: Item = {};
  private valueCount = 0;

  name(name: string): string {
    let placeholder = this.byName.get(name);
    if (!placeholder) {
      placeholder = nth(NAMES, '#', this.byName.size);
      this.byName.set(name, placeholder);
      this.names[placeholder] = name;
    }
    return placeholder;
  }

  value(value: AttributeValue): string {
    const placeholder = nth(VALUES, ':', this.valueCount++);
    // Middleware may change an input in place, which must not reach a record or the next request.
    this.values[placeholder] = copyOfValue(value);
    return placeholder;
  }

  /** Adds the parameters that carry them to a request; those that would be empty stay absent. */
  addTo(input: {
    ExpressionAttributeNames?: object | undefined;
    ExpressionAttributeValues?: object | undefined;
  }): void {
    if (this.byName.size > 0) input.ExpressionAttributeNames = this.names;
    if (this.valueCount > 0) input.ExpressionAttributeValues = this.values;
  }
}

/** The same few placeholders in every request, so that JavaScript has them interned as property names. */
const NAMES: string[] = [];
const VALUES: string[] = [];

function nth(texts: string[], prefix: string, n: number): string {
  texts[n] ??= prefix + n;
  return texts[n]!;
}

/** A condition, filter or key condition; undefined for the condition that is always true. */
export function renderCondition(
  node: ConditionNode,
  placeholders: Placeholders,
  what = 'condition',
): string | undefined {
  if (isEmpty(node)) return undefined;
  return checked(what, new Renderer(placeholders), renderer => renderer.condition(node));
}

/** An update expression of one action or more, no two of them on one path or on a path and its parent. */
export function renderUpdate(actions: readonly ActionNode[], placeholders: Placeholders, what = 'update'): string {
  refuseOverlaps(actions, what);
  return checked(what, new Renderer(placeholders), renderer => renderer.update(actions));
}

export function renderProjection(paths: readonly Path[], placeholders: Placeholders): string {
  return checked('projection', new Renderer(placeholders), renderer =>
    paths.map(path => renderer.path(path)).join(', '),
  );
}

const ADVICE = 'use fewer parts, or @Version where it is conflict detection that compares every attribute';

function checked(what: string, renderer: Renderer, render: (renderer: Renderer) => string): string {
  const expression = render(renderer);
  if (expression.length > MAX_EXPRESSION_LENGTH) {
    throw ValidationError.misuse(
      `The ${what} is ${expression.length} bytes long as an expression; DynamoDB takes ${MAX_EXPRESSION_LENGTH}: ${ADVICE}`,
    );
  }
  if (renderer.operators > MAX_OPERATORS) {
    throw ValidationError.misuse(
      `The ${what} has ${renderer.operators} operators and functions; DynamoDB takes ${MAX_OPERATORS}: ${ADVICE}`,
    );
  }
  return expression;
}

const CLAUSES = { set: ' SET ', remove: ' REMOVE ', add: ' ADD ', delete: ' DELETE ' } as const;

const PRECEDENCE: Partial<Record<ConditionNode['kind'], number>> = { or: 0, and: 1, attributes: 1, not: 2 };

class Renderer {
  operators = 0;

  constructor(private readonly placeholders: Placeholders) {}

  condition(node: ConditionNode): string {
    this.operators++;
    switch (node.kind) {
      case 'comparison':
        return `${this.operand(node.left)} ${node.comparator} ${this.operand(node.right)}`;
      case 'between':
        return `${this.operand(node.operand)} BETWEEN ${this.operand(node.low)} AND ${this.operand(node.high)}`;
      case 'in':
        return `${this.operand(node.operand)} IN (${node.values.map(value => this.operand(value)).join(', ')})`;
      case 'exists':
        return `${node.exists ? 'attribute_exists' : 'attribute_not_exists'}(${this.path(node.path)})`;
      case 'function':
        return `${node.name}(${this.path(node.path)}, ${this.operand(node.argument)})`;
      case 'type':
        return `attribute_type(${this.path(node.path)}, ${this.placeholders.value({ S: node.type })})`;
      case 'attributes':
        return this.attributes(node.attributes);
      case 'and':
      case 'or':
        this.operators += node.parts.length - 2;
        return node.parts.map(part => this.part(part, node.kind)).join(node.kind === 'and' ? ' AND ' : ' OR ');
      case 'not':
        return `NOT ${this.part(node.part, 'not')}`;
    }
  }

  update(actions: readonly ActionNode[]): string {
    const clauses = { set: '', remove: '', add: '', delete: '' };
    for (const action of actions) {
      const { kind } = action;
      clauses[kind] += (clauses[kind] ? ', ' : CLAUSES[kind]) + this.action(action);
    }
    return (clauses.set + clauses.remove + clauses.add + clauses.delete).slice(1);
  }

  path(path: Path): string {
    const [first] = path;
    if (path.length === 1) return this.placeholders.name(first as string);
    return path
      .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${this.placeholders.name(part)}`))
      .join('');
  }

  private attributes(attributes: ReadonlyMap<string, AttributeValue | undefined>): string {
    this.operators += 2 * attributes.size - 2;
    let conjunction = '';
    for (const [name, value] of attributes) {
      const placeholder = this.placeholders.name(name);
      if (conjunction) conjunction += ' AND ';
      conjunction += value
        ? `${placeholder} = ${this.placeholders.value(value)}`
        : `attribute_not_exists(${placeholder})`;
    }
    return conjunction;
  }

  private action(action: ActionNode): string {
    const path = this.path(action.path);
    switch (action.kind) {
      case 'set':
        return `${path} = ${this.operand(action.value)}`;
      case 'remove':
        return path;
      default:
        return `${path} ${this.placeholders.value(action.value)}`;
    }
  }

  /** Parentheses only where an outer operator binds tighter. */
  private part(node: ConditionNode, outer: 'and' | 'or' | 'not'): string {
    const text = this.condition(node);
    const { [node.kind]: binding = Number.POSITIVE_INFINITY } = PRECEDENCE;
    return binding < PRECEDENCE[outer]! ? `(${text})` : text;
  }

  private operand(node: OperandNode): string {
    switch (node.kind) {
      case 'path':
        return this.path(node.path);
      case 'value':
        return this.placeholders.value(node.value);
      case 'size':
        this.operators++;
        return `size(${this.path(node.path)})`;
      case 'arithmetic':
        this.operators++;
        return `${this.operand(node.left)} ${node.operator} ${this.operand(node.right)}`;
      case 'ifNotExists':
        this.operators++;
        return `if_not_exists(${this.path(node.path)}, ${this.operand(node.fallback)})`;
      case 'listAppend':
        this.operators++;
        return `list_append(${this.operand(node.left)}, ${this.operand(node.right)})`;
    }
  }
}

/** The paths of actions as a tree: each step leads to those that begin so. */
interface Taken {
  /** The first action whose path goes through here. */
  readonly path: Path;
  readonly isEnd: boolean;
  readonly next: Map<string | number, Taken>;
}

/** A path overlaps with one that is equal to it, its parent, or its child. */
function refuseOverlaps(actions: readonly ActionNode[], what: string): void {
  if (actions.length < 2) return;
  const root = new Map<string | number, Taken>();
  for (const { path } of actions) {
    let level = root;
    for (const [i, step] of path.entries()) {
      const isEnd = i === path.length - 1;
      const taken = level.get(step);
      if (taken && (taken.isEnd || isEnd)) throw overlapping(taken.path, path, what);
      const here = taken ?? { path, isEnd, next: new Map() };
      if (!taken) level.set(step, here);
      level = here.next;
    }
  }
}

function overlapping(one: Path, other: Path, what: string): ValidationError {
  return ValidationError.misuse(
    `Two actions of the ${what} are on ${describePath(one)} and ${describePath(other)}, which overlap: DynamoDB takes one action on a path`,
  );
}

function describePath(path: Path): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${part}`)).join('');
}
