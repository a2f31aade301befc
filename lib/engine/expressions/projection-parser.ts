import { Parser } from './parser';
import type { PathNode } from './syntax';

/** Reads the text of a projection: document paths and commas. Throws `ExpressionError`. */
export function parseProjection(expression: string): PathNode[] {
  const parser = new Parser(expression);
  const paths = parser.list(() => parser.path());
  parser.finish();
  return paths;
}
