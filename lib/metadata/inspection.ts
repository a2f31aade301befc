import { inspect } from 'node:util';
import type { Field } from '../codec/field';
import type { EntityClass } from './entity-class';

const ours = new WeakSet<object>();

/** Makes `console.log` of an instance leave out its hidden attributes, unless the class defines how it is shown. */
export function hideInInspection({ prototype }: EntityClass, fields: readonly Field[]): void {
  const present: unknown = (prototype as Record<symbol, unknown>)[inspect.custom];
  if (typeof present === 'function' && !ours.has(present)) return;
  const hidden = fields.filter(field => field.hidden).map(({ property }) => property);
  const show = function (this: object): object {
    if (!hidden.some(property => Object.hasOwn(this, property))) return this;
    const shown = Object.create(prototype, Object.getOwnPropertyDescriptors(this));
    for (const property of hidden) delete shown[property];
    return shown;
  };
  ours.add(show);
  Object.defineProperty(prototype, inspect.custom, { configurable: true, value: show });
}
