import { type TestHooks, useMemoryBackend } from 'dynact/testing';

const refusal = expect.objectContaining({
  name: 'ConfigurationError',
  message: expect.stringContaining('test.concurrent is not for tests that use the memory backend'),
});

describe('tests that run at once', () => {
  const { concurrent } = test;

  afterAll(() => {
    for (const declare of [test, it]) Object.assign(declare, { concurrent });
  });

  it('are refused in jest when they are declared', () => {
    useMemoryBackend({ hooks: { beforeEach: () => {}, afterAll: () => {} } });
    const body = async () => {};
    expect(() => test.concurrent('a', body)).toThrow(refusal);
    expect(() => it.concurrent('a', body)).toThrow(refusal);
    expect(() => test.concurrent.skip('a', body)).toThrow(refusal);
    expect(() => test.concurrent.each([1, 2])('a', body)).toThrow(refusal);
  });

  it('are refused in vitest when they begin', () => {
    const hooks: ((...context: unknown[]) => void)[] = [];
    const runner: TestHooks = { beforeEach: hook => hooks.push(hook), afterAll: () => {} };
    useMemoryBackend({ hooks: runner, classes: [] });
    const [begin] = hooks as [(...context: unknown[]) => void];
    expect(begin).toHaveLength(0);
    expect(() => begin({ task: { concurrent: true } })).toThrow(refusal);
    expect(() => begin({ task: {} })).not.toThrow();
  });
});
