import { attributeOf, type Item, setAttribute } from '../wire/attribute-value';
import { encodeField, type Field, type Residue } from './field';
import { quoted } from './json-string';
import { loopingCoder, type RecordCoder } from './record-coder';
import { straightLineCoder } from './straight-line';
import type { Source } from './text/shapes';
import { TextReader } from './text/text-reader';

/** All the attributes of a class at once. Compiled when the class is first used. */
export class RecordCodec {
  private readonly names: ReadonlySet<string>;
  private readonly byName: ReadonlyMap<string, Field>;
  private readonly coder: RecordCoder;
  private readonly reader: TextReader;

  constructor(
    readonly className: string,
    readonly fields: readonly Field[],
    /** Stored attributes that each write builds again. They do not count as undeclared attributes. */
    private readonly made: readonly string[] = [],
    /** Attributes that decide the class of an item. */
    telling: readonly string[] = [],
    /** Declared properties that are not stored. Plain objects show them. */
    readonly associations: readonly string[] = [],
  ) {
    this.byName = new Map(fields.map(field => [field.name, field]));
    this.names = new Set([...fields.map(field => field.name), ...made]);
    this.coder = straightLineCoder(fields) ?? loopingCoder(fields);
    this.reader = new TextReader({ fields, made, telling, told: [] }, (item, values, residue) => {
      const known = this.coder.decode(item, values as Record<string, unknown>, residue) + this.madeIn(item);
      if (known < Object.keys(item).length) residue.hasUnknown = true;
    });
  }

  /** What is stored under a name; undefined where the class declares nothing by it. */
  fieldOf(name: string): Field | undefined {
    return this.byName.get(name);
  }

  /** The stored form of the declared attributes. Throws {@link ValueFault}. */
  encode(values: object, depth = 0): Item {
    const item: Item = {};
    for (const field of this.fields) {
      const stored = encodeField(field, (values as Record<string, unknown>)[field.property], depth);
      if (stored) setAttribute(item, field.name, stored);
    }
    return item;
  }

  /**
   * The same as text, and what the item has besides: `more` goes before what the class declares by that name. Throws {@link ValueFault}.
   */
  write(values: object, depth = 0, more?: Item): string {
    const text = this.coder.write(values as Record<string, unknown>, depth, more);
    return more ? `{${withMore(text, more)}}` : `{${text}}`;
  }

  /** Sets the properties of a fresh instance from an item. Throws {@link ValueFault}. */
  decode(item: Item, instance: object): Residue {
    const residue: Residue = {};
    const known = this.coder.decode(item, instance as Record<string, unknown>, residue) + this.madeIn(item);
    if (known < Object.keys(item).length) residue.unknown = this.undeclared(item);
    return residue;
  }

  /** Sets the properties of a fresh instance that an object literal has. Returns how many, without those that are undefined, computed or not declared. */
  take(given: Record<string, unknown>, instance: object, depth = 0): number {
    return this.coder.take(given, instance as Record<string, unknown>, depth);
  }

  /** Whether reading recent items from text was worth it. */
  get readsText(): boolean {
    return this.reader.isWorthwhile;
  }

  /**
   * Sets the properties of a fresh instance from the text of an item that begins at `at`. Returns where the item ends, or -1 if the text ends before
   * it. Throws {@link ValueFault}, or a SyntaxError.
   */
  readText(source: Source, at: number, instance: object, residue: Residue): number {
    return this.reader.read(source, at, instance, residue);
  }

  /** The value of an attribute that decides the class, in the item that was read from text last: the string as JSON writes it, or without escapes. */
  toldBy(name: string): string | undefined {
    return this.reader.toldBy(name);
  }

  /** Items turned out to be of another class than could be read. */
  discourageText(): void {
    this.reader.discourage();
  }

  private madeIn(item: Item): number {
    let count = 0;
    for (const name of this.made) if (attributeOf(item, name)) count++;
    return count;
  }

  /** The attributes of an item that the class does not declare; undefined if it has none. */
  undeclared(item: Item): Item | undefined {
    let rest: Item | undefined;
    for (const name of Object.keys(item)) {
      if (this.names.has(name)) continue;
      rest ??= {};
      setAttribute(rest, name, item[name]!);
    }
    return rest;
  }
}

function withMore(text: string, more: Item): string {
  let whole = text;
  for (const name of Object.keys(more))
    whole += `${whole === '' ? '' : ','}${quoted(name)}:${JSON.stringify(more[name])}`;
  return whole;
}

const records = new WeakMap<object, RecordCodec>();

/** The record of a class that was compiled: an entity, or a nested class of one. */
export function recordCodecOf(type: object): RecordCodec | undefined {
  return records.get(type);
}

export function keepRecordCodec(type: object, record: RecordCodec | undefined): void {
  if (record) records.set(type, record);
  else records.delete(type);
}
