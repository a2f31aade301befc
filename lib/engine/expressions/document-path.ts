import { type AttributeValue, attributeOf, type Item } from '../../wire/attribute-value';
import type { Binding } from './placeholders';
import { isReserved } from './reserved-words';
import { ExpressionError, type PathNode } from './syntax';

/** The path of a value in an item: attribute names and list indexes, the first always a name. */
export type DocumentPath = readonly (string | number)[];

const MAX_DEPTH = 32;
const MAX_INDEX = 2_147_483_647;

/** Refuses reserved words and list indexes out of range. The service checks these before placeholders. */
export function checkPath(path: PathNode): void {
  for (const step of path.steps) {
    if (step.kind === 'name' && isReserved(step.name)) {
      throw new ExpressionError(`Attribute name is a reserved keyword; reserved keyword: ${step.name}`);
    }
    if (step.kind === 'index' && step.index > MAX_INDEX) {
      throw new ExpressionError(`List index is not within the allowable range; index: [${step.text}]`);
    }
  }
}

/** The path with its placeholders replaced by names. */
export function bindPath(path: PathNode, binding: Binding): DocumentPath {
  const bound = path.steps.map(step => {
    if (step.kind === 'name') return step.name;
    return step.kind === 'index' ? step.index : binding.name(step.placeholder);
  });
  checkDepth(bound);
  return bound;
}

export function checkDepth({ length }: DocumentPath): void {
  if (length <= MAX_DEPTH) return;
  throw new ExpressionError(`The document path has too many nesting levels; nesting levels: ${length}`);
}

/** The value at a path; undefined if there is none. */
export function valueAt(item: Item, path: DocumentPath): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const step of path) {
    if (value === undefined) return undefined;
    value = childOf(value, step);
  }
  return value;
}

function childOf(value: AttributeValue, step: string | number): AttributeValue | undefined {
  if (typeof step === 'number') return 'L' in value ? value.L[step] : undefined;
  return 'M' in value ? attributeOf(value.M, step) : undefined;
}

/** As the service writes it in messages: `[a, [0], b]`. */
export function formatPath(path: DocumentPath): string {
  return `[${path.map(step => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`;
}

export function samePath(a: DocumentPath, b: DocumentPath): boolean {
  return a.length === b.length && a.every((step, at) => step === b[at]);
}

/** Like `map`, but calls the function for the last element first, so that the last of several errors is reported. */
export function inReverse<T, U>(list: readonly T[], map: (element: T, at: number) => U): U[] {
  const result: U[] = [];
  for (let at = list.length - 1; at >= 0; at--) result[at] = map(list[at] as T, at);
  return result;
}
