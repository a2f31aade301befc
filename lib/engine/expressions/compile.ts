import { validationError } from '../protocol/service-error';
import { bindCondition } from './bind-condition';
import { bindUpdate } from './bind-update';
import type { Condition, Update } from './bound';
import { checkCondition } from './condition-check';
import { parseCondition } from './condition-parser';
import { bindDistinctPaths } from './distinct-paths';
import { checkPath } from './document-path';
import { Parser } from './parser';
import { Binding, type Placeholders } from './placeholders';
import { type Projection, projectionOf } from './projection';
import { type ConditionNode, ExpressionError, type PathNode } from './syntax';
import { checkUpdate } from './update-check';
import { parseUpdate } from './update-parser';

const MAX_BYTES = 4096;

/** The parameter that an expression came in; its errors name it. */
export type ConditionParameter = 'ConditionExpression' | 'FilterExpression' | 'KeyConditionExpression';

/** A condition or filter, checked and ready to evaluate. Only some requests report by how much it is too long. Throws `ServiceError`. */
export function compileCondition(
  parameter: ConditionParameter,
  expression: string,
  placeholders: Placeholders,
  tellsSize = false,
): Condition {
  const compile = () => bindCondition(syntaxOf(expression), new Binding(placeholders));
  return named(parameter, expression, compile, tellsSize || parameter === 'ConditionExpression');
}

/** An update, checked and ready to apply. Throws `ServiceError`. */
export function compileUpdate(expression: string, placeholders: Placeholders): Update {
  return named('UpdateExpression', expression, () => {
    const update = parseUpdate(expression);
    checkUpdate(update);
    return bindUpdate(update, new Binding(placeholders));
  });
}

/** A projection, checked and ready to apply. Throws `ServiceError`. */
export function compileProjection(expression: string, placeholders: Placeholders): Projection {
  return named('ProjectionExpression', expression, () => {
    const nodes = parseProjection(expression);
    for (const node of nodes) checkPath(node);
    return projectionOf(bindDistinctPaths(nodes, new Binding(placeholders)));
  });
}

function syntaxOf(expression: string): ConditionNode {
  const condition = parseCondition(expression);
  checkCondition(condition);
  return condition;
}

function named<T>(parameter: string, expression: string, compile: () => T, tellsSize = false): T {
  if (expression.trim() === '') {
    const kind = parameter === 'UpdateExpression' ? 'request' : 'plain';
    throw validationError(`Invalid ${parameter}: The expression can not be empty;`, kind);
  }
  try {
    const bytes = Buffer.byteLength(expression);
    if (bytes > MAX_BYTES) {
      const size = tellsSize ? ` expression size: ${bytes}` : '';
      throw new ExpressionError(`Expression size has exceeded the maximum allowed size;${size}`);
    }
    return compile();
  } catch (error) {
    throw error instanceof ExpressionError ? validationError(`Invalid ${parameter}: ${error.message}`) : error;
  }
}

/** Reads the text of a projection: document paths and commas. Throws `ExpressionError`. */
function parseProjection(expression: string): PathNode[] {
  const parser = new Parser(expression);
  const paths = parser.list(() => parser.path());
  parser.finish();
  return paths;
}
