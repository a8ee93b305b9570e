/** Settings of clients within an application's: from a prefix and Kafka's name to the part that has it, and its value. */
import { adminPart, commonPart, consumerPart, type PartName, parts, producerPart } from '../client-parts.ts'
import type { Option } from '../option.ts'

export interface ClientSetting {
  readonly part: PartName
  readonly name: string
  readonly option: Option
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
  ['client', commonPart],
  ['producer', producerPart],
  ['consumer', consumerPart],
  ['admin', adminPart],
] as const

/** The prefix of a name, and the rest; without one, the name itself. */
export function withoutPrefix(setting: string): { part: PartName | null; name: string } {
  const found = prefixes.find(([prefix]) => setting.startsWith(prefix))
  return found === undefined ? { part: null, name: setting } : { part: found[1], name: setting.slice(found[0].length) }
}

/** Null where no client has a setting of this name. */
export function clientSetting(setting: string, value: unknown): ClientSetting | null {
  const { part, name: kafkaName } = withoutPrefix(setting)
  const places: readonly (readonly [PartName, Readonly<Record<string, Option>>])[] =
    part === null ? unprefixed : [[part, parts[part]]]
  for (const [place, ofPart] of places) {
    for (const [name, option] of Object.entries(ofPart)) {
      if (option.kafkaName === kafkaName) return { part: place, name, option, value: valueOfText(option, value) }
    }
  }
  return null
}

function valueOfText({ ofText }: Option, value: unknown): unknown {
  return ofText === null ? value : ofText(String(value))
}
