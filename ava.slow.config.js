// The tests of `npm run test:slow`: fuzzing and long runs, in `*.slow.ts` beside what they test.
export default {
  extensions: ['ts'],
  files: ['packages/*/src/**/*.slow.ts', 'test/**/*.slow.ts', 'examples/**/*.slow.ts'],
  timeout: '10m',
  // As in ava.config.js.
  workerThreads: false,
}
