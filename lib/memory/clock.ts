/** The time that an engine goes by: the machine's, unless it is moved. */
export class Clock {
  private offset = 0;

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
  }

  /** Makes it `time`; it goes on from there. */
  set(time: Date | number): void {
    this.offset = Number(time) - Date.now();
  }
}
