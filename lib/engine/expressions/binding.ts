import type { AttributeValue } from '../../wire/attribute-value';
import { ExpressionError } from './expression-error';
import type { Placeholders } from './placeholders';

const MAX_OPERATORS = 300;

/** What binding one expression needs: the request's placeholders, and a count of this expression's operators. */
export class Binding {
  private operators = 0;

  constructor(private readonly placeholders: Placeholders) {}

  name(placeholder: string): string {
    return this.placeholders.name(placeholder);
  }

  value(placeholder: string): AttributeValue {
    return this.placeholders.value(placeholder);
  }

  /** To be called once for each operator and function. */
  countOperator(): void {
    this.operators++;
    if (this.operators <= MAX_OPERATORS) return;
    throw new ExpressionError(`The expression contains too many operators; operator count: ${this.operators}`);
  }
}
