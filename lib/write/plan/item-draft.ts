import { inWordsOf } from '../../codec/codec';
import { encodeField } from '../../codec/field';
import { ItemText } from '../../codec/item-text';
import type { RecordState } from '../../entity/record-state';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import { type AttributeValue, attributeOf, type Item, setAttribute } from '../../wire/attribute-value';

/**
 * The item of a record on its way: the attributes of the record, those that its class does not declare, as they were read, and what is set
 * here, which goes before both. It becomes text, so only what somebody asks for is ever made a value.
 */
export class ItemDraft {
  private readonly more: Item;

  constructor(
    private readonly metadata: EntityMetadata,
    private readonly values: object,
    state: RecordState | undefined,
  ) {
    this.more = { ...state?.unknown };
  }

  set(name: string, value: AttributeValue): void {
    setAttribute(this.more, name, value);
  }

  get(name: string): AttributeValue | undefined {
    const more = attributeOf(this.more, name);
    const field = more ? undefined : this.metadata.record.fieldOf(name);
    if (!field) return more;
    const value = (this.values as Record<string, unknown>)[field.property];
    return inWordsOf(this.metadata.className, () => encodeField(field, value));
  }

  /** The whole item as it is now. */
  written(): ItemText {
    const { record, className } = this.metadata;
    return new ItemText(inWordsOf(className, () => record.write(this.values, 0, this.more)));
  }
}
