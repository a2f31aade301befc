import { ActiveRecord, Repository } from 'dynact';

it('has a twin of each method of a repository, as a static or on the record', () => {
  const twins = new Set([
    ...Object.getOwnPropertyNames(ActiveRecord),
    ...Object.getOwnPropertyNames(ActiveRecord.prototype),
  ]);
  const hidden = ['constructor', ...PRIVATE];
  const methods = Object.getOwnPropertyNames(Repository.prototype).filter(name => !hidden.includes(name));
  expect(methods).toContain('save');
  expect(methods.filter(name => !twins.has(name))).toEqual([]);
});

/** What TypeScript hides of Repository. */
const PRIVATE = [
  'metadata',
  'own',
  'checked',
  'readingContext',
  'target',
  'placed',
  'old',
  'read',
  'write',
  'change',
  'foundOrCreated',
  'setDeep',
];
