/**
 * The process in which the model test's log is, one after the other: it is closed, killed, or loses its power, and
 * another one opens the directory that it left. What is under way goes on in turns, and ends with the process.
 */
import type { Clock } from '../../host/clock.ts'
import { silentLogger } from '../../host/logger.ts'
import type { ManualClock } from '../../host/manual-clock.ts'
import { MemoryDisk } from '../../host/memory-disk.ts'
import { SeededRandom } from '../../host/random.ts'
import { DataDirectory } from '../data-directory.ts'
import type { LogConfig } from '../log-config.ts'
import type { PartitionLog } from '../partition-log.ts'
import type { Run } from './log-model-steps.contract.ts'

export const COMPACTION_MS = 50
const NEVER_MS = 1e15
const BYTES_A_KEY = 24
/** The share of its slots that the cleaner's map leaves free. */
const SPARE_KEYS = 3
const place = { topic: 'orders', partition: 3 }
const topicId = 'Zgk6oYHtSByXZtFFkXKPmQ'

export class ModelProcess {
  /** How many times compaction has come through a log. */
  passes = 0
  readonly #settings: Run['settings']
  readonly #clock: ManualClock
  readonly #config: LogConfig
  #disk: MemoryDisk
  #processClock: ProcessClock
  #directory!: DataDirectory

  constructor(settings: Run['settings'], clock: ManualClock, config: LogConfig) {
    this.#settings = settings
    this.#clock = clock
    this.#config = config
    this.#disk = new MemoryDisk({ clock, crashable: true })
    this.#processClock = new ProcessClock(clock)
  }

  /** Begins another process. */
  async open(): Promise<PartitionLog> {
    this.#processClock = new ProcessClock(this.#clock)
    this.#directory = await this.#settled(this.#openDirectory())
    return this.#directory.log(place) ?? (await this.#settled(this.#directory.create(place, topicId)))
  }

  async end(how: 'close' | 'kill' | 'power loss', seed: number): Promise<void> {
    if (how === 'close') await this.#settled(this.#directory.close())
    else this.#disk = how === 'kill' ? this.#disk.kill() : this.#disk.crash(new SeededRandom(seed))
    this.#processClock.end()
  }

  checkpoint(): Promise<void> {
    return this.#settled(this.#directory.checkpoint())
  }

  /** Lets what is under way come a step further. */
  async turn(): Promise<void> {
    this.#clock.advance(0)
    await Promise.resolve()
  }

  async #settled<Result>(promise: Promise<Result>): Promise<Result> {
    let isSettled = false
    const note = () => {
      isSettled = true
    }
    promise.then(note, note)
    while (!isSettled) await this.turn()
    return promise
  }

  #openDirectory(): Promise<DataDirectory> {
    const { warmSegments, keysAPass, bytesAStep } = this.#settings
    const info = (_: unknown, message: string) => {
      if (message === 'compacted') this.passes++
    }
    return DataDirectory.open({
      path: '/data',
      disk: this.#disk,
      clock: this.#processClock,
      logger: { ...silentLogger, info },
      configOf: () => this.#config,
      warmLimits: { segments: warmSegments, bytes: 1e9 },
      retentionCheckMs: NEVER_MS,
      flushCheckMs: NEVER_MS,
      checkpointMs: NEVER_MS,
      producerExpirationMs: NEVER_MS,
      compactionCheckMs: COMPACTION_MS,
      cleanerMapBytes: BYTES_A_KEY * (keysAPass + SPARE_KEYS),
      cleanerStep: { bytes: bytesAStep, ms: NEVER_MS },
      usesThreads: false,
    })
  }
}

/** The clock as one process has it: with the process its timers end. */
class ProcessClock implements Clock {
  readonly #clock: Clock
  #hasEnded = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  end(): void {
    this.#hasEnded = true
  }

  nowMs = () => this.#clock.nowMs()
  elapsedMs = () => this.#clock.elapsedMs()
  after = (delayMs: number, run: () => void) => this.#clock.after(delayMs, () => this.#run(run))
  soon = (run: () => void) => this.#clock.soon(() => this.#run(run))
  hold = () => this.#clock.hold()

  #run(run: () => void): void {
    if (!this.#hasEnded) run()
  }
}
