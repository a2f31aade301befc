import type { ServiceError } from '../../protocol/service-error';
import type { Expression } from './syntax';
import { errorAt } from './tokens';

const KINDS: Readonly<Record<Exclude<Expression['kind'], 'foreign' | 'statement'>, string>> = {
  literal: 'Literal',
  name: 'VariableReference',
  path: 'Path',
  missing: 'LiteralMissing',
  ion: 'Literal',
  symbol: 'Literal',
  parameter: 'Parameter',
  list: 'Seq',
  bag: 'Seq',
  struct: 'Struct',
  call: 'NAry',
  operation: 'NAry',
  is: 'Typed',
};

/** What the service's messages call an expression that stands inside another one. */
export function kindName(expression: Expression): string {
  if (expression.kind === 'foreign') return expression.type;
  if (expression.kind !== 'statement') return KINDS[expression.kind];
  return expression.statement.kind === 'select' ? 'Select' : 'DataManipulation';
}

/** What they call one that stands alone: the word or the sign that it was written with. */
export function tokenName(expression: Expression): string {
  switch (expression.kind) {
    case 'name':
    case 'call':
    case 'foreign':
      return expression.name;
    case 'operation':
      return expression.operator;
    case 'statement':
      return expression.statement.kind.toUpperCase();
    case 'literal':
      return String(Object.values(expression.value)[0]);
    case 'is':
      return 'is';
    default:
      return expression.kind.toUpperCase();
  }
}

/** An expression that stands where DynamoDB takes none of its kind. */
export function unsupportedError(expression: Expression): ServiceError {
  return errorAt(`Unsupported token in expression: ${tokenName(expression)}`, expression.span);
}
