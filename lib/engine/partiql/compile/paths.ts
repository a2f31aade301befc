import type { DocumentPath } from '../../expressions/document-path';
import { validationError } from '../../protocol/service-error';
import type { Expression, Step } from '../syntax/syntax';
import { errorAt } from '../syntax/tokens';

const MAX_INDEX = 2_147_483_647;

/** The path of a name, or of a name with steps. Throws `ValidationException` for any other expression. */
export function pathOf(expression: Expression): DocumentPath {
  if (expression.kind === 'path') return [...pathOf(expression.root), ...expression.steps.map(stepOf)];
  if (expression.kind === 'name') return [named(expression.name)];
  throw errorAt('Unexpected path component', expression.span);
}

function stepOf(step: Step): string | number {
  switch (step.kind) {
    case 'name':
      return named(step.name);
    case 'index':
      return indexOf(step.index);
    case 'unpivot':
      throw errorAt('Unpivot path component like a.*.b are not supported', step.span);
    case 'wildcard':
      throw errorAt('Wildcard path component like a[*].b are not supported', step.span);
  }
}

/** A step in brackets: a number is an index, a name or a string is a name. */
function indexOf(index: Expression): string | number {
  if (index.kind === 'name') return named(index.name);
  if (index.kind === 'literal' && 'S' in index.value) return named(index.value.S);
  if (index.kind !== 'literal' || !('N' in index.value) || !/^-?\d+$/.test(index.value.N)) {
    throw errorAt('Unexpected path component', index.span);
  }
  const number = Number(index.value.N);
  if (number >= 0 && number <= MAX_INDEX) return number;
  throw errorAt(`List index is not within the allowable range; index: [${index.value.N}]`, index.span);
}

function named(name: string): string {
  if (name !== '') return name;
  throw validationError('Path component cannot be an empty string');
}
