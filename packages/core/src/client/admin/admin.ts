/**
 * The admin client: what there is in a cluster, and changes to it. It joins the parts, one for each concern, over
 * one view of the cluster, and ends them. Nothing is connected to before the first call.
 */
import { type ClientOptions, clientSettings } from '../client-options.ts'
import { Cluster } from '../cluster/cluster.ts'
import { ClosedError } from '../errors.ts'
import { type ClientHealth, sinceMs } from '../health.ts'
import { type ClusterDescription, describeCluster } from './cluster-description.ts'
import { Configs } from './configs.ts'
import { type CallOptions, Deadline } from './deadline.ts'
import { Errands } from './errands.ts'
import { GroupOffsets } from './group-offsets.ts'
import { Groups } from './groups.ts'
import { LogDirectories } from './log-directories.ts'
import { Offsets } from './offsets.ts'
import { Producers } from './producers.ts'
import { Records } from './records.ts'
import { Topics } from './topics.ts'
import { Transactions } from './transactions.ts'

export interface AdminOptions extends ClientOptions {
  /** How long a call may take that does not say it itself. Default: 60 s. */
  readonly callTimeoutMs?: number
}

export interface AdminHealth extends ClientHealth {
  /** Calls that have not come to their end. */
  readonly callsUnderWay: number
  /** How long the oldest of them takes already; null where there is none. */
  readonly oldestCallMs: number | null
}

/** Java's `default.api.timeout.ms`. */
const CALL_TIMEOUT_MS = 60_000

/**
 * ```ts
 * await using admin = new Admin({ brokers: ['localhost:9092'] })
 * await admin.topics.create([{ name: 'orders', partitions: 6 }])
 * const ends = await admin.offsets.list([{ topic: 'orders', partition: 0 }])
 * ```
 *
 * Calls about several things give a map of all of them, or reject with a `SomeFailedError` that holds what was
 * done and what was not; `settled` gives both parts. Each call takes `timeoutMs` and `signal`.
 */
export class Admin implements AsyncDisposable {
  readonly topics: Topics
  readonly configs: Configs
  readonly offsets: Offsets
  readonly records: Records
  readonly groups: Groups
  readonly groupOffsets: GroupOffsets
  readonly logDirectories: LogDirectories
  readonly transactions: Transactions
  readonly producers: Producers
  readonly #errands: Errands
  readonly #cluster: Cluster

  constructor({ callTimeoutMs = CALL_TIMEOUT_MS, ...options }: AdminOptions) {
    this.#cluster = new Cluster(clientSettings(options))
    this.#errands = new Errands(this.#cluster, { callTimeoutMs })
    this.topics = new Topics(this.#errands)
    this.configs = new Configs(this.#errands)
    this.offsets = new Offsets(this.#errands)
    this.records = new Records(this.#errands)
    this.groups = new Groups(this.#errands)
    this.groupOffsets = new GroupOffsets(this.#errands)
    this.logDirectories = new LogDirectories(this.#errands)
    this.transactions = new Transactions(this.#errands)
    this.producers = new Producers(this.#errands)
  }

  /** The cluster's id, its brokers, and which of them leads it. */
  async describeCluster(options?: CallOptions): Promise<ClusterDescription> {
    return await describeCluster(this.#errands, options)
  }

  /** Whether calls come to their end, told by what has happened and not by what is connected. */
  health(): AdminHealth {
    const { clock } = this.#cluster.settings
    const [oldestMs = null] = this.#errands.running.values()
    return {
      callsUnderWay: this.#errands.running.size,
      oldestCallMs: sinceMs(clock.elapsedMs(), oldestMs),
      sinceLastAnswerMs: this.#cluster.sinceLastAnswerMs,
      failure: this.#cluster.isClosed ? new ClosedError('the admin is closed') : null,
    }
  }

  /** Ends the calls that are under way, which reject with a `ClosedError`, once they have had this time. Default: 0. */
  async close({ timeoutMs = 0 }: { timeoutMs?: number } = {}): Promise<void> {
    const { running } = this.#errands
    const { clock } = this.#cluster.settings
    if (timeoutMs > 0 && running.size > 0) {
      const deadline = new Deadline({ clock, timeoutMs, signals: [] })
      await deadline.race(Promise.allSettled(running.keys())).catch(() => {})
    }
    this.#cluster.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
