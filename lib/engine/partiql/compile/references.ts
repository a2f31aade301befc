import { type AttributeValue, type Item, setAttribute } from '../../../wire/attribute-value';
import { Placeholders } from '../../expressions/placeholders';
import type { PathNode, PathStep, ValueNode } from '../../expressions/syntax';
import type { Expression } from '../syntax/syntax';
import { pathOf } from './paths';
import { literalValue } from './values';

/**
 * The names and values of a statement as placeholders, so that a statement becomes expressions like those of other operations. Names in statements
 * are never reserved words.
 */
export class References {
  private readonly names: Record<string, string> = {};
  private readonly values: Item = {};
  private count = 0;

  constructor(private readonly parameters: readonly AttributeValue[]) {}

  placeholders(): Placeholders {
    return new Placeholders(this.names, this.values);
  }

  value(expression: Expression): ValueNode {
    const placeholder = `:${this.count++}`;
    setAttribute(this.values, placeholder, literalValue(expression, this.parameters));
    return { kind: 'value', placeholder };
  }

  /** Throws `ValidationException` for an expression that is not a path. */
  path(expression: Expression): PathNode {
    return { kind: 'path', steps: pathOf(expression).map(step => this.step(step)) };
  }

  private step(step: string | number): PathStep {
    if (typeof step === 'number') return { kind: 'index', index: step, text: String(step) };
    const placeholder = `#${this.count++}`;
    this.names[placeholder] = step;
    return { kind: 'placeholder', placeholder };
  }
}
