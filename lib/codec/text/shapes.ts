import type { Field, Residue } from '../field';
import { type Assign, assignment } from './assign';
import { merged, type Shape } from './forms';
import { patternOf } from './pattern';

/** A text with items in it, and whether any string in it may have an escape. */
export interface Source {
  readonly text: string;
  readonly escapes: boolean;
}

/** What a class is read by. */
export interface About {
  readonly fields: readonly Field[];
  /** Attributes besides the fields that the class itself makes. */
  readonly made: readonly string[];
  /** Attributes that decide the class of an item. */
  readonly telling: readonly string[];
  /** What these are in the item read last, where they are strings: as JSON writes them, or without escapes. */
  readonly told: (string | undefined)[];
}

/** No match has so many. */
const NO_GROUP = 1e6;

/** Reads items of one shape. The pattern and the code for it are made when they are first needed, with escapes and without. */
export class ShapeReader {
  private plain: Matcher | undefined;
  private escaped: Matcher | undefined;

  constructor(
    readonly shape: Shape,
    private readonly about: About,
  ) {}

  /** Where the item that begins at `at` ends; -1 if it has another shape, and then nothing was set. */
  read({ text, escapes }: Source, at: number, values: object, residue: Residue): number {
    if (escapes) this.escaped ??= this.matcher(true);
    else this.plain ??= this.matcher(false);
    const matcher = (escapes ? this.escaped : this.plain)!;
    return matcher(text, at, values as Record<string, unknown>, residue);
  }

  /** A reader for items of this shape and of another one; undefined if they have no common shape. */
  with(other: Shape): ShapeReader | undefined {
    const shape = merged(this.shape, other);
    return shape && shape.length <= MOST_NAMES ? new ShapeReader(shape, this.about) : undefined;
  }

  private matcher(escapes: boolean): Matcher {
    const { fields, made, telling, told } = this.about;
    const { source, places } = patternOf(this.shape, escapes);
    const pattern = new RegExp(source, 'y');
    const assign: Assign = assignment(fields, places, escapes);
    const undeclared = places.filter(({ slot }) => !slot.field && !made.includes(slot.name)).map(({ group }) => group);
    const tellingGroups = telling.map(
      name => places.find(({ slot }) => slot.name === name && slot.form.kind === 'S')?.group ?? NO_GROUP,
    );
    return (text, at, values, residue) => {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (match === null) return -1;
      assign(match, values, residue);
      for (const group of undeclared) if (match[group] !== undefined) residue.hasUnknown = true;
      for (let i = 0; i < tellingGroups.length; i++) told[i] = match[tellingGroups[i]!];
      return at + match[0]!.length;
    };
  }
}

type Matcher = (text: string, at: number, values: Record<string, unknown>, residue: Residue) => number;

/** A pattern with more names takes long to compile. */
export const MOST_NAMES = 200;
