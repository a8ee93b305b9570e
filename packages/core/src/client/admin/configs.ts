/** Settings of topics and brokers: what counts and why, and single ones changed while all others stay. */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { UnsupportedError } from '../errors.ts'
import { byName } from './by-name.ts'
import { type ConfigChanges, changeDrafts, replacement } from './config-changes.ts'
import { type ConfigEntry, configEntries } from './config-entry.ts'
import type { CallOptions } from './deadline.ts'
import type { Told } from './errand.ts'
import type { Errands } from './errands.ts'
import type { Asked, Route } from './route.ts'
import type { BrokerName } from './routes/broker-routes.ts'

export interface DescribeConfigsOptions extends CallOptions {
  /** Only these settings. Default: all. */
  readonly names?: readonly string[]
  /** Also what would count if the value that counts were not there. */
  readonly synonyms?: boolean
  readonly documentation?: boolean
}

export interface AlterConfigsOptions extends CallOptions {
  /** Says what would become of it, and changes nothing. */
  readonly validateOnly?: boolean
}

/** Settings by name. */
export type ConfigMap = ReadonlyMap<string, ConfigEntry>

/** What has settings, in the protocol's numbers. */
const [TOPIC, BROKER] = [2, 4] as const

interface Kind<Name extends BrokerName | string> {
  readonly resourceType: number
  readonly route: Route<Name>
}

export class Configs {
  readonly #errands: Errands

  constructor(errands: Errands) {
    this.#errands = errands
  }

  async describeTopics(
    names: Iterable<string>,
    options: DescribeConfigsOptions = {},
  ): Promise<ReadonlyMap<string, ConfigMap>> {
    return await this.#describe(this.#topics(), names, options)
  }

  /** Of brokers by their numbers; of `default` what was set for all of them. */
  async describeBrokers(
    names: Iterable<BrokerName>,
    options: DescribeConfigsOptions = {},
  ): Promise<ReadonlyMap<BrokerName, ConfigMap>> {
    return await this.#describe(this.#brokers(), names, options)
  }

  /**
   * Changes settings of topics: all changes of a topic are made, or none.
   *
   * ```ts
   * await admin.configs.alterTopics({ orders: { 'retention.ms': '60000', 'segment.ms': null } })
   * ```
   */
  async alterTopics(
    changes: Readonly<Record<string, ConfigChanges>>,
    options: AlterConfigsOptions = {},
  ): Promise<ReadonlyMap<string, void>> {
    return await this.#alter(this.#topics(), new Map(Object.entries(changes)), options)
  }

  /** The same for brokers, by number or `default`. */
  async alterBrokers(
    changes: Readonly<Record<BrokerName, ConfigChanges>> | Readonly<Record<number, ConfigChanges>>,
    options: AlterConfigsOptions = {},
  ): Promise<ReadonlyMap<BrokerName, void>> {
    const nameOf = (text: string): BrokerName => (text === 'default' ? text : Number(text))
    const items = new Map(Object.entries(changes).map(([text, one]) => [nameOf(text), one as ConfigChanges]))
    return await this.#alter(this.#brokers(), items, options)
  }

  #topics(): Kind<string> {
    return { resourceType: TOPIC, route: this.#errands.anyBroker() }
  }

  #brokers(): Kind<BrokerName> {
    return { resourceType: BROKER, route: this.#errands.brokers() }
  }

  async #describe<Name extends BrokerName | string>(
    { resourceType, route }: Kind<Name>,
    names: Iterable<Name>,
    options: DescribeConfigsOptions,
  ): Promise<ReadonlyMap<Name, ConfigMap>> {
    const ask = (to: Asked, share: ReadonlyMap<Name, Name>) =>
      describe(to, [...share.keys()], { ...options, resourceType })
    return await this.#errands.run({ api: apis.describeConfigs, items: byName(names), route, ask }, options)
  }

  async #alter<Name extends BrokerName | string>(
    { resourceType, route }: Kind<Name>,
    items: ReadonlyMap<Name, ConfigChanges>,
    options: AlterConfigsOptions,
  ): Promise<ReadonlyMap<Name, void>> {
    const { validateOnly = false } = options
    const how = { resourceType, validateOnly }
    const ask = async (to: Asked, share: ReadonlyMap<Name, ConfigChanges>) => {
      try {
        return await alter(to, share, how)
      } catch (problem) {
        if (!(problem instanceof UnsupportedError)) throw problem
        return await replace(to, share, how)
      }
    }
    return await this.#errands.run({ api: apis.incrementalAlterConfigs, items, route, ask }, options)
  }
}

interface How {
  readonly resourceType: number
  readonly validateOnly: boolean
}

async function describe<Name extends BrokerName | string>(
  to: Asked,
  names: readonly Name[],
  options: DescribeConfigsOptions & { resourceType: number },
): Promise<Told<Name, ConfigMap>[]> {
  const { resourceType, names: configurationKeys = null, synonyms = false, documentation = false } = options
  const resources = names.map((name) => ({ resourceType, resourceName: resourceName(name), configurationKeys }))
  const body = { resources, includeSynonyms: synonyms, includeDocumentation: documentation }
  const versions = documentation ? ([3, 4] as const) : apis.describeConfigs.request.versions
  const { results } = await to.ask({ api: apis.describeConfigs, body, versions })
  const told = new Map(results.map((one) => [one.resourceName, one]))
  return names.flatMap((name): Told<Name, ConfigMap>[] => {
    const one = told.get(resourceName(name))
    if (one === undefined) return []
    return [[name, one.errorCode === errors.NONE.code ? { value: configEntries(one.configs) } : one]]
  })
}

async function alter<Name extends BrokerName | string>(
  to: Asked,
  share: ReadonlyMap<Name, ConfigChanges>,
  { resourceType, validateOnly }: How,
): Promise<Told<Name, void>[]> {
  const resources = Array.from(share, ([name, changes]) => {
    return { resourceType, resourceName: resourceName(name), configs: changeDrafts(changes) }
  })
  const body = { resources, validateOnly }
  const { responses } = await to.ask({ api: apis.incrementalAlterConfigs, body })
  return toldOf([...share.keys()], responses)
}

/** As `alter`, at brokers that can only replace all settings of a resource. */
async function replace<Name extends BrokerName | string>(
  to: Asked,
  share: ReadonlyMap<Name, ConfigChanges>,
  { resourceType, validateOnly }: How,
): Promise<Told<Name, void>[]> {
  const described = await describe(to, [...share.keys()], { resourceType })
  const told: Told<Name, void>[] = []
  const resources = described.flatMap(([name, answer]) => {
    if (!('value' in answer)) {
      told.push([name, answer])
      return []
    }
    const configs = replacement(answer.value, share.get(name) ?? {})
    return [{ resourceType, resourceName: resourceName(name), configs }]
  })
  if (resources.length === 0) return told
  const { responses } = await to.ask({ api: apis.alterConfigs, body: { resources, validateOnly } })
  return [...told, ...toldOf([...share.keys()], responses)]
}

interface Response {
  readonly resourceName: string
  readonly errorCode: number
  readonly errorMessage: string | null
}

function toldOf<Name extends BrokerName | string>(
  names: readonly Name[],
  responses: readonly Response[],
): Told<Name, void>[] {
  const told = new Map(responses.map((one) => [one.resourceName, one]))
  return names.flatMap((name): Told<Name, void>[] => {
    const one = told.get(resourceName(name))
    return one === undefined ? [] : [[name, one.errorCode === errors.NONE.code ? { value: undefined } : one]]
  })
}

/** What holds for all brokers goes by no name. */
function resourceName(name: BrokerName | string): string {
  return name === 'default' ? '' : String(name)
}
