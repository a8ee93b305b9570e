/**
 * What can be set for a broker, as the code reads it: the table of settings with each name in camel case
 * (`num.partitions` is `numPartitions`), and Kafka's defaults. A long of Kafka's that means "no limit" is a
 * number beyond 2^53.
 */
import type { BrokerSettingName, brokerSettings } from './configs/broker-settings.ts'
import type { Setting } from './configs/setting.ts'

type CamelCase<Name extends string> = Name extends `${infer Head}.${infer Rest}`
  ? `${Head}${Capitalize<CamelCase<Rest>>}`
  : Name

type ValueOf<S> = S extends Setting<infer Value> ? Value : never

export type BrokerConfig = {
  readonly [Name in BrokerSettingName as CamelCase<Name>]: ValueOf<(typeof brokerSettings)[Name]>
}

/** How the code calls a setting. */
export function camelCase<Name extends string>(name: Name): CamelCase<Name> {
  return name.replaceAll(/\.(.)/g, (_, letter: string) => letter.toUpperCase()) as CamelCase<Name>
}
