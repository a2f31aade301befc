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

/** The name of an expression inside another one, in the service's messages. */
export function kindName(expression: Expression): string {
  if (expression.kind === 'foreign') return expression.type;
  if (expression.kind !== 'statement') return KINDS[expression.kind];
  return expression.statement.kind === 'select' ? 'Select' : 'DataManipulation';
}

/** The name of an expression alone: the word or sign that it was written with. */
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

/** The error for an expression where DynamoDB does not accept its kind. */
export function unsupportedError(expression: Expression): ServiceError {
  return errorAt(`Unsupported token in expression: ${tokenName(expression)}`, expression.span);
}
