/**
 * Runs one scenario with our language, as Java's side runs it (FORMAT.md sections 7 and 8): builds the topology,
 * gives the inputs to the test driver one by one, and prints what came out. An error ends it and is part of it.
 */
import type { StoreDefinition, Topology } from '@millrace/streams'
import { string } from '@millrace/streams/serde'
import type { ProducedRecord, TestDriver } from '@millrace/streams/testing'
import { printError } from './comparison/java-error.ts'
import type { PrintedRecord, Result, StoreEntry } from './comparison/result.ts'
import { driverOf } from './driver.ts'
import { Interpreter } from './nodes/interpreter.ts'
import type { SinkTypes } from './nodes/surroundings.ts'
import { headerHex, headerTexts, hex } from './printing.ts'
import { type Input, readInput, readScenario, type Scenario } from './scenario/scenario.ts'
import { dumpStore, type Known } from './store-dump.ts'
import { keySerde, print, stringKey, valueSerde } from './types.ts'

/** Where the stores are of a scenario, and how they come into what is dumped. */
export interface StorePlan {
  readonly folder: string
  /** Opened in the folder where they were written, or restored into it from their changelogs. */
  readonly dumped: 'reopened' | 'restored'
}

/** With stores in memory, or in a folder: then they are dumped as they are found there when all is over. */
export async function runScenario(json: unknown, plan: StorePlan | null = null): Promise<Result> {
  const name = String((json as { name?: unknown } | null)?.name ?? '')
  const result: Result = { name }
  let run: ScenarioRun
  try {
    const scenario = readScenario(json)
    const interpreter = new Interpreter(scenario)
    const topology = interpreter.build()
    result.describe = String(topology.describe())
    const driver = await driverOf(topology, scenario, { folder: plan?.dumped === 'reopened' ? plan.folder : null })
    run = new ScenarioRun(scenario, { topology, sinks: interpreter.sinks, driver, plan })
  } catch (problem) {
    return { ...result, error: printError(problem, { phase: 'build' }) }
  }
  const error = run.pipeAll()
  Object.assign(result, { topics: run.topics(), raw: run.raw() })
  if (error !== undefined) Object.assign(result, { error })
  else result.stores = { ...run.stores(), ...(await run.storesOnDisk()) }
  await run.close()
  return result
}

/** Stores of which Java shows nothing either: buffers, and the subscriptions of foreign-key joins. */
function isHidden({ kind, name }: StoreDefinition): boolean {
  return (
    kind === 'suppression' ||
    kind === 'waiting' ||
    /-SUBSCRIPTION-STATE-STORE-[0-9]{10}$|-subscription-store$/.test(name)
  )
}

interface Surroundings {
  readonly topology: Topology
  readonly sinks: SinkTypes
  readonly driver: TestDriver
  readonly plan: StorePlan | null
}

/** A topology in its driver, and what it has produced. */
class ScenarioRun {
  readonly #scenario: Scenario
  readonly #topology: Topology
  readonly #sinks: SinkTypes
  readonly #driver: TestDriver
  readonly #plan: StorePlan | null

  constructor(scenario: Scenario, { topology, sinks, driver, plan }: Surroundings) {
    this.#scenario = scenario
    this.#topology = topology
    this.#sinks = sinks
    this.#driver = driver
    this.#plan = plan
  }

  /** Gives all inputs; the error that ended it, if one did. */
  pipeAll(): Result['error'] {
    for (const [index, json] of this.#scenario.inputs.entries()) {
      try {
        this.#pipe(readInput(json, index))
      } catch (problem) {
        return printError(problem, { phase: 'input', input: index })
      }
    }
    return undefined
  }

  #pipe(input: Input): void {
    if (input.kind === 'advance') {
      this.#driver.advanceWallClock(input.ms)
      return
    }
    const { topic, key, value, timestamp } = input
    const headers = input.headers.map(([name, text]) => ({
      key: name,
      value: text === null ? null : Buffer.from(text),
    }))
    this.#driver.pipe({ topic, key: bytesOf(key), value: bytesOf(value), timestamp, headers })
  }

  topics(): Record<string, PrintedRecord[]> {
    const shown = this.#producedTopics().filter((topic) => !this.#isInternal(topic))
    return Object.fromEntries(
      shown.map((topic) => [topic, this.#driver.produced(topic).map((record) => this.#text(topic, record))]),
    )
  }

  /** The bytes of internal topics, and of those that are not strings. */
  raw(): Record<string, PrintedRecord[]> {
    const shown = this.#producedTopics().filter((topic) => this.#isInternal(topic) || !this.#isText(topic))
    return Object.fromEntries(shown.map((topic) => [topic, this.#driver.produced(topic).map(bytesRecord)]))
  }

  async close(): Promise<void> {
    await this.#driver[Symbol.asyncDispose]()
  }

  /** The stores that lie on disk, as another driver finds them. */
  async storesOnDisk(): Promise<Record<string, StoreEntry[]>> {
    await this.close()
    if (this.#plan === null) return {}
    const { folder, dumped } = this.#plan
    const changelogs = dumped === 'restored' ? { changelogs: this.#written() } : {}
    await using driver = await driverOf(this.#topology, this.#scenario, { folder, ...changelogs })
    const { stores, globalStores } = this.#topology
    const found = this.stores(driver)
    for (const store of [...stores.values(), ...[...globalStores.values()].map((each) => each.store)]) {
      const isThere = dumped === 'restored' ? this.#hasChangelog(store) : store.place === 'disk'
      if (!isThere || this.#isCachedInTime(store)) delete found[store.name]
    }
    return found
  }

  /** What was written to each topic, changelogs among them. */
  #written(): Map<string, ProducedRecord[]> {
    return new Map(this.#driver.producedTopics.map((topic) => [topic, this.#driver.produced(topic)]))
  }

  /** Whether all that a store has is in a changelog of its own. */
  #hasChangelog({ name, logging }: StoreDefinition): boolean {
    return logging && !this.#topology.sourceChangelogs.has(name) && !this.#topology.globalStores.has(name)
  }

  /** A cache goes on to show windows that have expired beneath it, here as in Java; a new one does not know them. */
  #isCachedInTime({ kind }: StoreDefinition): boolean {
    return this.#scenario.config['statestore.cache.max.bytes'] !== '0' && /window|session/.test(kind)
  }

  stores(driver = this.#driver): Record<string, StoreEntry[]> {
    const own = [...this.#topology.stores.values()].filter((store) => !isHidden(store))
    const names = [...own.map(({ name }) => name), ...this.#topology.globalStores.keys()].sort()
    const shown: Record<string, StoreEntry[]> = {}
    for (const name of names) {
      const store = driver.store(name)
      if (store !== null) shown[name] = dumpStore(name, store, () => this.#known(name))
    }
    return shown
  }

  #producedTopics(): string[] {
    return this.#driver.producedTopics.filter((topic) => this.#driver.produced(topic).length > 0).sort()
  }

  #isInternal(topic: string): boolean {
    const prefix = `${this.#scenario.config['application.id']}-`
    return topic.startsWith(prefix) && /-(?:changelog|repartition|topic)$/.test(topic)
  }

  #isText(topic: string): boolean {
    const type = this.#sinks.get(topic)
    return type === undefined || (type.key.kind === 'string' && type.value === 'string')
  }

  #text(topic: string, { key, value, timestamp, headers }: ProducedRecord): PrintedRecord {
    const type = this.#sinks.get(topic) ?? { key: stringKey, value: 'string' }
    return {
      key: key === null ? null : print(keySerde(type.key).deserialize(key)),
      value: value === null ? null : print(valueSerde(type.value).deserialize(value)),
      timestamp,
      ...(headers.length === 0 ? {} : { headers: headerTexts(headers) }),
    }
  }

  /** What a versioned store is asked for: keys and times of the inputs and of its changelog. */
  #known(store: string): Known {
    const changelog = this.#driver.produced(`${this.#scenario.config['application.id']}-${store}-changelog`)
    const inputs = this.#scenario.inputs as readonly { key?: unknown; timestamp?: unknown }[]
    const inputKeys = inputs.map(({ key }) => key).filter((key) => typeof key === 'string')
    const inputTimes = inputs.map(({ timestamp }) => timestamp).filter((time) => typeof time === 'number')
    const keys = new Set([...changelog.map(({ key }) => String(key)), ...inputKeys])
    const times = new Set([...changelog.map(({ timestamp }) => timestamp as number), ...inputTimes])
    return {
      keys: [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
      times: [...times].sort((a, b) => a - b),
    }
  }
}

function bytesOf(text: string | null): Buffer | null {
  return text === null ? null : string.serialize(text)
}

function bytesRecord({ key, value, timestamp, headers }: ProducedRecord): PrintedRecord {
  const shown = headers.length === 0 ? {} : { headers: headerHex(headers) }
  return { key: hex(key), value: hex(value), timestamp, ...shown }
}
