import { inWords } from '../../codec/codec';
import { encodeField, type Field } from '../../codec/field';
import { ItemText } from '../../codec/item-text';
import type { RecordState } from '../../entity/record-state';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import { type AttributeValue, attributeOf, type Item, setAttribute } from '../../wire/attribute-value';

/**
 * The item that a save stores: the attributes of the record, those that were read and that its class does not declare, and what is set here,
 * which replaces both. It becomes text, so only what is asked for is made an attribute value.
 */
export class ItemDraft {
  private more: Item | undefined;

  constructor(
    private readonly metadata: EntityMetadata,
    private readonly values: object,
    state: RecordState | undefined,
  ) {
    const unknown = state?.unknown;
    this.more = unknown && { ...unknown };
  }

  set(name: string, value: AttributeValue): void {
    this.more ??= {};
    setAttribute(this.more, name, value);
  }

  get(name: string): AttributeValue | undefined {
    const more = this.more && attributeOf(this.more, name);
    const field = more ? undefined : this.metadata.record.fieldOf(name);
    if (!field) return more;
    const stored = this.encoded(field);
    // A getter or a custom codec may return another value the next time.
    if (stored && (field.computed || field.codec.coded)) this.set(name, stored);
    return stored;
  }

  /** The whole item as it is now. */
  written(): ItemText {
    const { record, className } = this.metadata;
    try {
      return new ItemText(record.write(this.values, 0, this.more));
    } catch (fault) {
      throw inWords(className, fault);
    }
  }

  private encoded(field: Field): AttributeValue | undefined {
    try {
      return encodeField(field, (this.values as Record<string, unknown>)[field.property]);
    } catch (fault) {
      throw inWords(this.metadata.className, fault);
    }
  }
}
