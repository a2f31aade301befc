/**
 * A view of a record with these values; the record itself stays as it is. Getters and accessors may read private fields, so they run on the
 * record itself, which has the values while they run.
 */
export function withValues(record: object, values: Readonly<Record<string, unknown>>): object {
  for (const _ in values) return viewOf(views.get(record) ?? { record, values: {} }, values);
  return record;
}

interface View {
  readonly record: object;
  readonly values: Readonly<Record<string, unknown>>;
}

const views = new WeakMap<object, View>();

function viewOf({ record, values: before }: View, more: Readonly<Record<string, unknown>>): object {
  const values = { ...before, ...more };
  const copy = Object.assign(Object.create(Object.getPrototypeOf(record)), record);
  // Defined, not assigned: the class may have a setter of that name.
  for (const [property, value] of Object.entries(values)) {
    Object.defineProperty(copy, property, { value, enumerable: true, configurable: true, writable: true });
  }
  const view = new Proxy(copy, {
    get: (own, property) =>
      Object.hasOwn(own, property) ? own[property] : during(record, values, () => Reflect.get(record, property)),
  });
  views.set(view, { record, values });
  return view;
}

function during<R>(record: object, values: Readonly<Record<string, unknown>>, step: () => R): R {
  const before = Object.keys(values).map(property => [property, Reflect.get(record, property)] as const);
  try {
    // Not by assignment: a frozen record, which refuses it, is refused elsewhere.
    for (const property of Object.keys(values)) Reflect.set(record, property, values[property]);
    return step();
  } finally {
    for (const [property, value] of before) Reflect.set(record, property, value);
  }
}
