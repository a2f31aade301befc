import type { Form, Shape, Slot } from './forms';

/** The content of a JSON string, without escapes and with them. */
const PLAIN = '[^"\\\\\\x00-\\x1f]*';
const ESCAPED = `${PLAIN}(?:\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4})${PLAIN})*`;

/** The groups of a match that hold an attribute's value. */
export interface Place {
  readonly slot: Slot;
  /** The text of the value. For a nested class, which has its own places, and for most undeclared attributes: whether it is present. */
  readonly group: number;
  /** Whether it is null. */
  readonly nullGroup: number | undefined;
  readonly places: readonly Place[];
}

export interface Pattern {
  readonly source: string;
  readonly places: readonly Place[];
}

/**
 * A regular expression for the text of all items of a shape. Text that does not match is read by JSON.parse. No part of it can match the same text in
 * two ways, so matching takes linear time.
 */
export function patternOf(shape: Shape, escapes: boolean): Pattern {
  return new PatternMaker(escapes ? ESCAPED : PLAIN).object(shape);
}

class PatternMaker {
  private groups = 0;

  constructor(private readonly text: string) {}

  object(shape: Shape): Pattern {
    const places: Place[] = [];
    const firstSure = shape.findIndex(({ optional }) => !optional);
    const parts = shape.map((slot, i) => {
      const source = this.attribute(slot, places);
      if (firstSure < 0) return `(?:${source}(?:,(?=")|(?=\\})))?`;
      if (!slot.optional) return i === firstSure ? source : `,${source}`;
      return i < firstSure ? `(?:${source},)?` : `(?:,${source})?`;
    });
    return { source: `\\{${parts.join('')}\\}`, places };
  }

  private attribute(slot: Slot, places: Place[]): string {
    const { name, field, form, nullable } = slot;
    const quoted = escapedForPattern(JSON.stringify(name).slice(1));
    if (!field && form.kind !== 'S') {
      places.push({ slot, group: ++this.groups, nullGroup: undefined, places: [] });
      return `(")${quoted}:${this.any(form.depth)}`;
    }
    if (form.kind === 'record') {
      const group = ++this.groups;
      const { source, places: own } = this.object(form.shape);
      const nullGroup = nullable ? ++this.groups : undefined;
      places.push({ slot, group, nullGroup, places: own });
      return `"${quoted}:${orNull(`(\\{)"M":${source}\\}`, nullable)}`;
    }
    const group = ++this.groups;
    const nullGroup = nullable && form.kind !== 'raw' ? ++this.groups : undefined;
    places.push({ slot, group, nullGroup, places: [] });
    return `"${quoted}:${orNull(this.value(form), nullGroup !== undefined)}`;
  }

  private value(form: Exclude<Form, { kind: 'record' }>): string {
    const { text } = this;
    switch (form.kind) {
      case 'S':
      case 'N':
      case 'B':
        return `\\{"${form.kind}":"(${text})"\\}`;
      case 'BOOL':
        return '\\{"BOOL":(true|false)\\}';
      case 'NULL':
        return '\\{"NULL":(true)\\}';
      case 'SS':
      case 'NS':
        return `\\{"${form.kind}":\\[((?:"${text}"(?:,"${text}")*)?)\\]\\}`;
      case 'strings':
        return `\\{"L":\\[((?:\\{"S":"${text}"\\}(?:,\\{"S":"${text}"\\})*)?)\\]\\}`;
      case 'raw':
        return `(${this.any(form.depth)})`;
    }
  }

  /** Any value up to a depth. */
  private any(depth: number): string {
    const { text } = this;
    const scalars = `[SNB]":"${text}"|BOOL":(?:true|false)|NULL":true|[SNB]S":\\[(?:"${text}"(?:,"${text}")*)?\\]`;
    if (depth === 0) return `\\{"(?:${scalars})\\}`;
    const inner = this.any(depth - 1);
    const list = `L":\\[(?:${inner}(?:,(?=\\{)|(?=\\])))*\\]`;
    const map = `M":\\{(?:"${text}":${inner}(?:,(?=")|(?=\\})))*\\}`;
    return `\\{"(?:${scalars}|${list}|${map})\\}`;
  }
}

function orNull(source: string, nullable: boolean): string {
  return nullable ? `(?:${source}|\\{"NULL":(true)\\})` : source;
}

function escapedForPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
