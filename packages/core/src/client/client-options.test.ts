/** What a client can be told, and what it does not take. */
import test from 'ava'
import { type ClientOptions, clientSettings, parseAddress } from './client-options.ts'
import { UsageError } from './errors.ts'

test('what is not said is as in Java', (t) => {
  const settings = clientSettings({
    brokers: ['localhost:9092'],
    requestTimeoutMs: undefined,
  } as unknown as ClientOptions)
  t.is(settings.requestTimeoutMs, 30_000)
  t.is(settings.connectionsMaxIdleMs, 540_000)
  t.is(settings.tls, false)
  t.is(settings.sasl, undefined)
})

test('a broker is a host and a port, an IPv6 address in brackets', (t) => {
  t.deepEqual(parseAddress(' broker.example:9092 '), { host: 'broker.example', port: 9092 })
  t.deepEqual(parseAddress('[::1]:9092'), { host: '::1', port: 9092 })
  for (const text of [
    '',
    'localhost',
    'localhost:',
    'localhost:0',
    'localhost:65536',
    '::1:9092',
    'http://x:1',
    ':1',
  ]) {
    t.throws(() => parseAddress(text), { instanceOf: UsageError, message: /expected a broker as host:port, found/ })
  }
})

test('what cannot be is said by its name', (t) => {
  const given = (more: object) => () => clientSettings({ brokers: ['localhost:9092'], ...more })
  t.throws(() => clientSettings({ brokers: [] }), { instanceOf: UsageError })
  for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY, '30s']) {
    const message = `requestTimeoutMs: expected a number of milliseconds, found ${value} (USAGE)`
    t.throws(given({ requestTimeoutMs: value }), { instanceOf: UsageError, message })
  }
  t.throws(given({ sasl: { mechanism: 'PLAIN', username: 'a', password: 'b' } }), {
    instanceOf: UsageError,
    message: 'sasl.mechanism: expected plain, scram-sha-256, scram-sha-512, found PLAIN (USAGE)',
  })
})
