/** Milliseconds of processor time that work takes: what else the machine does adds little to it, where a clock would go on. */
export async function processorTime(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
