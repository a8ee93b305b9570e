/**
 * Makes topics ready: looks which are there, refuses those with another number of partitions, creates the rest, and
 * looks again at those that somebody else has created or is deleting just now, with growing pauses, until all are
 * there or the time is over. What is there as it should be is left alone.
 */
import { type Admin, Backoff, type CallOptions, type ClientError, pause, settled } from '@millrace/core'
import type { Clock, Random } from '@millrace/core/host'
import { notReadyInTime, throwRefusals, wrongPartitionCounts } from './topic-refusals.ts'
import type { WantedTopic } from './wanted-topic.ts'

export interface TopicSetupOptions {
  readonly replicationFactor: number | null
  /** When the clock's `elapsedMs` is so far the time is over. */
  readonly endMs: number
  /** How long that was, as errors say it. */
  readonly timeoutMs: number
  readonly clock: Clock
  readonly random: Random
  readonly signal?: AbortSignal | undefined
}

/** A call that gets no answer for so long is made again, about what is still to be done by then. */
const CALL_MS = 30_000
const BACKOFF_FIRST_MS = 100
const BACKOFF_MAX_MS = 1_000

export class TopicSetup {
  readonly #admin: Admin
  readonly #options: TopicSetupOptions
  readonly #pending: Map<string, WantedTopic>
  /** Why those that are pending were not ready when they were last looked at. */
  readonly #reasons = new Map<string, ClientError>()
  readonly #created = new Set<string>()

  constructor(admin: Admin, wanted: readonly WantedTopic[], options: TopicSetupOptions) {
    this.#admin = admin
    this.#options = options
    this.#pending = new Map(wanted.map((topic) => [topic.name, topic]))
  }

  /**
   * Gives the names of the topics that were created here.
   *
   * @throws TopicSetupError for wrong numbers of partitions, refusals of the brokers, and when the time is over
   */
  async run(): Promise<readonly string[]> {
    const { clock, random, endMs, signal } = this.#options
    const backoff = new Backoff({ firstMs: BACKOFF_FIRST_MS, maxMs: BACKOFF_MAX_MS, random })
    while (this.#pending.size > 0) {
      await this.#attempt({ timeoutMs: Math.min(CALL_MS, Math.max(0, endMs - clock.elapsedMs())), signal })
      if (this.#pending.size === 0) break
      const waitMs = backoff.nextMs()
      if (clock.elapsedMs() + waitMs >= endMs) throw this.#late()
      await pause(clock, waitMs, signal)
    }
    return [...this.#created]
  }

  /** What was created is ready when a broker knows it, which may take a moment. */
  async #attempt(call: CallOptions): Promise<void> {
    const missing = (await this.#look(call)).filter(({ name }) => !this.#created.has(name))
    if (missing.length === 0) return
    await this.#create(missing, call)
    await this.#look(call)
  }

  /** Gives those that are not there. */
  async #look(call: CallOptions): Promise<readonly WantedTopic[]> {
    const { values, errors } = await settled(this.#admin.topics.describe(this.#pending.keys(), call))
    const missing = new Map([...errors].filter(([, { code }]) => code === 'UNKNOWN_TOPIC_OR_PARTITION'))
    this.#hear('describe', new Map([...errors].filter(([name]) => !missing.has(name))))
    for (const [name, problem] of missing) if (this.#created.has(name)) this.#reasons.set(name, problem)
    const counts = new Map(Array.from(values, ([name, { partitions }]) => [name, partitions.length]))
    const there = this.#wanted(counts.keys())
    const wrong = there.filter(({ name, partitions }) => counts.get(name) !== partitions)
    if (wrong.length > 0) throw wrongPartitionCounts(wrong, counts)
    for (const { name } of there) this.#pending.delete(name)
    return this.#wanted(missing.keys())
  }

  async #create(missing: readonly WantedTopic[], call: CallOptions): Promise<void> {
    const { replicationFactor } = this.#options
    const drafts = missing.map(({ name, partitions, settings: configs }) => {
      const topic = { name, partitions, configs }
      return replicationFactor === null ? topic : { ...topic, replicationFactor }
    })
    const { values, errors } = await settled(this.#admin.topics.create(drafts, call))
    for (const name of values.keys()) this.#created.add(name)
    this.#hear('create', errors)
  }

  /** A topic that is there after all, or still, is looked at again. */
  #hear(action: 'describe' | 'create', errors: ReadonlyMap<string, ClientError>): void {
    const passes = ({ retriable, code }: ClientError) => retriable || code === 'TOPIC_ALREADY_EXISTS'
    throwRefusals(action, new Map([...errors].filter(([, problem]) => !passes(problem))))
    for (const [name, problem] of errors) {
      // That the time was over says less than what was heard before.
      if (problem.code !== 'TIMED_OUT' || !this.#reasons.has(name)) this.#reasons.set(name, problem)
    }
  }

  #wanted(names: Iterable<string>): readonly WantedTopic[] {
    return [...names].flatMap((name) => this.#pending.get(name) ?? [])
  }

  #late(): Error {
    const topics = [...this.#pending.keys()]
    const reasons = new Map([...this.#reasons].filter(([name]) => this.#pending.has(name)))
    return notReadyInTime(topics, { timeoutMs: this.#options.timeoutMs, reasons })
  }
}
