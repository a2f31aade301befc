import type { Item } from '../wire/attribute-value';
import { parseJson } from './json';

/** An item as the text of DynamoDB's JSON, as it is sent and kept; its values are there for whoever asks for them. */
export class ItemText {
  private parsed: Item | undefined;

  constructor(readonly text: string) {}

  static of(values: Item): ItemText {
    return new ItemText(JSON.stringify(values));
  }

  get values(): Item {
    this.parsed ??= parseJson(this.text) as Item;
    return this.parsed;
  }
}
