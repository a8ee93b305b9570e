/** What the compiler says of configurations, and of what they are resolved to. */
import { string } from '@millrace/streams/serde'
import { expect, test } from 'tstyche'
import type { resolveConfig } from './resolve-config.ts'
import type { StreamsConfig } from './streams-config.ts'

type Given = Pick<StreamsConfig, 'applicationId' | 'brokers'>
declare const needed: Given
type Resolved = ReturnType<typeof resolveConfig>

test('an id and brokers are enough, and needed', () => {
  expect<StreamsConfig>().type.toBeAssignableFrom(needed)
  expect<StreamsConfig>().type.not.toBeAssignableFrom({ applicationId: 'views' })
})

test('durations are texts with units, or numbers', () => {
  expect<NonNullable<StreamsConfig['commitInterval']>>().type.toBeAssignableFrom('200ms' as const)
  expect<NonNullable<StreamsConfig['commitInterval']>>().type.toBeAssignableFrom(200)
  expect<NonNullable<StreamsConfig['commitInterval']>>().type.not.toBeAssignableFrom('200' as const)
  expect<NonNullable<StreamsConfig['maxTaskIdle']>>().type.toBeAssignableFrom('never' as const)
  expect<NonNullable<StreamsConfig['taskTimeout']>>().type.not.toBeAssignableFrom('never' as const)
})

test('a serde of any type may be the default', () => {
  expect<NonNullable<StreamsConfig['defaultKeySerde']>>().type.toBeAssignableFrom(string)
})

test('what the runtime decides itself is no option of a client', () => {
  expect<NonNullable<StreamsConfig['producer']>>().type.not.toHaveProperty('transactionalId')
  expect<NonNullable<StreamsConfig['producer']>>().type.not.toHaveProperty('brokers')
  expect<NonNullable<StreamsConfig['consumer']>>().type.not.toHaveProperty('onOutOfRange')
  expect<NonNullable<StreamsConfig['producer']>>().type.toHaveProperty('lingerMs')
})

test('what is resolved has units in its names, and no gaps', () => {
  expect<Resolved['commitIntervalMs']>().type.toBe<number>()
  expect<Resolved['stateDir']>().type.toBe<string>()
  expect<Resolved['replicationFactor']>().type.toBe<number | null>()
  expect<Resolved['processingGuarantee']>().type.toBe<'at_least_once' | 'exactly_once_v2'>()
  expect<Resolved>().type.not.toHaveProperty('commitInterval')
})
