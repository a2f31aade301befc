import { type AttributeValue, attributeOf, type Item } from '../../wire/attribute-value';
import { validationError } from '../protocol/service-error';
import { ExpressionError } from './syntax';

/** The names and values of a request's expressions. Remembers which of them were used. */
export class Placeholders {
  private readonly usedNames = new Set<string>();
  private readonly usedValues = new Set<string>();

  constructor(
    private readonly names: Readonly<Record<string, string>> = {},
    private readonly values: Item = {},
  ) {}

  name(placeholder: string): string {
    const name = Object.hasOwn(this.names, placeholder) ? this.names[placeholder] : undefined;
    if (name === undefined) {
      throw new ExpressionError(
        `An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`,
      );
    }
    this.usedNames.add(placeholder);
    return name;
  }

  value(placeholder: string): AttributeValue {
    const value = attributeOf(this.values, placeholder);
    if (value === undefined) {
      throw new ExpressionError(
        `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
      );
    }
    this.usedValues.add(placeholder);
    return value;
  }

  /** Refuses names and values that no expression of the request has used. */
  checkAllUsed(): void {
    refuseUnused('ExpressionAttributeNames', this.names, this.usedNames);
    refuseUnused('ExpressionAttributeValues', this.values, this.usedValues);
  }
}

function refuseUnused(parameter: string, given: object, used: ReadonlySet<string>): void {
  const unused = Object.keys(given).filter(placeholder => !used.has(placeholder));
  if (unused.length > 0) {
    throw validationError(`Value provided in ${parameter} unused in expressions: keys: {${unused.join(', ')}}`);
  }
}

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

  /** Call this once for each operator and function. */
  countOperator(): void {
    this.operators++;
    if (this.operators <= MAX_OPERATORS) return;
    throw new ExpressionError(`The expression contains too many operators; operator count: ${this.operators}`);
  }
}
