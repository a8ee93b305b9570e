// The tests of `npm test`: everything that needs nothing but Node and is over in seconds.
export default {
  extensions: ['ts'],
  files: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts'],
  timeout: '60s',
}
