type Values = Record<string, unknown>;

/**
 * A client's configuration as an object that the SDK can spread quickly. For each request it spreads the configuration three times, and the
 * client's own object is one that JavaScript engines look up name by name: a tenth of a GetItem.
 */
export class ConfigCopy<Config extends object> {
  readonly copy: Config;
  private readonly names: readonly string[];
  private hasRoom = false;

  constructor(private readonly config: Config) {
    this.copy = { ...config };
    this.names = Object.keys(config);
  }

  /** Whether the client's configuration is still what was copied. */
  get isCurrent(): boolean {
    const [config, copy] = [this.config as Values, this.copy as Values];
    for (const name of this.names) if (config[name] !== copy[name]) return false;
    return true;
  }

  /** The SDK adds a request's context to what it spreads: Node 20 does that quickly only where the names are there. */
  makeRoomFor(context: object): void {
    if (this.hasRoom) return;
    this.hasRoom = true;
    for (const name of Object.keys(context)) if (!(name in this.copy)) (this.copy as Values)[name] = undefined;
  }
}
