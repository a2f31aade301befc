import { SingleBar } from 'cli-progress';
import type { Progress } from 'dynact';
import { hasColours } from './sample';

/** A bar in a terminal, quiet elsewhere. */
export function progressBar(total: number): (progress: Progress) => void {
  if (!hasColours()) return () => {};
  const bar = new SingleBar({ format: '{bar} {value}/{total} {units} units/s, {eta}s left', hideCursor: true });
  bar.start(total, 0, { units: 0 });
  return ({ done, unitsPerSecond }) => {
    bar.update(done, { units: Math.round(unitsPerSecond) });
    if (done === total) bar.stop();
  };
}
