/** Settings of clients within an application's: from a prefix and Kafka's name to the part that has it, and its value. */
import { adminNames, commonNames, consumerNames, type PartName, parts, producerNames } from '../client-parts.ts'
import { numberOf } from '../option-kinds.ts'

export interface ClientSetting {
  readonly part: PartName
  readonly name: string
  readonly value: unknown
}

/** The longer ones first. The input's consumer is told what all of them are. */
const prefixes: readonly [prefix: string, part: PartName][] = [
  ['main.consumer.', 'consumer'],
  ['restore.consumer.', 'restoreConsumer'],
  ['global.consumer.', 'globalConsumer'],
  ['consumer.', 'consumer'],
  ['producer.', 'producer'],
  ['admin.', 'admin'],
]

/** Where a name without a prefix belongs: the first that has it. */
const unprefixed = [
  ['client', commonNames],
  ['producer', producerNames],
  ['consumer', consumerNames],
  ['admin', adminNames],
] as const

/** The prefix of a name, and the rest; without one, the name itself. */
export function withoutPrefix(setting: string): { part: PartName | null; name: string } {
  const found = prefixes.find(([prefix]) => setting.startsWith(prefix))
  return found === undefined ? { part: null, name: setting } : { part: found[1], name: setting.slice(found[0].length) }
}

/** Null where no client has a setting of this name. */
export function clientSetting(setting: string, value: unknown): ClientSetting | null {
  const { part, name: kafkaName } = withoutPrefix(setting)
  const places = part === null ? unprefixed : ([[part, parts[part]]] as const)
  for (const [place, names] of places) {
    const name = Object.entries(names).find(([, one]) => one === kafkaName)?.[0]
    if (name !== undefined) return { part: place, name, value: valueOfSetting(name, value) }
  }
  return null
}

function valueOfSetting(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return name === 'acks' && value === -1 ? 'all' : value
  if (name === 'rackId') return value
  if (name === 'checkCrc') return value === 'true'
  if (name === 'acks' && value === '-1') return 'all'
  return numberOf(value)
}
