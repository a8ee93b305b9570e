/** The metadata against a simple model: whatever is done and however it ends, a start finds what was promised. */
import test from 'ava'
import fc from 'fast-check'
import { silentLogger } from '../../host/logger.ts'
import { ManualClock } from '../../host/manual-clock.ts'
import { MemoryDisk } from '../../host/memory-disk.ts'
import { SeededRandom } from '../../host/random.ts'
import { DataDirectory } from '../../log/data-directory.ts'
import { defaultLogConfig } from '../../log/log-config.ts'
import type { MetadataRecordDraft } from '../../protocol/metadata-records.ts'
import { Metadata } from './metadata.ts'
import { type MetadataState, partitionRecord, resourceTypes } from './metadata-state.ts'

const place = { nodeId: 1, rack: null, host: 'localhost', port: 9092, clusterId: 'a-cluster' }

type Step =
  | { readonly kind: 'create'; readonly topic: number; readonly partitions: number }
  | { readonly kind: 'remove'; readonly topic: number }
  | { readonly kind: 'grow'; readonly topic: number }
  | { readonly kind: 'set'; readonly topic: number; readonly value: string | null }
  | { readonly kind: 'ids' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'crash' }

/** What is to be there: leader epochs by partition, and a setting, of each topic by its number. */
interface Model {
  readonly topics: Map<number, { id: string; epochs: number[]; value: string | null }>
  nextProducerId: number
}

const topicNumber = fc.nat({ max: 3 })
const steps = fc.array(
  fc.oneof<fc.MaybeWeightedArbitrary<Step>[]>(
    fc.record({ kind: fc.constant('create' as const), topic: topicNumber, partitions: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ kind: fc.constant('remove' as const), topic: topicNumber }),
    fc.record({ kind: fc.constant('grow' as const), topic: topicNumber }),
    fc.record({
      kind: fc.constant('set' as const),
      topic: topicNumber,
      value: fc.option(fc.constantFrom('1', '2'), { nil: null }),
    }),
    fc.constantFrom<Step>({ kind: 'ids' }, { kind: 'restart' }, { kind: 'crash' }),
  ),
  { maxLength: 40 },
)

class Run {
  readonly #random: SeededRandom
  readonly #model: Model = { topics: new Map(), nextProducerId: 0 }
  #disk = new MemoryDisk({ crashable: true })
  #directory: DataDirectory | null = null
  #metadata: Metadata | null = null
  #ids = 0

  constructor(seed: number) {
    this.#random = new SeededRandom(seed)
  }

  get metadata(): Metadata {
    if (this.#metadata === null) throw new Error('expected metadata that is open')
    return this.#metadata
  }

  async open(): Promise<void> {
    const clock = new ManualClock()
    this.#metadata = new Metadata({ clock, random: this.#random, place, path: '/data' })
    const owner = this.#metadata
    const configOf = () => defaultLogConfig
    const rest = { disk: this.#disk, clock, logger: silentLogger, configOf, owner }
    this.#directory = await DataDirectory.open({ path: '/data', ...rest })
  }

  async take(step: Step): Promise<void> {
    if (step.kind === 'restart' || step.kind === 'crash') return await this.#end(step.kind)
    const events = this.#eventsOf(step)
    if (step.kind === 'ids') {
      await this.metadata.takeProducerIds()
      this.#model.nextProducerId += 1_000
    } else if (events.length > 0) await this.metadata.append(events)
  }

  /** What the state and the model say, in one form. */
  seen(): { readonly state: unknown; readonly model: unknown } {
    const { topics, nextProducerId } = this.#model
    const expected = Array.from(topics, ([number, { id, epochs, value }]) => ({
      name: `topic-${number}`,
      id,
      epochs,
      value,
    }))
    return {
      state: { topics: topicsOf(this.metadata.state), nextProducerId: this.metadata.state.nextProducerId },
      model: { topics: expected.sort((one, other) => (one.name < other.name ? -1 : 1)), nextProducerId },
    }
  }

  async #end(kind: 'restart' | 'crash'): Promise<void> {
    if (kind === 'restart') await this.#directory?.close()
    else this.#disk = this.#disk.crash(this.#random)
    for (const topic of this.#model.topics.values()) topic.epochs = topic.epochs.map((epoch) => epoch + 1)
    await this.open()
  }

  /** The events of a step that can be taken, which the model takes too. */
  #eventsOf(step: Exclude<Step, { kind: 'restart' } | { kind: 'crash' }>): MetadataRecordDraft[] {
    if (step.kind === 'ids') return []
    const { topics } = this.#model
    const name = `topic-${step.topic}`
    const known = topics.get(step.topic)
    if (step.kind === 'create') {
      if (known !== undefined) return []
      const id = Buffer.alloc(16, ++this.#ids).toString('base64url')
      topics.set(step.topic, { id, epochs: Array.from({ length: step.partitions }, () => 0), value: null })
      return [{ kind: 'topic', body: { name, topicId: id } }, ...partitions(id, 0, step.partitions)]
    }
    if (known === undefined) return []
    const { id, epochs } = known
    if (step.kind === 'remove') {
      topics.delete(step.topic)
      return [{ kind: 'removeTopic', body: { topicId: id } }]
    }
    if (step.kind === 'grow') {
      epochs.push(0)
      return partitions(id, epochs.length - 1, epochs.length)
    }
    known.value = step.value
    const body = { resourceType: resourceTypes.topic, resourceName: name, name: 'retention.ms', value: step.value }
    return [{ kind: 'config', body }]
  }
}

function partitions(topicId: string, from: number, to: number): MetadataRecordDraft[] {
  return Array.from({ length: to - from }, (_, index) =>
    partitionRecord({ brokerId: 1, topicId, partitionId: from + index, leaderEpoch: 0, partitionEpoch: 0 }),
  )
}

function topicsOf(state: MetadataState) {
  const found = Array.from(state.topics(), (topic) => ({
    name: topic.name,
    id: topic.id,
    epochs: topic.partitions.map((facts) => state.leaderEpochOf(facts)),
    value: state.settingsOf(resourceTypes.topic, topic.name).get('retention.ms') ?? null,
  }))
  return found.sort((one, other) => (one.name < other.name ? -1 : 1))
}

test('a start finds all that was promised, after a proper close and after a loss of power', async (t) => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), async (taken, seed) => {
      const run = new Run(seed)
      await run.open()
      for (const step of taken) {
        await run.take(step)
        const { state, model } = run.seen()
        t.deepEqual(state, model)
      }
    }),
    { numRuns: 60 },
  )
})

test('the events that make a state up make the same one, also on top of it', async (t) => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), async (taken, seed) => {
      const run = new Run(seed)
      await run.open()
      for (const step of taken) await run.take(step)
      const { state } = run.metadata
      const before = [...state.records(1)]
      await run.metadata.append(before)
      t.deepEqual([...state.records(1)], before)
    }),
    { numRuns: 30 },
  )
})
