// Says at the end, from the results themselves, how many specs ran on each backend, and how many in all.
const ON_BACKEND = /^on (.+)$/;

/** The backend of a spec: describeEachBackend() puts `on <backend>` among its titles. */
const backendOf = spec => spec.ancestorTitles.map(title => ON_BACKEND.exec(title)?.[1]).find(Boolean);

class BackendReporter {
  onRunComplete(_contexts, results) {
    const specs = results.testResults.flatMap(file => file.testResults);
    const ran = specs.filter(({ status }) => status === 'passed' || status === 'failed');
    const perBackend = new Map();
    for (const backend of ran.map(backendOf).filter(Boolean)) {
      perBackend.set(backend, (perBackend.get(backend) ?? 0) + 1);
    }
    // A file that could not be loaded has no specs: it counts as one failure.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const notRun = specs.length - ran.length;

    if (perBackend.size > 0) {
      const used = [...perBackend].map(([name, count]) => `${name} ${count} specs`);
      if (!perBackend.has('DynamoDB Local')) used.push('DynamoDB Local not run, as there is no Java 17 or newer');
      console.log(`\nBackends: ${used.join(', ')}`);
    }
    if (notRun > 0) console.log(`Not run: ${notRun}`);
    console.log(`${results.numPassedTests} passed, ${failed} failed`);
  }
}

module.exports = BackendReporter;
