// The tests of `npm run test:kafka`: against Apache Kafka's tools and broker, one file after the other. Each file
// is a process, at whose end, whatever that is, the brokers end that it started.
export default {
  extensions: ['ts'],
  files: [
    'test/kafka/**/*.kafka.ts',
    'test/client/**/*.kafka.ts',
    'test/peers/**/*.kafka.ts',
    'test/streams/**/*.kafka.ts',
  ],
  concurrency: 1,
  serial: true,
  workerThreads: false,
  timeout: '6m',
}
