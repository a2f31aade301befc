/** What is wrong with an expression, without the name of the parameter it came in. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}
