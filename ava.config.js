// The tests of `npm test`: everything that needs nothing but Node and is over in seconds.
export default {
  extensions: ['ts'],
  files: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts'],
  timeout: '60s',
  // A process for each file: where threads come and go while others compile, V8 loses track of its pages at times and
  // ends the whole run (nodejs/node 64500).
  workerThreads: false,
}
