// Says at the end, from the results themselves, how many specs ran on each backend, and how many in all.
const ON_BACKEND = /^on (.+)$/;

/** The backend of a spec: describeEachBackend() puts `on <backend>` among its titles. */
const backendOf = spec => spec.ancestorTitles.map(title => ON_BACKEND.exec(title)?.[1]).find(Boolean);

/** The closing lines. */
function report(results) {
  const specs = results.testResults.flatMap(file => file.testResults);
  const ran = specs.filter(({ status }) => status === 'passed' || status === 'failed');
  const perBackend = new Map();
  for (const backend of ran.map(backendOf).filter(Boolean)) {
    perBackend.set(backend, (perBackend.get(backend) ?? 0) + 1);
  }
  // A file that could not be loaded has no specs: it counts as one failure.
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const lines = [`${results.numPassedTests} passed, ${failed} failed`];

  if (specs.length > ran.length) lines.unshift(`Not run: ${specs.length - ran.length}`);
  if (perBackend.size > 0) {
    const used = [...perBackend].map(([name, count]) => `${name} ${count} specs`);
    if (!perBackend.has('DynamoDB Local')) used.push('DynamoDB Local not run, as there is no Java 17 or newer');
    lines.unshift(`Backends: ${used.join(', ')}`);
  }
  return lines.join('\n');
}

class BackendReporter {
  onRunComplete(_contexts, results) {
    // Jest prints its own summary after every reporter: only at the exit is this the end.
    process.once('exit', () => console.log(`\n${report(results)}`));
  }
}

module.exports = BackendReporter;
