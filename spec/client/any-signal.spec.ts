import { getMaxListeners } from 'node:events';
import { anySignal } from '../../lib/client/any-signal';

describe('anySignal', () => {
  it('is aborted with the first of its signals, for its reason', () => {
    const [a, b] = [new AbortController(), new AbortController()];
    const signal = anySignal(a.signal, undefined, b.signal);
    expect(signal.aborted).toBe(false);
    b.abort('enough');
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toBe('enough');
    expect(a.signal.aborted).toBe(false);
  });

  it('is never aborted without a signal', () => {
    expect(anySignal(undefined).aborted).toBe(false);
  });

  it('takes as many listeners as there are requests, without a warning', () => {
    expect(getMaxListeners(anySignal(new AbortController().signal))).toBe(Number.POSITIVE_INFINITY);
  });
});
