/** The time that an engine goes by: the machine's, unless it is moved. */
export class Clock {
  private offset = 0;
  private moves = 0;

  /** How often it was moved: time may have passed at once, or gone back. */
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

  /** Makes it `time`; it goes on from there. */
  set(time: Date | number): void {
    this.offset = Number(time) - Date.now();
    this.moves++;
  }
}
