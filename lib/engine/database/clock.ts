/** The time of an engine: that of the machine, unless it is moved. */
export class Clock {
  private offset = 0;
  private moves = 0;

  /** How often it was moved. Each move may have skipped time, or gone back. */
  get timesMoved(): number {
    return this.moves;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now() + this.offset;
  }

  /** Whole seconds since 1970, as DynamoDB counts expiry. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /** Moves on by milliseconds. */
  advance(milliseconds: number): void {
    this.offset += milliseconds;
    this.moves++;
  }

  /** Sets it to `time`; it continues from there. */
  set(time: Date | number): void {
    this.offset = Number(time) - Date.now();
    this.moves++;
  }
}
